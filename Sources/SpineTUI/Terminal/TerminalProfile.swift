/// Width and height in pixels.
struct PixelSize: Hashable, Sendable {
  var width: Int
  var height: Int
}

/// How pictures can be shown.
enum Raster: Hashable, Sendable {
  /// DEC sixel graphics.
  case sixel
  /// The kitty graphics protocol.
  case kitty
  /// Two pixels in a character cell, in 24-bit colour or in the 256-colour palette.
  case halfBlocks(trueColour: Bool)
  /// One pixel in a character cell, its brightness as a letter: for terminals without colour.
  case ascii

  /// Pixels of a character cell, down; nil where pictures have pixels of their own.
  var pixelsDownCell: Int? {
    switch self {
    case .sixel, .kitty: nil
    case .halfBlocks: 2
    case .ascii: 1
    }
  }
}

/// What the user asked for instead of what the terminal says.
enum RasterChoice: String, Sendable, CaseIterable {
  case automatic = "auto"
  case sixel
  case kitty
  case halfBlocks = "half"
  case ascii
}

/// What is known of the terminal, enough to lay out text and pictures.
struct TerminalProfile: Hashable, Sendable {
  var columns: Int
  var rows: Int
  var raster: Raster
  /// Size of a character cell, pixels.
  var cell: PixelSize
  /// Largest picture the terminal takes.
  var largestPicture: PixelSize
  /// Synchronised updates (mode 2026).
  var synchronises: Bool

  /// Pixels of a picture that fills `rect`, and how much taller than wide each is.
  ///
  /// Sixel heights are multiples of six: the last band must not spill into the row below.
  func pictureSize(in rect: CellRect) -> (size: PixelSize, pixelAspect: Double) {
    if let down = raster.pixelsDownCell {
      return (
        PixelSize(width: max(0, rect.columns), height: max(0, rect.rows * down)),
        Double(cell.height) / Double(down) / Double(cell.width)
      )
    }
    let (width, height) = (rect.columns * cell.width, rect.rows * cell.height)
    guard raster == .sixel else {
      return (PixelSize(width: max(0, width), height: max(0, height)), 1)
    }
    let size = PixelSize(
      width: min(width, largestPicture.width), height: min(height, largestPicture.height) / 6 * 6)
    return (PixelSize(width: max(0, size.width), height: max(0, size.height)), 1)
  }
}

/// The questions put to the terminal at the start and after a change of size, and what came back.
///
/// Nothing waits for an answer: until the barrier's comes, or if it never does, pictures are drawn
/// in half-blocks. Sources: xterm's ctlseqs (DA1, XTSMGRAPHICS, window reports, DECRQSS, DECRQM).
struct TerminalProbe: Equatable, Sendable {
  var attributes: [Int]?
  var cellSize: PixelSize?
  var textArea: PixelSize?
  var geometry: PixelSize?
  var largestGeometry: PixelSize?
  var registers: Int?
  var synchronises = false
  /// DECRQM of mode 1016: the mouse can be, and is, reported in pixels.
  var canReportPixels = false
  var reportsPixels = false
  var trueColour = false

  /// One write. The last answer, the cursor's place, says that no other will come.
  /// A background of an unlikely colour is set, asked for and taken back: a terminal of 256 colours
  /// answers with another.
  static let questions =
    "\u{1B}[48;2;1;2;3m\u{1B}P$qm\u{1B}\\\u{1B}[0m\u{1B}[?1;3;256S\u{1B}[?1;1;0S\u{1B}[?2;1;0S"
    + "\u{1B}[?2;4;0S\u{1B}[16t\u{1B}[14t\u{1B}[?2026$p\u{1B}[?1016$p\u{1B}[c"

  mutating func take(_ reply: TerminalReply) {
    switch reply {
    case .attributes(let list): attributes = list
    case .cellSize(let width, let height): cellSize = PixelSize(width: width, height: height)
    case .textAreaSize(let width, let height): textArea = PixelSize(width: width, height: height)
    case .graphics(item: 1, status: 0, let values): registers = values.first
    case .graphics(item: 2, status: 0, let values) where values.count == 2 && values[0] > 0:
      let size = PixelSize(width: values[0], height: values[1])
      // The first answer is the present size, the second the largest.
      if geometry == nil { geometry = size } else { largestGeometry = size }
    case .mode(2026, let state): synchronises = state == 1 || state == 2
    case .mode(1016, let state):
      canReportPixels = state == 1 || state == 2
      reportsPixels = state == 1
    case .attributesInForce(let text):
      trueColour =
        text.contains("48:2:1:2:3") || text.contains("48;2;1;2;3")
        || text.contains("48:2::1:2:3")
    case .graphics, .mode, .cursor: break
    }
  }

  /// DA1's first parameter is the terminal's class; among the others exactly 4 says sixel.
  /// Sixteen registers and fewer (a real VT340) are too few for 64 greys.
  var hasSixel: Bool {
    guard let attributes else { return false }
    return attributes.dropFirst().contains(4) && (registers ?? 256) >= 64
  }

  /// - Parameters:
  ///   - window: columns, rows and, when told, pixels, from the operating system.
  ///   - isMultiplexed: a multiplexer that answers in the outer terminal's place: its sixel support
  ///     loses pictures whenever text changes beside them, so it must be asked for.
  func profile(
    columns: Int, rows: Int, windowPixels: PixelSize?, choice: RasterChoice, isMultiplexed: Bool,
    colourTerm: String?
  ) -> TerminalProfile {
    let trueColour = trueColour || colourTerm == "truecolor" || colourTerm == "24bit"
    let raster: Raster =
      switch choice {
      case .sixel: .sixel
      case .kitty: .kitty
      case .ascii: .ascii
      case .halfBlocks: .halfBlocks(trueColour: trueColour)
      case .automatic:
        hasSixel && !isMultiplexed ? .sixel : .halfBlocks(trueColour: trueColour)
      }
    return TerminalProfile(
      columns: columns, rows: rows, raster: raster,
      cell: cell(columns: columns, rows: rows, windowPixels: windowPixels),
      // xterm's default; a larger picture would be cut off without a word.
      largestPicture: largestGeometry ?? PixelSize(width: 1000, height: 1000),
      synchronises: synchronises)
  }

  /// The terminal's own word first: the window's pixels may include a border, and Windows Terminal's
  /// pictures have cells of their own. 10 × 20 is the VT340's.
  private func cell(columns: Int, rows: Int, windowPixels: PixelSize?) -> PixelSize {
    if let cellSize { return cellSize }
    for area in [geometry, windowPixels, textArea] {
      guard let area, columns > 0, rows > 0 else { continue }
      let cell = PixelSize(width: area.width / columns, height: area.height / rows)
      if cell.width >= 2, cell.height >= 4 { return cell }
    }
    return PixelSize(width: 10, height: 20)
  }
}
