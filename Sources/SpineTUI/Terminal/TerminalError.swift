import Foundation

/// Why the screen cannot be used.
enum TerminalError: Error, Equatable, CustomStringConvertible {
  case noTerminal
  case unknownType(String)
  /// TERM says that text cannot be placed, or says nothing.
  case plainType(String)
  case system(String, Int32)

  var description: String {
    switch self {
    case .noTerminal:
      "the viewer needs a terminal; use spinetui list, slice or predict in scripts"
    case .unknownType(let type):
      "this machine does not know the terminal type “\(type)”; try TERM=xterm-256color"
    case .plainType(let type):
      type.isEmpty
        ? "TERM is not set; if this terminal understands xterm's sequences, set TERM=xterm-256color"
        : "a terminal of type “\(type)” cannot show pictures; if it is more than that, set TERM=xterm-256color"
    case .system(let what, let code): "\(what): \(String(cString: strerror(code)))"
    }
  }
}
