import Imaging

/// Everything that can happen.
enum Action: Sendable {
  case key(Key)
  case paste(String)
  case mouse(MouseEvent)
  case terminal(TerminalProfile)
  case app(AppAction)
  case browsing(Browsing.Action)
  case viewing(Viewing.Action)
  case predicting(Predicting.Action)
  case tags(Tags.Action)
}

extension Action {
  /// Whether it does nothing, and says nothing, where no image is open.
  var needsImage: Bool {
    switch self {
    case .viewing, .predicting, .tags: true
    case .key, .paste, .mouse, .terminal, .app, .browsing: false
    }
  }
}

/// What concerns no single part.
enum AppAction: Equatable, Sendable {
  case toggleHelp
  case scrollHelp(Int)
  case openPrompt(Prompt.Kind)
  /// q: out of a mode, out of the image, out of the program.
  case back
  /// Esc: cancels what is running or being typed.
  case cancel
  case switchFocus
  case toggleDemographics
  case redraw
  case suspend
  case quit
  case savePicture
  /// Something to be known that is no failure.
  case note(String)
  /// Something that went wrong outside the parts.
  case report(String)
}
