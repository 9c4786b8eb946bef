import Dispatch
import Imaging

/// Paints and encodes pictures beside the user interface, one at a time.
///
/// Recent pictures are kept: scrolling back costs no encoding.
// @unchecked Sendable because everything that changes is touched on `queue` alone.
final class FrameRenderer: @unchecked Sendable {
  private let queue = DispatchQueue(label: "spinetui.pictures", qos: .userInteractive)
  private var recent: [(request: PictureRequest, bytes: [UInt8])] = []
  private static let kept = 48

  /// The bytes that draw the picture at its place on the screen.
  func bytes(for request: PictureRequest, from sources: PictureSources) async throws(SixelError)
    -> [UInt8]
  {
    let result = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.render(request, from: sources)) }
    }
    return try result.get()
  }

  private func render(
    _ request: PictureRequest, from sources: PictureSources
  ) -> Result<[UInt8], SixelError> {
    if let index = recent.firstIndex(where: { $0.request == request }) {
      let hit = recent.remove(at: index)
      recent.append(hit)
      return .success(hit.bytes)
    }
    let picture = paint(request, from: sources)
    let result = Self.encoded(picture, request)
    if case .success(let bytes) = result {
      recent.append((request, bytes))
      if recent.count > Self.kept { recent.removeFirst() }
    }
    return result
  }

  static func encoded(
    _ picture: PaintedPicture, _ request: PictureRequest
  ) -> Result<[UInt8], SixelError> {
    Result { () throws(SixelError) -> [UInt8] in
      switch request.raster {
      case .sixel:
        Array("\u{1B}[\(request.rect.row + 1);\(request.rect.column + 1)H".utf8)
          + (try Sixel.encode(picture.frame))
      case .halfBlocks(let trueColour):
        HalfBlocks.encode(
          picture.frame, labels: picture.labels, in: request.rect, trueColour: trueColour)
      }
    }
  }
}
