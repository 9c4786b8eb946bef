import Imaging

/// Paints a request and turns it into what its terminal draws.
struct PictureEncoder {
  var sixel: SixelEncoder

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
      let bytes = try encoded(paint(request, from: sources), request)
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
      Array("\u{1B}[\(request.rect.row + 1);\(request.rect.column + 1)H".utf8)
        + (try sixel.encode(picture.frame))
    case .kitty: try KittyPicture.payload(picture.frame)
    case .halfBlocks(let trueColour):
      HalfBlocks.encode(
        picture.frame, labels: picture.labels, in: request.rect, trueColour: trueColour)
    case .ascii: ASCIIPicture.encode(picture.frame, labels: picture.labels, in: request.rect)
    }
  }
}
