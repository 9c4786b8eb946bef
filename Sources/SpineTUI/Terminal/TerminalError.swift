import Foundation

/// Why the screen cannot be used.
enum TerminalError: Error, Equatable, CustomStringConvertible {
  case noTerminal
  case unknownType(String)
  case system(String, Int32)

  var description: String {
    switch self {
    case .noTerminal:
      "the viewer needs a terminal; use spinetui list, slice or predict in scripts"
    case .unknownType(let type):
      "this machine does not know the terminal type “\(type)”; try TERM=xterm-256color"
    case .system(let what, let code): "\(what): \(String(cString: strerror(code)))"
    }
  }
}
