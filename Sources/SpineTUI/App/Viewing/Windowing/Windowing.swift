import Imaging

extension Viewing {
  static func window(_ choice: WindowChoice, of state: State) -> Window? {
    switch choice {
    case .automatic: .auto(for: state.reslicer.slice(state.plane(state.orientation)))
    case .header(let n): state.volume.windows.indices.contains(n) ? state.volume.windows[n] : nil
    case .named(let window): window
    }
  }

  static func refusal(_ choice: WindowChoice) -> String {
    switch choice {
    case .header(0): "The header of this series names no window"
    case .header: "The header of this series names no second window"
    case .automatic, .named: "This slice shows nothing to set a window by"
    }
  }
}
