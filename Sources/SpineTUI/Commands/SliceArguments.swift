import ArgumentParser
import Foundation
import Imaging

extension PlaneOrientation: ExpressibleByArgument {}

/// `--window`: a name of the configuration's windows, `auto`, `header`, or `CENTER/WIDTH` in HU.
enum WindowOption: ExpressibleByArgument, Equatable {
  case named(Window)
  case auto
  case header
  case explicit(center: Double, width: Double)

  init?(argument: String) {
    if let named = Settings.current.windows.first(where: { $0.name == argument }) {
      self = .named(named.window)
      return
    }
    switch argument {
    case "auto": self = .auto
    case "header": self = .header
    default:
      let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let center = Double(parts[0]), let width = Double(parts[1]),
        center.isFinite, width.isFinite, width >= 1, abs(center) < 1e6, width < 1e6
      else { return nil }
      self = .explicit(center: center, width: width)
    }
  }

  static var allValueStrings: [String] {
    Settings.current.windows.map(\.name) + ["auto", "header", "C/W"]
  }

  /// - Throws: `CommandFailure` when the file has no window, or the slice nothing to measure.
  func window(for slice: Slice, of volume: Volume) throws -> Window {
    switch self {
    case .named(let window): return window
    case .explicit(let center, let width): return Window(center: center, width: width)
    case .auto:
      guard let window = Window.auto(for: slice) else {
        throw CommandFailure(
          .dataWrong, "this slice shows nothing to fit a window to; name one with --window bone")
      }
      return window
    case .header:
      guard let window = volume.windows.first else {
        throw CommandFailure(
          .dataWrong, "the file's header has no window; name one with --window bone")
      }
      return window
    }
  }
}

/// `--size WxH` in pixels.
struct OutputSize: ExpressibleByArgument, Equatable {
  /// A picture of 64 megapixels is more than any use of this.
  static let largestSide = 8192

  let width: Int
  let height: Int

  init?(argument: String) {
    let parts = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
      (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height)
    else { return nil }
    (self.width, self.height) = (width, height)
  }
}

/// What a slice is written as, told by the output's ending.
enum SliceFormat: String, CaseIterable {
  case png, six, npy

  init?(path: String) { self.init(rawValue: (path as NSString).pathExtension.lowercased()) }

  /// Grey levels of a picture: a PNG's own 256; 64 of the at most 101 that sixel can tell apart.
  var levelCount: Int { self == .six ? 64 : 256 }
}
