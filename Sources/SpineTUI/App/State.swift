import Imaging
import SpineAnalysis

/// Everything the screen depends on.
struct State: Sendable {
  var browsing = Browsing.State()
  /// Nil until a series has been opened.
  var viewing: Viewing.State?
  var predicting = Predicting.State()
  var tags = Tags.State()
  var mouse = MouseState()
  /// The commands typed so far, those of earlier sessions too.
  var history = CommandHistory()
  /// What was set and measured on the series shown before, by series.
  var kept: [String: Viewing.Kept] = [:]
  var focus = Focus.list
  /// The line being typed at the bottom, if any.
  var prompt: Prompt?
  var help: HelpState?
  var message: Message?
  var hidesDemographics = false
  var keymap = Keymap.standard
  /// The window of a series when it is opened.
  var startWindow = WindowPreset.bone.window
  /// How slices run by themselves, in the series to come too.
  var cineSettings = Viewing.CineSettings()
  /// The windows that have a name.
  var windows = NamedWindow.standard
  /// Keys of a sequence that is not complete yet, as the first g of gg.
  var pendingKeys: [Key] = []
  var profile: TerminalProfile
  /// What to know about this terminal; shown on the list screen.
  var terminalWarnings: [String] = []

  init(profile: TerminalProfile, terminalWarnings: [String] = []) {
    self.profile = profile
    self.terminalWarnings = terminalWarnings
  }

  /// The result that belongs to the series on screen, and to no other.
  var analysisOnScreen: Analysis? {
    viewing.flatMap { predicting.results[$0.seriesID]?.analysis }
  }

  /// Which keys mean what just now.
  var context: KeyContext {
    if help != nil { return .help }
    switch focus {
    case .list: return .list
    case .image:
      if tags.opened != nil { return .tags }
      switch viewing?.mode ?? .scrolling {
      case .scrolling: return .image
      case .windowing: return .window
      case .crosshair: return .crosshair
      case .measuring: return .measure
      }
    }
  }
}

enum Focus: Equatable, Sendable { case list, image }

struct HelpState: Equatable, Sendable {
  /// First line shown.
  var offset = 0
  /// Only lines with these words.
  var search = ""
  /// The keys of this context come first.
  var context: KeyContext
}

/// What the status line says, until the next key.
struct Message: Equatable, Sendable {
  enum Kind: Equatable, Sendable { case note, warning, error }

  var kind: Kind
  var text: String
}
