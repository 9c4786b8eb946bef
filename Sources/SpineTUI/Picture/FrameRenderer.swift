import Dispatch
import Imaging

/// A picture as the terminal takes it.
struct EncodedPicture: Sendable, Equatable {
  var bytes: [UInt8]
  /// What it was made with: less than what was asked for where that would have been too large to send.
  var quality: PictureQuality
}

/// Paints and encodes pictures beside the user interface, one at a time.
///
/// Recent pictures are kept: scrolling back costs no encoding.
// @unchecked Sendable because everything that changes is touched on `queue` alone.
final class FrameRenderer: @unchecked Sendable {
  private let queue = DispatchQueue(label: "spinetui.pictures", qos: .userInteractive)
  private let encoder: PictureEncoder
  private var cache = PictureCache()
  private var buffer = KittyPicture.Buffer.first

  init(encoder: SixelEncoder) { self.encoder = PictureEncoder(encoder: encoder) }

  /// The bytes that draw the picture at its place on the screen.
  func picture(
    for request: PictureRequest, from sources: PictureSources
  ) async throws(PictureError) -> EncodedPicture {
    let result = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.render(request, from: sources)) }
    }
    return try result.get()
  }

  private func render(
    _ request: PictureRequest, from sources: PictureSources
  ) -> Result<EncodedPicture, PictureError> {
    Result { () throws(PictureError) -> EncodedPicture in
      let picture: EncodedPicture
      if let known = cache.picture(for: request) {
        picture = known
      } else {
        picture = try encoder.picture(for: request, from: sources)
        cache.insert(picture, for: request)
      }
      guard request.raster == .kitty else { return picture }
      // What is kept is the payload alone: its number changes from frame to frame.
      buffer = buffer.other
      return EncodedPicture(
        bytes: KittyPicture.stream(picture.bytes, in: request.rect, as: buffer),
        quality: picture.quality)
    }
  }
}
