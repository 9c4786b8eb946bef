import Foundation
import Synchronization
import TestSupport

@testable import SpineTUI

/// A terminal emulator without a window: runs a program, answers its questions and keeps its screen.
final class FakeTerminal: Sendable {
  private struct Reply {
    var due: Double
    var bytes: [UInt8]
    /// How many pictures this reply tells to have been drawn.
    var acknowledges: Int?
  }

  /// A picture as it arrived: when, how large, and what the line above the last said.
  struct Arrival: Sendable {
    var time: Double
    var stream: [UInt8]
    var words: String
  }

  private struct State {
    var screen: ScreenModel
    var answers: TerminalAnswers
    var random = SplitMix64(seed: 5)
    var replies: [Reply] = []
    var repliesMade = 0
    var acknowledged = 0
    var mostOutstanding = 0
    var isReading = true
    var line: SimulatedLine?
    var downstream = SimulatedLine.Downstream()
    var arrivals: [Arrival] = []
    var isStopped = false
  }

  let line: PseudoTerminal
  private let state: Mutex<State>

  init(
    _ command: [String], environment: [String: String], columns: Int, rows: Int,
    answers: TerminalAnswers = TerminalAnswers(), over simulated: SimulatedLine? = nil
  ) throws {
    var screen = ScreenModel(columns: columns, rows: rows)
    _ = screen.feed("$ the shell's last line".utf8)
    state = Mutex(State(screen: screen, answers: answers, line: simulated))
    line = try PseudoTerminal(command, environment: environment, columns: columns, rows: rows)
    let thread = Thread { [weak self, master = line.master] in
      // The line's descriptor lives as long as this object, which is looked for on every round.
      while let self, self.turn() { self.waitForInput(master) }
    }
    thread.start()
  }

  deinit { state.withLock { $0.isStopped = true } }

  var screen: ScreenModel { state.withLock { $0.screen } }
  /// The most pictures that were under way at once, as far as the program could know.
  var mostOutstanding: Int { state.withLock { $0.mostOutstanding } }

  /// The pictures that have arrived since the last `forgetArrivals`, the oldest first.
  var arrivals: [Arrival] { state.withLock { $0.arrivals } }
  func forgetArrivals() { state.withLock { $0.arrivals = [] } }
  /// The most bytes that ever lay between the program and the terminal.
  var mostBytesUnderWay: Int { state.withLock { $0.downstream.mostWaiting } }

  func changeAnswers(_ change: @Sendable (inout TerminalAnswers) -> Void) {
    state.withLock { change(&$0.answers) }
  }

  /// Whether the terminal takes what is sent; one that does not is a stopped window or a dead line.
  func setReading(_ isReading: Bool) { state.withLock { $0.isReading = isReading } }

  /// The window is closed: both ends of the line are gone.
  func hangUp() {
    state.withLock { $0.isStopped = true }
    line.hangUp()
  }

  /// What another program writes on the same terminal.
  func disturb(_ text: String) { state.withLock { _ = $0.screen.feed(text.utf8) } }

  /// Keys, as bytes.
  func type(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    state.withLock { state in
      if let delay = state.line?.delay {
        let due = max(state.replies.last?.due ?? 0, Self.now + delay)
        state.replies.append(Reply(due: due, bytes: bytes))
      } else if state.answers.pauseBetweenBytes != nil, let last = state.replies.last {
        // No terminal puts a key into the middle of an answer.
        state.replies.append(Reply(due: last.due, bytes: bytes))
      } else {
        Self.write(line.master, bytes)
      }
    }
  }

  func resize(columns: Int, rows: Int) throws {
    state.withLock { $0.screen.resize(columns: columns, rows: rows) }
    try line.resize(columns: columns, rows: rows)
  }

