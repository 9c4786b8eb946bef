import Foundation

@testable import SpineTUI

/// An X server without a screen, and what is drawn on it.
struct XDisplay: Sendable {
  /// The programs that this needs, and those of them that are not installed.
  static let programs = ["Xvfb", "xterm", "xdotool", "xwd"]
  static let missing = programs.filter { path($0) == nil }

  private let server: PseudoTerminal
  let environment: [String: String]

  static func path(_ program: String) -> String? {
    ["/usr/bin", "/usr/local/bin", "/usr/bin/X11"].map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts a server on a free display.
  init(width: Int, height: Int) async throws {
    server = try Self.start(
      "Xvfb",
      ["-displayfd", "1", "-screen", "0", "\(width)x\(height)x24", "-nolisten", "tcp"],
      environment: Viewer.environment)
    var said = ""
    // The number stands in a line by itself, among warnings of the keyboard compiler.
    var number: Int? {
      said.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).dropLast()
        .compactMap { Int($0) }.first
    }
    for _ in 0..<6000 where number == nil {
      var buffer = [UInt8](repeating: 0, count: 256)
      let count = read(server.master, &buffer, buffer.count)
      if count > 0 { said += String(decoding: buffer[..<count], as: UTF8.self) }
      try await Task.sleep(for: .milliseconds(10))
    }
    guard let number else { throw TerminalTestError("Xvfb gave no display: \(said)") }
    environment = Viewer.environment.merging(["DISPLAY": ":\(number)"]) { $1 }
  }

  /// A program with signals as a login gives them, ended with this object.
  static func start(
    _ program: String, _ arguments: [String], environment: [String: String]
  ) throws -> PseudoTerminal {
    guard let path = path(program) else { throw TerminalTestError("\(program) is not installed") }
    return try PseudoTerminal(
      [path] + arguments, environment: environment, columns: 80, rows: 24)
  }

  /// Presses keys, by their X names, in the window of `program`, which gets the focus.
  func press(_ keys: [String], in program: String) throws {
    _ = try focusedWindow(of: program)
    _ = try run("xdotool", ["key", "--delay", "20"] + keys)
  }

  /// The window of this class, with the keyboard's focus; nil while there is none.
  func focusedWindow(of program: String) throws -> (width: Int, height: Int)? {
    let found = try run("xdotool", ["search", "--onlyvisible", "--class", program])
    guard let window = found.text.split(separator: "\n").first else { return nil }
    _ = try run("xdotool", ["windowfocus", String(window)])
    let geometry = try run("xdotool", ["getwindowgeometry", "--shell", String(window)]).text
    func number(_ name: String) -> Int? {
      geometry.split(separator: "\n").first { $0.hasPrefix(name + "=") }
        .flatMap { Int($0.dropFirst(name.count + 1)) }
    }
    return number("WIDTH").flatMap { width in number("HEIGHT").map { (width, $0) } }
  }

  /// What the server and `program` said, for a test that waits in vain.
  func complaints(of program: PseudoTerminal) -> String {
    [server, program].map { line in
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(line.master, &buffer, buffer.count)
      return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }.joined(separator: "\n")
  }

  func capture() throws -> XPicture { try XPicture(try run("xwd", ["-root", "-silent"]).bytes) }

  private func run(
    _ program: String, _ arguments: [String]
  ) throws -> (bytes: Data, text: String) {
    let process = Process()
    process.executableURL = Self.path(program).map { URL(fileURLWithPath: $0) }
    process.arguments = arguments
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (bytes, String(decoding: bytes, as: UTF8.self))
  }
}

/// A captured screen of 32-bit pixels.
///
/// Source: XWDFile.h of the X Window System, version 7.
struct XPicture {
  let width: Int
  let height: Int
  private let pixels: Data
  private let bytesPerLine: Int

  init(_ dump: Data) throws {
    func field(_ n: Int) -> Int {
      dump.count >= 4 * n + 4 ? dump[4 * n..<4 * n + 4].reduce(0) { $0 << 8 | Int($1) } : 0
    }
    (width, height, bytesPerLine) = (field(4), field(5), field(12))
    let start = field(0) + 12 * field(19)
    guard field(1) == 7, field(11) == 32, field(7) == 0, dump.count >= start + height * bytesPerLine
    else { throw TerminalTestError("xwd gave no picture of 32-bit pixels") }
    pixels = dump.dropFirst(start)
  }

  /// Mean brightness (0…255, of green) of the pixels around a point.
  func brightness(x: Int, y: Int, radius: Int = 6) -> Int {
    var sum = 0
    for row in y - radius...y + radius {
      for column in x - radius...x + radius {
        sum += Int(pixels[pixels.startIndex + row * bytesPerLine + 4 * column + 1])
      }
    }
    return sum / ((2 * radius + 1) * (2 * radius + 1))
  }
}
