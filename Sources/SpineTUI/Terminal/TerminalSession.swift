import CPlatform
import Dispatch
import Foundation
import Imaging

/// The terminal while the full-screen program runs: keys come in, text and pictures go out.
@MainActor
final class TerminalSession {
  private let descriptor: Int32
  /// Tells of stops and of other sizes, a byte each.
  private let notices: Int32
  private let curses: Curses
  private let output: OutgoingBytes
  private let settings: TerminalSettings
  private let mouse: Bool
  private var hasAskedForMousePixels = false
  private var parser = InputParser()
  private var probe = TerminalProbe()
  private var flow = FlowControl()
  private var sources: [any DispatchSourceProtocol] = []
  private var timers: [Timer: DispatchWorkItem] = [:]
  private var barrier = Barrier()
  /// When a window that keeps changing its size is looked at, at the latest.
  private var resizeDeadline: Double?
  private var onBarrier: (() -> Void)?
  /// From then on nothing is asked: the answers would reach the shell.
  private var isClosing = false
  private(set) var profile: TerminalProfile
  /// What the user should know about this terminal.
  let warnings: [String]

  /// Keys and pastes, all that were waiting at once.
  var onInput: ([InputEvent]) -> Void = { _ in }
  /// Size, cell or abilities have changed: lay out anew and send the picture again.
  var onProfile: (TerminalProfile) -> Void = { _ in }
  /// The picture may have been painted over while another window lay here: send it again.
  var onPictureLost: () -> Void = {}
  /// Something may go out again.
  var onReady: () -> Void = {}
  /// Another program asks this one to stop, as Ctrl-Z does.
  var onStop: () -> Void = {}
  /// The line is dead: restore what can be and end.
  var onHangup: () -> Void = {}

  private enum Timer { case escape, resize, acknowledgement }

  /// Longer than any terminal takes to send the rest of a key's sequence. Answers may be cut anywhere by
  /// a slow line; nobody types their beginnings, so what has begun like one waits longer, and so does
  /// ESC while an answer is due.
  private var escapeDelay: Double {
    let mayBeAnswer =
      !parser.isAtLoneEscape || barrier.isDue(at: Self.now) || flow.inFlight > 0
    return mayBeAnswer ? 1 : settings.isRemote ? 0.1 : 0.05
  }
  /// The alternate screen is this program's.
  private var hasScreen = false
  private static let enter = "\u{1B}[?1049h"
  /// No margins or insertion, wrapping; pastes and focus marked; no cursor.
  private static let modes =
    "\u{1B}[r\u{1B}[4l\u{1B}[?7h\u{1B}[?2004h\u{1B}[?1004h\u{1B}[?25l"
  /// Buttons, wheel, and movement while a button is held.
  private static let mouseOn = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"

  /// - Throws: `TerminalError` when there is no terminal, or none that can be drawn on.
  ///
  /// - Parameter mouse: whether the mouse is asked for; some want it for the terminal's own selection.
  init(settings: TerminalSettings, mouse: Bool, looks: Looks) throws(TerminalError) {
    descriptor = cplatform_terminal_open()
    guard descriptor >= 0, isatty(STDOUT_FILENO) != 0 else { throw .noTerminal }
    var warnings = TerminalLocale.prepare().map { [$0] } ?? []
    let type = settings.type
    guard !["", "dumb", "unknown"].contains(type) else { throw .plainType(DisplayText.safe(type)) }
    notices = cplatform_terminal_notices()
    guard notices >= 0 else { throw .system("cannot set up the terminal", errno) }
    do {
      curses = try Curses(type: type, columns: 80, rows: 24, looks: looks)
    } catch .unknownType {
      // Nearly every terminal of today understands xterm's sequences.
      curses = try Curses(type: "xterm-256color", columns: 80, rows: 24, looks: looks)
      warnings.append(
        "This machine does not know the terminal type “\(type)”; xterm-256color is assumed")
    }
    if settings.choice == .automatic, let multiplexer = settings.multiplexer {
      warnings.append(multiplexer.advice)
    }
    self.warnings = warnings
    var settings = settings
    settings.terminfoColours = curses.colourCount
    self.settings = settings
    self.mouse = mouse
    output = OutgoingBytes(descriptor: descriptor)
    flow = FlowControl(isRemote: settings.isRemote, asksNothing: settings.asksNothing)
    profile = TerminalProfile(
      columns: 80, rows: 24, raster: .halfBlocks(trueColour: false),
      cell: PixelSize(width: 10, height: 20), largestPicture: PixelSize(width: 1000, height: 1000),
      synchronises: false)
    guard cplatform_terminal_enter(descriptor) == 0 else {
      throw .system("cannot set up the terminal", errno)
    }
    profile = currentProfile()
    curses.resize(columns: profile.columns, rows: profile.rows)
    output.onEmpty = { [weak self] in self?.onReady() }
    output.onFailure = { [weak self] in self?.onHangup() }
    listen(to: descriptor) { [weak self] in self?.readInput() }
    listen(to: notices) { [weak self] in self?.readNotices() }
    takeOver()
    ask()
  }

