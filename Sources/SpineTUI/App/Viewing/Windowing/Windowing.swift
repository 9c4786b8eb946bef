import Imaging

extension Viewing {
  static func window(_ choice: WindowChoice, of state: State) -> Window? {
    switch choice {
    case .automatic: .auto(for: state.reslicer.slice(state.plane(state.orientation)))
    case .header(let n): state.volume.windows.indices.contains(n) ? state.volume.windows[n] : nil
    case .named(let window): window
    }
  }

  /// Which of the header's windows this is; the others speak for themselves.
  static func said(_ choice: WindowChoice, of state: State) -> String? {
    guard case .header(let n) = choice else { return nil }
    return said(headerWindow: n, of: state.volume.windows)
  }

  static func said(headerWindow n: Int, of windows: [Window]) -> String {
    "Window \(n + 1) of \(windows.count) in the header: \(windowText(windows[n]))"
  }

  static func refusal(_ choice: WindowChoice) -> String {
    switch choice {
    case .header(0): "The header of this series names no window"
    case .header(1): "The header of this series names no second window"
    case .header(let n): "The header of this series names no window \(n + 1)"
    case .automatic, .named: "This slice shows nothing to set a window by"
    }
  }
}
