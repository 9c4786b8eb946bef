/// Width and height in pixels.
struct PixelSize: Hashable, Sendable {
  var width: Int
  var height: Int

  /// Whether a character cell can be so large; what claims another size is not believed.
  var isPossibleCell: Bool { (2...200).contains(width) && (4...400).contains(height) }
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
