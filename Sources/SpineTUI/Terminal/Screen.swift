/// What a piece of text means; `Curses` gives it its looks.
enum Ink: UInt8, Sendable, CaseIterable {
  case plain, dim, bold, title, key, accent, warning, danger, good, selected, bar
}

/// A rectangle of character cells, rows and columns from 0.
struct CellRect: Hashable, Sendable {
  var row: Int
  var column: Int
  var rows: Int
  var columns: Int

  var isEmpty: Bool { rows <= 0 || columns <= 0 }
}

/// One character cell.
struct Cell: Hashable, Sendable {
  var character: Character = " "
  var ink: Ink = .plain
  /// What a character takes beyond its first column.
  var isContinuation = false
}

/// The text of the whole screen, and the hole in it where the picture lies.
struct Screen: Equatable, Sendable {
  let columns: Int
  let rows: Int
  private(set) var cells: [Cell]
  /// Cells that belong to the picture: text written there later punches a hole into it.
  private(set) var picture: CellRect?

  /// A character that looks like a space but is none to curses, which therefore never clears a line
  /// through it: clearing would cut a strip out of the picture.
  static let pictureCharacter: Character = "\u{A0}"

  init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = Array(repeating: Cell(), count: self.columns * self.rows)
  }

  subscript(row: Int, column: Int) -> Cell { cells[row * columns + column] }

  /// Whether `other`, which is as wide, looks the same in `row`.
  func hasSameRow(_ row: Int, as other: Screen) -> Bool {
    let range = row * columns..<(row + 1) * columns
    return cells[range] == other.cells[range]
  }

  /// Writes `text` from (`row`, `column`), clipped to `width` columns and to the screen.
  ///
  /// - Returns: the column behind the text.
  @discardableResult
  mutating func put(
    _ text: String, row: Int, column: Int, ink: Ink = .plain, width: Int = .max
  ) -> Int {
    guard row >= 0, row < rows, column < columns, width > 0 else { return column }
    let end = width > columns - column ? columns : column + width
    var column = column
    for character in text {
      let cellCount = DisplayWidth.of(character)
      guard cellCount > 0 else { continue }
      guard column + cellCount <= end else { break }
      if column >= 0 {
        set(row, column, Cell(character: character, ink: ink))
        for further in 1..<cellCount {
          set(row, column + further, Cell(ink: ink, isContinuation: true))
        }
      }
      column += cellCount
    }
    return column
  }

  /// Writes `text`, ending in … when it is wider than `width`.
  mutating func putClipped(_ text: String, row: Int, column: Int, ink: Ink = .plain, width: Int) {
    let room = min(width, columns - column)
    put(DisplayWidth.clipped(text, to: room), row: row, column: column, ink: ink, width: room)
  }

  /// Writes `text` so that it ends before column `end`.
  mutating func putRight(_ text: String, row: Int, end: Int, ink: Ink = .plain) {
    put(text, row: row, column: end - DisplayWidth.of(text), ink: ink)
  }

  mutating func fill(_ rect: CellRect, with character: Character = " ", ink: Ink = .plain) {
    for row in max(0, rect.row)..<max(0, min(rows, rect.row + rect.rows), rect.row) {
      for column in max(
        0, rect.column)..<max(0, min(columns, rect.column + rect.columns), rect.column)
      {
        set(row, column, Cell(character: character, ink: ink))
      }
    }
  }

  /// Gives `rect` to the picture, and guards the rows that it crosses against being cleared.
  mutating func placePicture(_ rect: CellRect) {
    picture = rect
    fill(rect, with: Self.pictureCharacter)
    for row in rect.row..<min(rows, rect.row + rect.rows)
    where self[row, columns - 1].character == " " {
      set(row, columns - 1, Cell(character: Self.pictureCharacter))
    }
  }

  /// Takes the picture's place back: spaces that curses sends overwrite what was drawn there.
  mutating func removePicture() {
    guard picture != nil else { return }
    picture = nil
    for place in cells.indices where cells[place].character == Self.pictureCharacter {
      cells[place].character = " "
    }
  }

  /// Whether text has been written over the picture.
  var pictureIsCovered: Bool {
    guard let picture else { return false }
    return (picture.row..<picture.row + picture.rows).contains { row in
      (picture.column..<picture.column + picture.columns).contains {
        self[row, $0].character != Self.pictureCharacter
      }
    }
  }

  /// The screen as lines of text, the picture as ▒.
  var snapshot: String {
    (0..<rows).map { row in
      var line = ""
      for column in 0..<columns where !self[row, column].isContinuation {
        let inPicture =
          picture.map {
            row >= $0.row && row < $0.row + $0.rows && column >= $0.column
              && column < $0.column + $0.columns
          } ?? false
        let character = self[row, column].character
        if character == Self.pictureCharacter {
          line.append(inPicture ? "▒" : " ")
        } else {
          line.append(character)
        }
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  private mutating func set(_ row: Int, _ column: Int, _ cell: Cell) {
    cells[row * columns + column] = cell
  }
}
