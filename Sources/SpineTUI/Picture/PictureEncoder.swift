import Imaging

/// Paints requests and turns them into what their terminal draws; one thread at a time.
final class PictureEncoder {
  private let encoder: SixelEncoder
  private let sixel = Sixel()
  private let letters = LetterCache()
  /// The last picture's pixels: their memory serves the next one.
  private var pixels: [UInt8] = []

  init(encoder: SixelEncoder) { self.encoder = encoder }

  /// No picture is larger: a slow line would be blocked by it for too long.
  static let largestPicture = 1 << 20

  /// Steps down the ladder of qualities until the picture is small enough.
  ///
  /// - Returns: bytes that draw the picture at its place; for kitty the payload alone.
  func picture(
    for request: PictureRequest, from sources: PictureSources
  ) throws(PictureError) -> EncodedPicture {
    var request = request
    while true {
      var memory: [UInt8] = []
      swap(&memory, &pixels)
      let picture = paint(request, from: sources, letters: letters, recycling: memory)
      memory = []
      defer { pixels = picture.frame.pixels }
      let bytes = try encoded(picture, request)
      if bytes.count <= Self.largestPicture {
        return EncodedPicture(bytes: bytes, quality: request.quality)
      }
      guard let next = request.quality.next else { throw .tooLarge(bytes: bytes.count) }
      request.quality = next
    }
  }

  private func encoded(
    _ picture: PaintedPicture, _ request: PictureRequest
  ) throws(PictureError) -> [UInt8] {
    switch request.raster {
    case .sixel:
      let place = Array("\u{1B}[\(request.rect.row + 1);\(request.rect.column + 1)H".utf8)
      switch encoder {
      case .own: return try sixel.encode(picture.frame, behind: place)
      case .libsixel: return place + (try LibSixel.encode(picture.frame))
      }
    case .kitty: return try KittyPicture.payload(picture.frame)
    case .halfBlocks(let trueColour):
      return HalfBlocks.encode(
        picture.frame, labels: picture.labels, in: request.rect, trueColour: trueColour)
    case .ascii:
      return ASCIIPicture.encode(picture.frame, labels: picture.labels, in: request.rect)
    }
  }
}
