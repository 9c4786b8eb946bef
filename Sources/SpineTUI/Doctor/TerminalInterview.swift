import CPlatform
import Foundation
import Imaging

/// Asks the terminal what it is and how fast its line is, one question at a time, and waits for the answers.
///
/// The viewer itself never waits; this is for a person who does.
struct TerminalInterview {
  /// Why there was nobody to ask.
  enum Refusal: Error, Equatable, CustomStringConvertible {
    case noTerminal
    case inTheBackground
    case askedNotTo
    case system(String)

    var description: String {
      switch self {
      case .noTerminal: "no terminal is connected: nothing was asked"
      case .inTheBackground: "this program runs in the background: nothing was asked"
      case .askedNotTo: "SPINETUI_NO_QUERY is set: nothing was asked"
      case .system(let text): "the terminal cannot be asked: \(text)"
      }
    }
  }

  /// What was asked, said and measured.
  struct Record: Sendable {
    struct Reply: Sendable, Equatable {
      /// As it came, escapes written out.
      var raw: String
      var reply: TerminalReply?
    }

    var columns = 0
    var rows = 0
    var windowPixels: PixelSize?
    var replies: [Reply] = []
    var probe = TerminalProbe()
    /// Whether the last question was answered.
    var isComplete = false
    /// Seconds from a question to its answer, the shortest of five.
    var roundTrip: Double?
    /// Of the line to the terminal, drawing of spaces included; nil where even a mebibyte takes no time.
    var bytesPerSecond: Double?
  }

  private let descriptor: Int32
  private var parser = InputParser()
  private var piece: [UInt8] = []
  private var found = Record()
  private var isInterrupted = false

  /// Three seconds for a terminal at the other end of the world.
  private static let patience = 3.0
  /// No more than this is sent to measure the line, and no longer than that.
  private static let largestMessage = 1 << 20
  private static let longestTransfer = 2.0

  /// Opens the alternate screen for a moment, asks, and gives the terminal back.
  static func hold(_ settings: TerminalSettings) -> Result<Record, Refusal> {
    if settings.asksNothing { return .failure(.askedNotTo) }
    let descriptor = cplatform_terminal_open()
    guard descriptor >= 0 else { return .failure(.noTerminal) }
    defer { close(descriptor) }
    guard tcgetpgrp(descriptor) == getpgrp() else { return .failure(.inTheBackground) }
    guard cplatform_terminal_enter(descriptor) == 0 else {
      return .failure(.system(String(cString: strerror(errno))))
    }
    defer { cplatform_terminal_leave() }
    var interview = TerminalInterview(descriptor: descriptor)
    interview.ask(settings)
    return .success(interview.found)
  }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  private mutating func ask(_ settings: TerminalSettings) {
    var window = cplatform_window_size()
    if cplatform_terminal_size(descriptor, &window) == 0 {
      (found.columns, found.rows) = (Int(window.columns), Int(window.rows))
      if window.pixel_width > 0 {
        found.windowPixels = PixelSize(
          width: Int(window.pixel_width), height: Int(window.pixel_height))
      }
    }
    send(Array(("\u{1B}[?1049h\u{1B}[H" + TerminalProbe.questions(settings)).utf8))
    found.isComplete = roundTrip(column: 3, patience: Self.patience) != nil
    guard found.isComplete, !isInterrupted else { return }
    let times = (0..<5).compactMap { roundTrip(column: 4 + $0 % 4, patience: 1) }
    found.roundTrip = times.min()
    if let roundTrip = found.roundTrip { measureRate(roundTrip) }
  }

  /// Doubles the message until it takes longer than the way itself. A change to plain letters, again and again, draws
  /// nothing and is understood by every terminal.
  private mutating func measureRate(_ distance: Double) {
    var bytes = 16_384
    while bytes <= Self.largestMessage, !isInterrupted {
      let filler = Array(repeating: Array("\u{1B}[m".utf8), count: bytes / 3).flatMap { $0 }
      let start = Self.now
      send(filler)
      guard let answered = roundTrip(column: 2, patience: Self.longestTransfer * 4, since: start)
      else { return }
      let transfer = answered - distance
      if transfer > max(0.03, distance / 4) || bytes == Self.largestMessage {
        found.bytesPerSecond = transfer > 0.001 ? Double(bytes) / transfer : nil
        return
      }
      bytes *= 2
    }
  }

  /// Seconds until the terminal has told where the cursor stands; nil when it does not.
  private mutating func roundTrip(
    column: Int, patience: Double, since start: Double = TerminalInterview.now
  ) -> Double? {
    send(Array("\u{1B}[3;\(column)H\u{1B}[6n".utf8))
    let deadline = Self.now + patience
    while Self.now < deadline, !isInterrupted {
      for reply in read(until: deadline) {
        if case .cursor(row: 3, let place) = reply, place == column { return Self.now - start }
      }
    }
    return nil
  }

  /// The answers in the next bytes that come.
  private mutating func read(until deadline: Double) -> [TerminalReply] {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(max(1, (deadline - Self.now) * 1000))) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(descriptor, &buffer, buffer.count)
    guard count > 0 else {
      // A hung-up line is readable for ever.
      if count == 0 || errno != EAGAIN { isInterrupted = true }
      return []
    }
    var replies: [TerminalReply] = []
    for byte in buffer[..<count] {
      piece.append(byte)
      let events = parser.feed([byte])
      for event in events {
        if event == .key(.control("c")) || event == .key(.character("q")) { isInterrupted = true }
      }
      guard !parser.isWaiting else { continue }
      let reply = events.compactMap { if case .reply(let reply) = $0 { reply } else { nil } }.first
      if let reply {
        replies.append(reply)
        found.probe.take(reply)
      }
      // Of the many answers that measure time, none says anything.
      if !found.isComplete, piece.first == 0x1B {
        found.replies.append(Record.Reply(raw: Self.escaped(piece), reply: reply))
      }
      piece = []
    }
    return replies
  }

  private func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    let deadline = Self.now + Self.longestTransfer * 4
    while !rest.isEmpty, Self.now < deadline {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&room, 1, 100)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// As C writes it: ESC as \e, other bytes that cannot be printed as \xNN.
  static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      switch byte {
      case 0x1B: "\\e"
      case UInt8(ascii: "\\"): "\\\\"
      case 0x20...0x7E: String(UnicodeScalar(byte))
      default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }

  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
