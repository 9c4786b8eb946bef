import Imaging

/// Work that `reduce` asks for; `Interpreter` does it.
enum Effect: Equatable, Sendable {
  case scan(generation: Int)
  case cancelScan
  case load(seriesID: String, generation: Int)
  case cancelLoad
  case predict(seriesID: String, generation: Int)
  case cancelPredict
  /// The next picture of a cine run.
  case tick(generation: Int)
  case stopTicking
  case repaint
  case suspend
  case quit

  /// A newer effect of the same kind cancels the one that runs.
  enum ID: Hashable, Sendable { case scan, load, predict, tick, terminal }

  var id: ID {
    switch self {
    case .scan, .cancelScan: .scan
    case .load, .cancelLoad: .load
    case .predict, .cancelPredict: .predict
    case .tick, .stopTicking: .tick
    case .repaint, .suspend, .quit: .terminal
    }
  }
}
