import Foundation

/// What the parent says when a signal ended the program.
enum Obituary {
  /// One sentence, or nil when the user or a lost connection asked for the end.
  static func sentence(signal: Int32) -> String? {
    switch signal {
    case SIGHUP, SIGINT: nil
    case SIGTERM: "stopped by SIGTERM; the terminal is restored"
    case SIGKILL:
      "killed (SIGKILL), as the system does when memory runs out; the terminal is restored. "
        + "Try fewer threads (--threads 1) or a smaller series"
    default:
      "stopped by an internal error (\(name(of: signal))); the terminal is restored. "
        + "Please report what you did"
    }
  }

  static func name(of signal: Int32) -> String {
    switch signal {
    case SIGSEGV: "SIGSEGV"
    case SIGABRT: "SIGABRT"
    case SIGILL: "SIGILL"
    case SIGTRAP: "SIGTRAP"
    case SIGBUS: "SIGBUS"
    case SIGFPE: "SIGFPE"
    case SIGQUIT: "SIGQUIT"
    case SIGSYS: "SIGSYS"
    default: "signal \(signal)"
    }
  }
}
