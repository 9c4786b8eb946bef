/// What a terminal holds: its cells, cursor, modes and pictures.
///
/// Understands what the program may send, and lists in `strange` whatever else comes.
/// Source: ECMA-48; xterm's ctlseqs.
struct ScreenModel: Sendable {
  struct Cell: Equatable, Sendable {
    var character: Character = " "
    /// The foreground as it was asked for: "2;R;G;B" or "5;N".
    var colour = ""
  }

  /// A sixel picture as it arrived.
  struct Picture: Equatable, Sendable {
    /// Where its top left corner is, cells from 0.
    var row: Int
    var column: Int
    var width: Int
    var height: Int
    /// The scrolling margins in force, from 0; nil for the whole screen.
    var margins: ClosedRange<Int>?
    /// The line above the last at the moment when the picture was complete.
    var words: String
  }

  private(set) var columns: Int
  private(set) var rows: Int
  private(set) var cells: [[Cell]] = []
  private(set) var row = 0
  private(set) var column = 0
  /// Private modes that are set; 7 (wrapping) and 25 (cursor) are at the start.
  private(set) var modes: Set<Int> = [7, 25]
  private(set) var margins: ClosedRange<Int>?
  private(set) var titlesSaved = 0
  private(set) var linesScrolled = 0
  private(set) var halfBlocksDrawn = 0
  private(set) var pictures: [Picture] = []
  /// Cells in which something of a picture still shows.
  private(set) var pictureCells: Set<Int> = []
  /// Such cells of the alternate screen at the moment when it was left.
  private(set) var pictureCellsLeftBehind = 0
  /// Kitty's pictures by number, while they are there.
  private(set) var kittyPictures: Set<Int> = []
  /// The stream of the last picture, from DCS to ST.
  private(set) var lastPicture: [UInt8] = []
  private(set) var strange: [String] = []
  private var colour = ""
  private var background = ""
  private var hasAttributes = false
  private var isLineDrawing = false
  private var wrapIsPending = false
  private var savedPosition = (row: 0, column: 0)
  private var mainScreen: [[Cell]]?
  /// The main screen keeps a saved cursor of its own.
  private var mainPosition = (row: 0, column: 0)
  private var lastCharacter: Character = " "
  private var parser = ControlParser()

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    cells = blank()
  }

  /// Everything that a program may leave behind, as one line to be compared.
  var settings: String {
    "modes \(modes.sorted()) margins \(margins.map { "\($0)" } ?? "none") titles \(titlesSaved) "
      + "attributes \(hasAttributes) line drawing \(isLineDrawing) in a string \(parser.isInString)"
  }

  /// Whether a picture, or another string, has begun and not ended.
  var isInString: Bool { parser.isInString }

  var lines: [String] { cells.indices.map(line) }

  var text: String { lines.joined(separator: "\n") }

  mutating func resize(columns: Int, rows: Int) {
    if columns != self.columns { pictureCells = [] }
    (self.columns, self.rows) = (columns, rows)
    cells = fitted(cells)
    mainScreen = mainScreen.map(fitted)
    margins = nil
    moveTo(row, column)
  }

  /// Takes a program's bytes; returns the questions in them.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [TerminalQuestion] {
    var questions: [TerminalQuestion] = []
    for byte in bytes {
      guard let item = parser.feed(byte) else { continue }
      switch item {
      case .character(let character): put(character)
      case .control(let byte): control(byte)
      case .escape(let text): escape(text)
      case .csi(let text, let final):
        if let question = TerminalQuestion(
          csi: text, final: final, row: row, column: column, pictures: pictures.count)
        {
          questions.append(question)
        } else {
          csi(text, final)
        }
      case .string(let bytes):
        if let question = string(bytes) { questions.append(question) }
      case .cancelledString: break
      }
    }
    return questions
  }

  private func line(_ row: Int) -> String {
    String(cells[row].map { $0.character == "\u{A0}" ? " " : $0.character }).trimmingSuffix(" ")
  }

  private func blank() -> [[Cell]] {
    Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
  }

  private func fitted(_ old: [[Cell]]) -> [[Cell]] {
    var new = blank()
    for row in 0..<min(rows, old.count) {
      for column in 0..<min(columns, old[row].count) { new[row][column] = old[row][column] }
    }
    return new
  }

  private mutating func moveTo(_ row: Int, _ column: Int) {
    self.row = max(0, min(row, rows - 1))
    self.column = max(0, min(column, columns - 1))
    wrapIsPending = false
  }

  private mutating func put(_ character: Character) {
    if wrapIsPending {
      column = 0
      lineFeed()
    }
    wrapIsPending = false
    lastCharacter = character
    cells[row][column] = Cell(character: character, colour: colour)
    pictureCells.remove(row * columns + column)
    if character == "▀" { halfBlocksDrawn += 1 }
    if column < columns - 1 { column += 1 } else { wrapIsPending = modes.contains(7) }
  }

  private mutating func lineFeed() {
    wrapIsPending = false
    let region = margins ?? 0...rows - 1
    guard row == region.upperBound else {
      row = min(row + 1, rows - 1)
      return
    }
    linesScrolled += 1
    cells.remove(at: region.lowerBound)
    cells.insert(Array(repeating: Cell(), count: columns), at: region.upperBound)
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x08: moveTo(row, column - 1)
    case 0x09: moveTo(row, (column / 8 + 1) * 8)
    case 0x0A: lineFeed()
    case 0x0D: moveTo(row, 0)
    case 0x07, 0x18: break
    default: strange.append("control \(byte)")
    }
  }

  private mutating func escape(_ text: String) {
    switch text {
    case "7": savedPosition = (row, column)
    case "8": moveTo(savedPosition.row, savedPosition.column)
    case "M" where row > 0 && margins == nil: moveTo(row - 1, column)
    case "(B": isLineDrawing = false
    case "(0": isLineDrawing = true
    // A string's end behind a string that was cancelled.
    case "\\": break
    default: strange.append("ESC \(text)")
    }
  }

  private mutating func csi(_ text: String, _ final: Character) {
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(1, first)
    switch final {
    case "H": moveTo(count - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case "A": moveTo(row - count, column)
    case "B": moveTo(row + count, column)
    case "C": moveTo(row, column + count)
    case "D": moveTo(row, column - count)
    case "G": moveTo(row, count - 1)
    case "Z": moveTo(row, (column - 1) / 8 * 8)
    case "d": moveTo(count - 1, column)
    case "J" where first == 2: cells = blank()
    case "J" where first == 0:
      erase(row, column..<columns)
      for below in row + 1..<max(row + 1, rows) { erase(below, 0..<columns) }
    case "K": erase(row, first == 0 ? column..<columns : first == 1 ? 0..<column + 1 : 0..<columns)
    case "X": erase(row, column..<min(columns, column + count))
    case "b": for _ in 0..<count { put(lastCharacter) }
    case "m": render(numbers.isEmpty ? [0] : numbers)
    case "r":
      // Curses' way to move rows; a picture would move along.
      if !text.isEmpty { strange.append("margins \(text)") }
      let bottom = numbers.count > 1 && numbers[1] > 0 ? min(numbers[1], rows) : rows
      margins = count == 1 && bottom == rows ? nil : count - 1...max(count, bottom) - 1
      moveTo(0, 0)
    case "h", "l": setModes(text, isSet: final == "h")
    case "t" where first == 22: titlesSaved += 1
    case "t" where first == 23: titlesSaved -= 1
    default: strange.append("CSI \(text)\(final)")
    }
  }

  private mutating func erase(_ row: Int, _ range: Range<Int>) {
    for column in range { cells[row][column] = Cell() }
  }

  private mutating func render(_ numbers: [Int]) {
    var rest = numbers[...]
    while let number = rest.popFirst() {
      hasAttributes = number != 0
      if number == 0 || number == 39 { colour = "" }
      if number == 0 || number == 49 { background = "" }
      guard number == 38 || number == 48 else { continue }
      let values = rest.prefix(rest.first == 2 ? 4 : 2)
      rest = rest.dropFirst(values.count)
      let asked = values.map(String.init).joined(separator: ";")
      if number == 38 { colour = asked } else { background = asked }
    }
  }

  private mutating func setModes(_ text: String, isSet: Bool) {
    // Insertion, which nothing here ever switches on.
    if text == "4", !isSet { return }
    guard text.hasPrefix("?") else {
      strange.append("mode \(text)")
      return
    }
    for mode in text.dropFirst().split(separator: ";").compactMap({ Int($0) }) {
      if isSet { modes.insert(mode) } else { modes.remove(mode) }
      guard mode == 1049 else { continue }
      if isSet {
        mainPosition = (row, column)
        if mainScreen == nil { mainScreen = cells }
        cells = blank()
      } else {
        pictureCellsLeftBehind += pictureCells.count + text.count { $0 == "▀" }
        pictureCells = []
        if let main = mainScreen { cells = main }
        mainScreen = nil
        moveTo(mainPosition.row, mainPosition.column)
      }
    }
  }

  private mutating func string(_ bytes: [UInt8]) -> TerminalQuestion? {
    let head = String(decoding: bytes.prefix(40), as: UTF8.self)
    if head == "P$qm" { return .attributesInForce(background: background) }
    if head == "]11;?" { return .background }
    if head.hasPrefix("_G") { return kitty(head) }
    let parts = head.split(separator: "\"", maxSplits: 1)
    guard head.hasPrefix("P9;0;0q\""), parts.count == 2 else {
      strange.append("string \(head)")
      return nil
    }
    // Raster attributes: pixel aspect, width, height.
    let numbers = parts[1].split(separator: "#")[0].split(separator: ";").compactMap { Int($0) }
    guard numbers.count == 4 else {
      strange.append("raster attributes \(parts[1])")
      return nil
    }
    pictures.append(
      Picture(
        row: row, column: column, width: numbers[2], height: numbers[3], margins: margins,
        words: line(max(0, rows - 2))))
    // Where its pixels end in a cell of 10×20, as these terminals have; smaller cells are covered as well.
    for line in row..<min(rows, row + (numbers[3] + 19) / 20) {
      for cell in column..<min(columns, column + (numbers[2] + 9) / 10) {
        pictureCells.insert(line * columns + cell)
      }
    }
    lastPicture = [0x1B] + bytes + [0x1B, UInt8(ascii: "\\")]
    return nil
  }
}

extension ScreenModel {
  /// Kitty's graphics commands: a picture that is asked about, drawn or deleted; its pixels are not kept here.
  private mutating func kitty(_ head: String) -> TerminalQuestion? {
    let keys = head.dropFirst(2).prefix { $0 != ";" }.split(separator: ",")
    guard let number = keys.first(where: { $0.hasPrefix("i=") }).flatMap({ Int($0.dropFirst(2)) })
    else { return nil }
    if keys.contains("a=T") { kittyPictures.insert(number) }
    if keys.contains("a=d") { kittyPictures.remove(number) }
    return keys.contains("a=q") ? .kitty(number) : nil
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    String(self[..<(lastIndex { $0 != character }.map { index(after: $0) } ?? startIndex)])
  }
}