  private func takeOver() {
    parser.mouseCell = nil
    hasAskedForMousePixels = false
    // Once: entering again would save the cursor's place again, and another one would be restored.
    let enter = hasScreen ? "" : Self.enter
    hasScreen = true
    output.send(Array((enter + Self.modes + (mouse ? Self.mouseOn : "")).utf8))
    tellWhatCovers()
  }

  private func tellWhatCovers() {
    cplatform_terminal_set_covered(1, profile.raster == .kitty ? 1 : 0)
  }

  /// Whether new text may go out: everything sent before has left.
  var isReadyForText: Bool { output.isEmpty }

  /// Whether a new picture may go out.
  var isReadyForPicture: Bool {
    watchAcknowledgements()
    return output.isEmpty && flow.maySend(at: Self.now)
  }

  /// Gives up on acknowledgements that are overdue, and looks again when the next one is.
  private func watchAcknowledgements() {
    let now = Self.now
    flow.expire(at: now)
    guard let deadline = flow.nextDeadline(at: now), deadline > now else { return }
    after(deadline - now, .acknowledgement) { [weak self] in self?.onReady() }
  }

  /// Whether every picture that was sent has been drawn, as far as the terminal tells.
  var hasNothingUnderWay: Bool {
    watchAcknowledgements()
    return output.isEmpty && flow.inFlight == 0
  }

  /// Bytes that the line carries in `seconds`; nil where nothing limits them.
  func budget(seconds: Double) -> Int? { flow.budget(seconds: seconds) }

  /// Whether a picture is going out that can still be given up.
  var canAbandon: Bool { output.isMeasured }

  /// Gives up the picture that is going out: what of it is on the screen is to be painted over.
  func abandon() {
    flow.abandon()
    output.drop()
    output.send(Array("\u{1B}8".utf8))
  }

  /// Sends text, and behind it the picture that belongs to it, as bytes that draw at their own place.
  ///
  /// - Parameter canBeAbandoned: a large picture on a slow line leaves in portions, so that a key can put an end to it.
  func present(_ screen: Screen, picture: [UInt8]?, canBeAbandoned: Bool = false) {
    var bytes = curses.update(to: screen)
    // A large picture is atomic by itself and would outlast a terminal's patience.
    let synchronises = profile.synchronises && (picture?.count ?? 0) <= 65_536 && !bytes.isEmpty
    // Inside margins that another program has set the picture would scroll.
    if let picture { bytes += Array("\u{1B}7\u{1B}[r".utf8) + picture + Array("\u{1B}8".utf8) }
    if synchronises {
      bytes = Array("\u{1B}[?2026h".utf8) + bytes + Array("\u{1B}[?2026l".utf8)
    }
    if picture != nil {
      let column = flow.send(bytes.count, at: Self.now, width: profile.columns)
      if !settings.asksNothing { bytes += parked(row: FlowControl.row, column: column) }
    }
    // Somewhat faster than the line, which else would never be found to be faster than thought.
    let isLong = canBeAbandoned && bytes.count > flow.budget(seconds: 0.15) ?? .max
    output.send(bytes, rate: isLong ? flow.line.bytesPerSecond.map { $0 * 1.25 } : nil)
  }

  /// Paints everything anew, for Ctrl-L and after foreign writing on the screen.
  func repaintAll() { curses.repaintAll() }

  /// Ctrl-Z: gives the shell its terminal, and takes it back when continued.
  func suspend() {
    output.drop()
    cplatform_terminal_leave_answered()
    flow.forget()
    hasScreen = false
    // A whole job that is told to stop is told by its shell and by one another: that is one stop.
    _ = takeNotices()
    cplatform_suspend()
    resume()
    followSize()
  }

  /// Gives the terminal back, after the answers still under way have arrived or half a second (one
  /// over SSH) has passed.
  func close(then finish: @escaping () -> Void) {
    output.drop()
    isClosing = true
    var isFinished = false
    let end = {
      guard !isFinished else { return }
      isFinished = true
      cplatform_terminal_leave()
      finish()
    }
    onBarrier = { [weak self] in if self?.barrier.awaited == 0 { end() } }
    onInput = { _ in }
    guard !settings.asksNothing else { return end() }
    sendBarrier()
    DispatchQueue.main.asyncAfter(deadline: .now() + (settings.isRemote ? 1 : 0.5)) {
      MainActor.assumeIsolated { end() }
    }
  }

  // MARK: - Input

