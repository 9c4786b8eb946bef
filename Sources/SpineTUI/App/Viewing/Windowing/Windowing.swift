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
    let count = state.volume.windows.count
    return "Window \(n + 1) of \(count) in the header: \(windowText(state.window))"
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
