import CNcurses
import CPlatform
import Foundation

/// The text of the screen, through curses, which sends only what has changed.
///
/// Curses writes into memory, never to the terminal: one writer owns the line, and text can be put
/// before a picture without ever getting between its bytes.
@MainActor
final class Curses {
  private let sheet: Int32
  private let screen: OpaquePointer
  private let files: (output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>)
  /// The terminal type that curses was told.
  let terminalType: String
  let colourCount: Int
  private var looks: Looks
  /// What curses believes to be on the screen; nil when all is to be painted.
  private var shown: Screen?

  /// Colours that terminfo knows of for `type`; nil when it does not know the type.
  nonisolated static func terminfoColours(of type: String) -> Int? {
    let colours = cncurses_colours_of(type)
    return colours < 0 ? nil : Int(colours)
  }

  /// - Parameter looks: what the words look like.
  /// - Throws: `TerminalError.unknownType` when terminfo does not know `type`.
  init(type: String, columns: Int, rows: Int, looks: Looks) throws(TerminalError) {
    self.looks = looks
    sheet = cplatform_memory_file("spinetui-text")
    guard sheet >= 0, let output = fdopen(sheet, "w"), let input = fopen("/dev/null", "r") else {
      throw .system("cannot make the text sheet", errno)
    }
    files = (output, input)
    // The size comes from the terminal itself, through resize, never from the environment.
    use_env(false)
    guard let screen = newterm(type, output, input) else { throw .unknownType(type) }
    self.screen = screen
    terminalType = type
    start_color()
    use_default_colors()
    colourCount = looks.hasColours ? Int(cncurses_colors()) : 0
    idcok(cncurses_stdscr(), false)
    idlok(cncurses_stdscr(), false)
    scrollok(cncurses_stdscr(), false)
    leaveok(cncurses_stdscr(), true)
    curs_set(0)
    definePairs()
    // What curses says at its birth is not for this terminal: margins for another size, a saved title that
    // nothing would give back. The session enters and leaves by itself.
    fflush(output)
    _ = takeBytes()
    resize(columns: columns, rows: rows)
  }

  private func definePairs() {
    for ink in Ink.allCases {
      let look = looks.look(ink, colours: colourCount)
      init_pair(Int16(ink.rawValue) + 1, look.foreground, look.background)
    }
  }

  /// Chooses the inks for the terminal's background; the next update shows them.
  ///
  /// - Returns: whether they are others than before.
  func setBackground(isLight: Bool) -> Bool {
    guard isLight != looks.isOnLight else { return false }
    looks.isOnLight = isLight
    definePairs()
    return true
  }

  func resize(columns: Int, rows: Int) {
    resizeterm(Int32(max(1, rows)), Int32(max(1, columns)))
    shown = nil
  }

  /// The next update paints every cell anew; the picture goes with it.
  func repaintAll() {
    clearok(cncurses_stdscr(), true)
    shown = nil
  }

  /// The bytes that turn what the terminal shows into `content`.
  ///
  /// Rows go one at a time: curses moves rows that it finds again elsewhere by scrolling a region of the
  /// screen, and the picture would move along.
  func update(to content: Screen) -> [UInt8] {
    let old = shown.flatMap { ($0.columns, $0.rows) == (content.columns, content.rows) ? $0 : nil }
    for row in 0..<content.rows where old?.hasSameRow(row, as: content) != true {
      write(row, of: content)
      if old != nil { refresh() }
    }
    refresh()
    shown = content
    return takeBytes()
  }

  private func refresh() {
    wnoutrefresh(cncurses_stdscr())
    doupdate()
  }

  private func write(_ row: Int, of content: Screen) {
    let window = cncurses_stdscr()
    var column = 0
    while column < content.columns {
      let ink = content[row, column].ink
      let start = column
      var wide: [wchar_t] = []
      while column < content.columns, content[row, column].ink == ink {
        let cell = content[row, column]
        if !cell.isContinuation {
          wide += cell.character.unicodeScalars.map { wchar_t(bitPattern: $0.value) }
        }
        column += 1
      }
      let look = looks.look(ink, colours: colourCount)
      wattr_set(window, look.attributeBits, Int16(ink.rawValue) + 1, nil)
      wmove(window, Int32(row), Int32(start))
      waddnwstr(window, wide, Int32(wide.count))
    }
  }

  private func takeBytes() -> [UInt8] {
    let count = Int(lseek(sheet, 0, SEEK_CUR))
    guard count > 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(sheet, buffer.baseAddress, count, 0))
    }
    ftruncate(sheet, 0)
    lseek(sheet, 0, SEEK_SET)
    return bytes
  }
}

extension Look {
  /// The attributes as curses has them.
  fileprivate var attributeBits: attr_t {
    attributes.reduce(0) { bits, attribute in
      switch attribute {
      case .bold: bits | cncurses_bold()
      case .dim: bits | cncurses_dim()
      case .underline: bits | cncurses_underline()
      case .reverse: bits | cncurses_reverse()
      }
    }
  }
}
