import Imaging

/// Who turns a frame into sixels.
enum SixelEncoder: String, Sendable, CaseIterable {
  case libsixel

  /// The bytes that draw `frame` with its top left corner at the cursor.
  func encode(_ frame: Frame) throws(PictureError) -> [UInt8] {
    switch self {
    case .libsixel: try Sixel.encode(frame)
    }
  }
}