  /// Waits until `condition` holds.
  ///
  /// - Throws: what was waited for and what the screen shows instead, after a time that no healthy machine needs.
  func wait(
    _ what: String, seconds: Double = 30, until condition: (FakeTerminal) throws -> Bool
  ) async throws {
    let deadline = Self.now + seconds
    while try !condition(self) {
      guard Self.now < deadline else {
        let screen = screen
        throw TerminalTestError(
          "waited for: \(what)\nexit status \(line.exitStatus().map(String.init) ?? "none"), "
            + "\(screen.pictures.count) pictures, the last \(screen.pictures.last.map { "\($0)" } ?? "none")\n"
            + "\(screen.settings)\n\(screen.text)")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  // MARK: - The line

  /// One round: takes what came, sends what is due. Returns whether to go on.
  private func turn() -> Bool {
    state.withLock { state in
      guard !state.isStopped else { return false }
      if state.isReading {
        Self.receive(line.master, &state)
      }
      while let reply = state.replies.first, reply.due <= Self.now {
        state.replies.removeFirst()
        state.acknowledged = max(state.acknowledged, reply.acknowledges ?? 0)
        Self.write(line.master, reply.bytes)
      }
      return true
    }
  }

  private static func receive(_ master: Int32, _ state: inout State) {
    let room = state.line.map { $0.capacity - state.downstream.waiting } ?? 65_536
    if room > 0 {
      var buffer = [UInt8](repeating: 0, count: min(65_536, room))
      let count = read(master, &buffer, buffer.count)
      if count > 0, let line = state.line {
        state.downstream.put(buffer[..<count], at: now, on: line)
      } else if count > 0 {
        take(buffer[..<count], &state)
      }
    }
    for chunk in state.downstream.arrived(by: now) { take(chunk.bytes, &state) }
  }

  private static func take(_ bytes: ArraySlice<UInt8>, _ state: inout State) {
    let before = state.screen.pictures.count
    for question in state.screen.feed(bytes) { answer(question, &state) }
    if state.screen.pictures.count > before, let last = state.screen.pictures.last {
      state.arrivals.append(
        Arrival(time: now, stream: state.screen.lastPicture, words: last.words))
    }
    state.mostOutstanding = max(
      state.mostOutstanding, state.screen.pictures.count - state.acknowledged)
  }

  private static func answer(_ question: TerminalQuestion, _ state: inout State) {
    let (answers, screen) = (state.answers, state.screen)
    guard
      let text = answers.reply(to: question, on: screen)
    else { return }
    state.repliesMade += 1
    guard !answers.loses(state.repliesMade) else { return }
    // Answers come in order, however long each takes.
    var due = max(
      state.replies.last?.due ?? 0,
      now + (state.line?.delay ?? 0) + Double.random(in: answers.delay, using: &state.random))
    var acknowledges: Int?
    if case .cursor(row: FlowControl.row - 1, _, let pictures) = question {
      acknowledges = pictures
    }
    let bytes = answers.junk + Array(text.utf8)
    guard let pause = answers.pauseBetweenBytes else {
      state.replies.append(Reply(due: due, bytes: bytes, acknowledges: acknowledges))
      return
    }
    for byte in bytes {
      state.replies.append(Reply(due: due, bytes: [byte], acknowledges: acknowledges))
      due += pause
    }
  }

  private func waitForInput(_ master: Int32) {
    let (due, isReading) = state.withLock { state in
      let due = [state.replies.first?.due, state.downstream.nextDue].compactMap { $0 }.min()
      let hasRoom = state.line.map { state.downstream.waiting < $0.capacity } ?? true
      return (due, state.isReading && hasRoom)
    }
    let milliseconds = due.map { max(0, min(20, ($0 - Self.now) * 1000)) } ?? 20
    // Input that is left lying must not keep this thread busy.
    var descriptor = pollfd(fd: master, events: isReading ? Int16(POLLIN) : 0, revents: 0)
    poll(&descriptor, 1, Int32(milliseconds.rounded(.up)))
  }

  private static func write(_ master: Int32, _ bytes: [UInt8]) {
    var rest = bytes[...]
    // A program that reads nothing for a second will not read these either.
    let deadline = now + 1
    while !rest.isEmpty, now < deadline {
      let count = rest.withUnsafeBytes { Foundation.write(master, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        usleep(1000)
      } else {
        return
      }
    }
  }

  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
