import CPlatform
import Foundation

/// The start contract: the program runs itself once more, with an environment that must stand before
/// its libraries load.
///
/// A head-less command is replaced in place. A full-screen command becomes a child; the first stage
/// stays as its parent, restores the terminal when the child is killed, and says what happened.
enum Launch {
  /// Names the first stage by its process id; in the second stage that is this process or its parent.
  static let marker = "SPINETUI_LAUNCHED"
  /// The commands that take over the terminal.
  static let fullScreenCommands: Set<String> = ["view", "demo"]

  /// The arguments behind the program's name, in the second stage; the first stage never returns.
  static func secondStage(_ arguments: [String] = CommandLine.arguments) -> [String] {
    let environment = ProcessInfo.processInfo.environment
    if let first = environment[marker].flatMap(Int32.init) {
      unsetenv(marker)
      if first == getpid() { return Array(arguments.dropFirst()) }
      if first == getppid() {
        // A parent that is already gone cannot restore the terminal: end rather than run unwatched.
        if cplatform_end_with_parent(first) != 0 { exit(129) }
        cplatform_terminal_set_supervisor(first)
        return Array(arguments.dropFirst())
      }
    }
    do {
      let request = try LaunchRequest(Array(arguments.dropFirst()))
      var variables = LaunchEnvironment.variables(
        from: environment, cpu: CPUVectors.current, threads: request.threads,
        terminfo: LaunchEnvironment.terminfo(beside: programPath))
      variables[marker] = String(getpid())
      if !request.keepsLog { variables["SPINETUI_LOG"] = "false" }
      cplatform_forbid_core_files()
      try run(request, environment: variables)
    } catch {
      say(error.description)
      exit(error.exitCode)
    }
  }

  /// Resolved, not "/proc/self/exe" itself: the second stage looks for its neighbours beside it.
  private static var programPath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first ?? "spinetui"
  }

  private static func run(
    _ request: LaunchRequest, environment: [String: String]
  ) throws(LaunchError) -> Never {
    // Whoever starts programs from a worker thread hands on a mask that blocks nearly every signal: the
    // end of the child, Ctrl-C and the window's size would never arrive.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    let name = CommandLine.arguments.first ?? "spinetui"
    let path = programPath
    let arguments = CStrings([name] + request.arguments)
    let variables = CStrings(environment.map { "\($0.key)=\($0.value)" })
    defer {
      arguments.free()
      variables.free()
    }
    guard fullScreenCommands.contains(request.arguments.first ?? "") else {
      execve(path, arguments.pointers, variables.pointers)
      throw .cannotStart(path: path, reason: String(cString: strerror(errno)))
    }
    cplatform_terminal_save()
    let outcome = cplatform_supervise(path, arguments.pointers, variables.pointers)
    guard outcome >= 0 else {
      throw .cannotStart(path: path, reason: String(cString: strerror(errno)))
    }
    guard outcome >= 256 else { exit(outcome) }
    let signal = outcome - 256
    cplatform_terminal_restore_saved()
    if let sentence = Obituary.sentence(signal: signal) { say(sentence) }
    exit(128 + signal)
  }

  private static func say(_ sentence: String) {
    let line = "spinetui: \(sentence)\n"
    line.utf8CString.withUnsafeBufferPointer {
      cplatform_terminal_say($0.baseAddress, $0.count - 1)
    }
  }
}

/// What the first stage reads from the command line; the rest is the second stage's.
struct LaunchRequest: Equatable {
  var arguments: [String]
  /// From `--threads N`, which every command takes.
  var threads: Int?
  /// False for `--no-log`, which every command takes too.
  var keepsLog = true

  /// - Throws: `LaunchError.threads` unless N is a whole number from 1.
  init(_ arguments: [String]) throws(LaunchError) {
    // Its --threads is a list of counts to compare.
    guard arguments.prefix(2) != ["model", "bench"] else {
      self.arguments = arguments
      return
    }
    var rest: [String] = []
    var remaining = arguments[...]
    while let argument = remaining.popFirst() {
      if argument == "--" {
        rest += [argument] + remaining
        break
      }
      if argument == "--no-log" {
        keepsLog = false
      } else if argument == "--threads" {
        threads = try Self.count(remaining.popFirst() ?? "")
      } else if argument.hasPrefix("--threads=") {
        threads = try Self.count(String(argument.dropFirst("--threads=".count)))
      } else {
        rest.append(argument)
      }
    }
    self.arguments = rest
  }

  private static func count(_ text: String) throws(LaunchError) -> Int {
    guard let count = Int(text), count >= 1 else { throw .threads(text) }
    return count
  }
}

/// What goes wrong before the program proper starts.
enum LaunchError: Error, Equatable, CustomStringConvertible {
  case threads(String)
  case cannotStart(path: String, reason: String)

  var description: String {
    switch self {
    case .threads(let text): "--threads takes a whole number from 1, not “\(text)”"
    case .cannotStart(let path, let reason): "cannot start \(path): \(reason)"
    }
  }

  /// sysexits: EX_USAGE, EX_OSERR.
  var exitCode: Int32 {
    switch self {
    case .threads: 64
    case .cannotStart: 71
    }
  }
}

/// Strings for C: null-terminated, freed by the owner.
private struct CStrings {
  var pointers: [UnsafeMutablePointer<CChar>?]

  init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

  func free() { for pointer in pointers { Foundation.free(pointer) } }
}
