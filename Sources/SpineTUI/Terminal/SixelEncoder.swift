import Foundation
import Imaging

/// Who turns frames into sixels; `docs/decisions/0007-own-sixel-encoder.md` compares them.
enum SixelEncoder: String, Sendable, CaseIterable {
  case own
  case libsixel

  /// What the environment asks for instead of the own one; nil when it says nothing.
  static var ofEnvironment: SixelEncoder? {
    ProcessInfo.processInfo.environment["SPINETUI_ENCODER"].flatMap(SixelEncoder.init(rawValue:))
  }

  /// The bytes that draw one frame with its top left corner at the cursor.
  func encode(_ frame: Frame) throws(PictureError) -> [UInt8] {
    switch self {
    case .own: try Sixel().encode(frame)
    case .libsixel: try LibSixel.encode(frame)
    }
  }
}
