/// The questions put to the terminal at the start and after a change of size, and what came back.
///
/// Nothing waits for an answer: until the barrier's comes, or if it never does, pictures are drawn
/// in characters. Answers are hostile input: what is not exactly an answer is none.
/// Sources: xterm's ctlseqs (XTVERSION, DA1, DA2, XTSMGRAPHICS, window reports, DECRQSS, DECRQM, OSC 11);
/// kitty's documentation, "The terminal graphics protocol".
struct TerminalProbe: Equatable, Sendable {
  /// XTVERSION: what the terminal calls itself.
  var version: String?
  /// DA1 and DA2.
  var attributes: [Int]?
  var secondary: [Int]?
  var cellSize: PixelSize?
  var textArea: PixelSize?
  var geometry: PixelSize?
  var largestGeometry: PixelSize?
  var registers: Int?
  /// The answer to kitty's graphics query: "OK" or an error; nil for none.
  var kitty: String?
  var synchronises = false
  /// DECRQM of mode 1016: the mouse can be, and is, reported in pixels.
  var canReportPixels = false
  var reportsPixels = false
  var trueColour = false
  /// The terminal took a 24-bit colour for one of its palette.
  var hasPalette = false
  /// OSC 11 told a light background.
  var isLight = false

  /// The number of the picture in kitty's query.
  static let kittyQuery = 31

  /// One write. The last answer, the cursor's place, says that no other will come.
  ///
  /// A background of an unlikely colour is set, asked for and taken back: a terminal of 256 colours
  /// answers with another. Linux's console would print kitty's question, and multiplexers take it for a title.
  static func questions(_ settings: TerminalSettings) -> String {
    let isTaken = settings.type == "linux" || settings.multiplexer != nil
    let kitty = isTaken ? "" : "\u{1B}_Gi=\(kittyQuery),s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"
    return "\u{1B}[>0q" + kitty
      + "\u{1B}[48;2;1;2;3m\u{1B}P$qm\u{1B}\\\u{1B}[0m\u{1B}[?1;3;256S\u{1B}[?1;1;0S\u{1B}[?2;1;0S"
      + "\u{1B}[?2;4;0S\u{1B}[16t\u{1B}[14t\u{1B}[?2026$p\u{1B}[?1016$p\u{1B}]11;?\u{1B}\\\u{1B}[>c\u{1B}[c"
  }

  /// - Parameter colour: red, green and blue, each 0…1.
  static func isLight(_ colour: SIMD3<Double>) -> Bool {
    // Source: ITU-R BT.709, luma.
    (colour * [0.2126, 0.7152, 0.0722]).sum() > 0.5
  }

  mutating func take(_ reply: TerminalReply) {
    switch reply {
    case .version(let text): version = text
    case .attributes(let list): attributes = list
    case .secondaryAttributes(let list): secondary = list
    case .cellSize(let width, let height): cellSize = PixelSize(width: width, height: height)
    case .textAreaSize(let width, let height): textArea = PixelSize(width: width, height: height)
    case .graphics(item: 1, status: 0, let values): registers = values.first
    case .graphics(item: 2, status: 0, let values) where values.count == 2 && values[0] > 0:
      let size = PixelSize(width: values[0], height: values[1])
      // The first answer is the present size, the second the largest.
      if geometry == nil { geometry = size } else { largestGeometry = size }
    case .kitty(Self.kittyQuery, let text): kitty = text
    case .mode(2026, let state): synchronises = state == 1 || state == 2
    case .mode(1016, let state):
      canReportPixels = state == 1 || state == 2
      reportsPixels = state == 1
    case .attributesInForce(let text):
      trueColour =
        text.contains("48:2:1:2:3") || text.contains("48;2;1;2;3")
        || text.contains("48:2::1:2:3")
      hasPalette = text.contains("48:5:") || text.contains("48;5;")
    case .background(let colour): isLight = Self.isLight(colour)
    case .graphics, .kitty, .mode, .cursor: break
    }
  }

  /// Before sizes are asked for again: these are of the window as it was; the cell stays until another is told.
  mutating func forgetAreas() { (textArea, geometry) = (nil, nil) }

  /// DA1's first parameter is the terminal's class; among the others exactly 4 says sixel.
  var saysSixel: Bool { attributes?.dropFirst().contains(4) ?? false }

  /// Sixteen registers and fewer (a real VT340) are too few for 64 greys.
  var hasSixel: Bool { saysSixel && (registers ?? 256) >= 64 }

  /// xterm.js, in VS Code and others, answers the query whether it draws or not.
  var hasKitty: Bool { kitty == "OK" && version?.lowercased().contains("xterm.js") != true }

  /// - Parameter windowPixels: of the whole window, when the operating system knows them.
  func profile(
    columns: Int, rows: Int, windowPixels: PixelSize?, settings: TerminalSettings
  ) -> TerminalProfile {
    TerminalProfile(
      columns: columns, rows: rows, raster: decision(settings).raster,
      cell: cell(columns: columns, rows: rows, windowPixels: windowPixels, settings).size,
      largestPicture: largestPicture, synchronises: synchronises)
  }

  /// xterm cuts off without a word what is larger than it says, or than 1000 × 1000; it names itself, and others
  /// that do not speak of a limit have none.
  private var largestPicture: PixelSize {
    if let largestGeometry { return largestGeometry }
    let mayBeXterm = version?.hasPrefix("XTerm") ?? true
    let side = mayBeXterm ? 1000 : 10_000
    return PixelSize(width: side, height: side)
  }

  /// Where the size of a character cell comes from.
  enum CellSource: String, Sendable {
    case environment = "SPINETUI_CELL"
    case report = "the terminal's report (CSI 16 t)"
    case window = "the window's pixels (TIOCGWINSZ)"
    case geometry = "the sixel geometry (XTSMGRAPHICS)"
    case textArea = "the text area (CSI 14 t)"
    case assumed = "assumed, for the terminal does not tell"
  }

  /// The terminal's own word first: Windows Terminal's pictures have cells of their own. The window's pixels may include
  /// a border, which is less than a pixel for each cell. The sixel geometry may be cut to the largest picture.
  /// 10 × 20 is the VT340's.
  func cell(
    columns: Int, rows: Int, windowPixels: PixelSize?, _ settings: TerminalSettings
  ) -> (size: PixelSize, source: CellSource) {
    if let cell = settings.cell { return (cell, .environment) }
    if let cellSize, cellSize.isPossibleCell { return (cellSize, .report) }
    let areas: [(PixelSize?, CellSource)] = [
      (windowPixels, .window), (geometry, .geometry), (textArea, .textArea),
    ]
    for (area, source) in areas {
      guard let area, columns > 0, rows > 0 else { continue }
      let cell = PixelSize(width: area.width / columns, height: area.height / rows)
      if cell.isPossibleCell { return (cell, source) }
    }
    return (PixelSize(width: 10, height: 20), .assumed)
  }
}