  private func readInput() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var bytes: [UInt8] = []
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        break
      } else {
        onHangup()
        return
      }
    }
    deliver(parser.feed(bytes))
    if parser.isWaiting {
      after(escapeDelay, .escape) { [weak self] in
        guard let self else { return }
        deliver(parser.flush())
      }
    } else {
      timers[.escape]?.cancel()
    }
  }

  private func deliver(_ events: [InputEvent]) {
    var forUser: [InputEvent] = []
    for event in events {
      switch event {
      case .reply(let reply): take(reply)
      case .focus(let isHere): if isHere { onPictureLost() }
      default: forUser.append(event)
      }
    }
    if !forUser.isEmpty { onInput(forUser) }
  }

  private func take(_ reply: TerminalReply) {
    guard case .cursor(let row, let column) = reply else {
      probe.take(reply)
      if case .mode(1016, _) = reply { followMousePixels() }
      // The last question but the barrier: what is known now is all.
      if case .attributes = reply {
        let hasOtherInks = curses.setBackground(isLight: probe.isLight)
        adopt(currentProfile(), always: hasOtherInks)
      }
      return
    }
    if row == FlowControl.row, flow.inFlight > 0 {
      flow.acknowledge(column: column, at: Self.now)
      onReady()
    } else if row == Barrier.row, barrier.awaited > 0 {
      if let askedAt = barrier.answer(column: column, width: profile.columns) {
        flow.answered(sentAt: askedAt, at: Self.now)
      }
      onBarrier?()
      if barrier.awaited == 0 { adopt(currentProfile()) }
    }
  }

  /// Asks for the mouse in pixels where the terminal can, and reads pixels from the moment it says that it does:
  /// reports and answers come in order.
  private func followMousePixels() {
    guard mouse, probe.canReportPixels else { return }
    parser.mouseCell = probe.reportsPixels ? profile.cell : nil
    // Once: a terminal that never does it must not be asked for ever.
    guard !probe.reportsPixels, !hasAskedForMousePixels else { return }
    hasAskedForMousePixels = true
    output.send(Array("\u{1B}[?1016h\u{1B}[?1016$p".utf8))
  }

  // MARK: - Size and abilities

  private func readNotices() {
    let noted = takeNotices()
    guard !noted.isEmpty, !isClosing else { return }
    if noted.contains(UInt8(ascii: "t")) { onStop() }
    if noted.contains(UInt8(ascii: "c")) { resume() }
    followSize()
  }

  private func takeNotices() -> ArraySlice<UInt8> {
    var buffer = [UInt8](repeating: 0, count: 64)
    return buffer[..<max(0, read(notices, &buffer, buffer.count))]
  }

  private func followSize() {
    // A window being dragged changes its size many times a second: wait for it to rest, but not for ever.
    let latest = resizeDeadline ?? Self.now + 0.25
    resizeDeadline = latest
    after(max(0, min(0.06, latest - Self.now)), .resize) { [weak self] in
      guard let self else { return }
      resizeDeadline = nil
      ask()
      adopt(currentProfile())
    }
  }

  private func resume() {
    cplatform_terminal_reenter()
    output.drop()
    takeOver()
    curses.repaintAll()
    ask()
    onProfile(profile)
  }

  /// A font change alters the cell without altering rows and columns, so sizes are asked for again.
  private func ask() {
    guard !settings.asksNothing, !isClosing else { return }
    probe.forgetAreas()
    output.send(Array(("\u{1B}7" + TerminalProbe.questions(settings) + "\u{1B}8").utf8))
    sendBarrier()
  }

  private func sendBarrier() {
    let column = barrier.ask(at: Self.now, width: profile.columns)
    output.send(parked(row: Barrier.row, column: column))
  }

  /// Asks where the cursor is after parking it, and puts it back.
  private func parked(row: Int, column: Int) -> [UInt8] {
    Array("\u{1B}7\u{1B}[\(row);\(column)H\u{1B}[6n\u{1B}8".utf8)
  }

  private func adopt(_ new: TerminalProfile, always: Bool = false) {
    guard new != profile || always else { return }
    if (new.columns, new.rows) != (profile.columns, profile.rows) {
      curses.resize(columns: new.columns, rows: new.rows)
      curses.repaintAll()
    }
    profile = new
    tellWhatCovers()
    if parser.mouseCell != nil { parser.mouseCell = new.cell }
    onProfile(new)
  }

  private func currentProfile() -> TerminalProfile {
    var window = cplatform_window_size()
    let isKnown = cplatform_terminal_size(descriptor, &window) == 0 && window.columns > 0
    return probe.profile(
      columns: isKnown ? Int(window.columns) : 80, rows: isKnown ? Int(window.rows) : 24,
      windowPixels: isKnown && window.pixel_width > 0
        ? PixelSize(width: Int(window.pixel_width), height: Int(window.pixel_height)) : nil,
      settings: settings)
  }

  // MARK: - Clock

  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  private func after(_ seconds: Double, _ timer: Timer, _ body: @escaping @MainActor () -> Void) {
    timers[timer]?.cancel()
    let item = DispatchWorkItem { MainActor.assumeIsolated { body() } }
    timers[timer] = item
    DispatchQueue.main.asyncAfter(deadline: .now() + seconds, execute: item)
  }

  private func listen(to descriptor: Int32, _ body: @escaping @MainActor () -> Void) {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
    source.setEventHandler { MainActor.assumeIsolated { body() } }
    source.resume()
    sources.append(source)
  }
}
