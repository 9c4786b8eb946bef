import Foundation

/// Why a test could not get its terminal, or waited in vain.
struct TerminalTestError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// A pseudo-terminal and the program that runs on it as leader of its own session.
final class PseudoTerminal: Sendable {
  let master: Int32
  /// Held open here as well: the line outlives the program, as a shell's does.
  private let slave: Int32
  let process: pid_t
  /// The terminal's modes before the program began.
  let modesAtFirst: String

  /// - Parameter pixels: what TIOCGWINSZ tells of pixels; 0 where a terminal does not say.
  init(
    _ command: [String], environment: [String: String], columns: Int, rows: Int,
    pixels: (width: Int, height: Int) = (0, 0)
  ) throws {
    // Swift sees neither posix_openpt nor unlockpt. Source: pts(4), ioctl_tty(2).
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var isLocked: Int32 = 0
    var number: UInt32 = 0
    guard master >= 0, ioctl(master, 0x4004_5431 /* TIOCSPTLCK */, &isLocked) == 0,
      ioctl(master, 0x8004_5430 /* TIOCGPTN */, &number) == 0
    else { throw TerminalTestError("no pseudo-terminal: \(String(cString: strerror(errno)))") }
    let path = "/dev/pts/\(number)"
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw TerminalTestError("\(path) cannot be opened") }
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    try Self.resize(master, columns: columns, rows: rows, pixels: pixels)
    modesAtFirst = Self.modes(master)
    process = try Self.spawn(command, environment, on: path)
  }

  deinit {
    kill(-process, SIGKILL)
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    close(master)
    close(slave)
  }

  /// Closes both ends. Their numbers stay taken, so that nobody else gets them.
  func hangUp() {
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    dup2(nothing, slave)
    dup2(nothing, master)
    close(nothing)
  }

  func resize(columns: Int, rows: Int, pixels: (width: Int, height: Int) = (0, 0)) throws {
    try Self.resize(master, columns: columns, rows: rows, pixels: pixels)
  }

  /// The terminal's modes as text, to be compared.
  var modes: String { Self.modes(master) }

  private static func modes(_ master: Int32) -> String {
    var modes = termios()
    tcgetattr(master, &modes)
    return "i\(modes.c_iflag) o\(modes.c_oflag) c\(modes.c_cflag) l\(modes.c_lflag) \(modes.c_cc)"
  }

  /// Exit status as a shell tells it (128 + signal), nil while the program runs.
  func exitStatus() -> Int32? {
    var info = siginfo_t()
    // Left to be waited for by deinit: until then its number belongs to nobody else.
    guard waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0,
      info.si_signo == SIGCHLD
    else { return nil }
    let status = info._sifields._sigchld.si_status
    return info.si_code == CLD_EXITED ? status : 128 + status
  }

  /// The children of `parent`, or of the program, that still run.
  func children(of parent: pid_t? = nil) -> [pid_t] {
    let parent = parent ?? process
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(pid_t.init).filter { Self.parent(of: $0) == parent }
  }

  private static func parent(of process: pid_t) -> pid_t? {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = stat.lastIndex(of: ")")
    else { return nil }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    return fields.count > 1 && fields[0] != "Z" ? pid_t(fields[1]) : nil
  }

  private static func resize(
    _ master: Int32, columns: Int, rows: Int, pixels: (width: Int, height: Int)
  ) throws {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: UInt16(pixels.width),
      ws_ypixel: UInt16(pixels.height))
    guard ioctl(master, UInt(TIOCSWINSZ), &size) == 0 else {
      throw TerminalTestError("the window cannot be resized")
    }
  }

  private static func spawn(
    _ command: [String], _ environment: [String: String], on path: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    // The first terminal that a session's leader opens becomes its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    // Whoever runs the tests may ignore or block signals; a login shell does neither.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let setsid: Int32 = 0x80
    posix_spawnattr_setflags(
      &attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | setsid))
    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for pointer in arguments + variables { free(pointer) }
      posix_spawnattr_destroy(&attributes)
      posix_spawn_file_actions_destroy(&actions)
    }
    var process: pid_t = 0
    let error = posix_spawn(&process, command[0], &actions, &attributes, &arguments, &variables)
    guard error == 0 else {
      throw TerminalTestError(
        "\(command[0]) cannot be started: \(String(cString: strerror(error)))")
    }
    return process
  }
}
