import Imaging

/// Work that `reduce` asks for; `Interpreter` does it.
enum Effect: Equatable, Sendable {
  case scan(generation: Int)
  case cancelScan
  case load(seriesID: String, generation: Int)
  case cancelLoad
  /// Some slices of a series that stays chosen for a moment.
  case preview(seriesID: String)
  case cancelPreview
  /// The state of the files of these series, as they are listed now.
  case compareSources([String], number: Int)
  /// The user now looks at this stored slice of the series that is being read.
  case focusLoad(slice: Int)
  case predict(seriesID: String, generation: Int)
  case cancelPredict
  /// The next picture of a cine run.
  case tick(generation: Int)
  case stopTicking
  case readHeader(seriesID: String, place: SlicePlace, generation: Int)
  case cancelHeader
  /// A typed command, for the sessions to come.
  case remember(String)
  case savePicture
  case repaint
  case suspend
  case quit

  /// A newer effect of the same kind cancels the one that runs.
  enum ID: Hashable, Sendable {
    case scan, load, focus, preview, sources, predict, tick, header, history, terminal
  }

  var id: ID {
    switch self {
    case .scan, .cancelScan: .scan
    case .load, .cancelLoad: .load
    case .preview, .cancelPreview: .preview
    case .compareSources: .sources
    case .focusLoad: .focus
    case .predict, .cancelPredict: .predict
    case .tick, .stopTicking: .tick
    case .readHeader, .cancelHeader: .header
    case .remember: .history
    case .savePicture, .repaint, .suspend, .quit: .terminal
    }
  }
}
