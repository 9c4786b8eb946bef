import CPlatform
import Dispatch
import Foundation

/// The one writer of the terminal's line: whole messages in order, never blocking the program.
@MainActor
final class OutgoingBytes {
  private let descriptor: Int32
  private var queue: [UInt8] = []
  private var sent = 0
  /// How much of the queue may have gone by now, where it goes in measured portions.
  private var allowed = Int.max
  private var portion = 0
  private var measuring = 0
  private static let interval = 0.05
  /// Tells when there is room again; nil while nothing waits.
  private var room: (any DispatchSourceWrite)?
  /// Called when everything has gone out.
  var onEmpty: () -> Void = {}
  /// Called when the line is dead.
  var onFailure: () -> Void = {}

  init(descriptor: Int32) { self.descriptor = descriptor }

  var isEmpty: Bool { sent == queue.count }

  /// Whether something goes out in measured portions, and can still be given up.
  var isMeasured: Bool { !isEmpty && allowed < queue.count }

  /// - Parameter rate: bytes a second, for what may have to be given up: what has left cannot be called back,
  ///   however long it lies in somebody's buffer.
  func send(_ bytes: [UInt8], rate: Double? = nil) {
    guard !bytes.isEmpty else { return }
    if let rate, isEmpty {
      portion = max(1024, Int(rate * Self.interval))
      allowed = portion
      measuring += 1
      measure(measuring)
    } else {
      allowed = .max
    }
    if isEmpty {
      (queue, sent) = (bytes, 0)
    } else {
      queue += bytes
    }
    if room == nil { push() }
  }

  /// Forgets what has not gone out; the terminal is told to forget the rest of a picture cut in half.
  func drop() {
    allowed = .max
    let isCut = sent > 0 && sent < queue.count
    // CAN and ST.
    (queue, sent) = (isCut ? [0x18, 0x1B, UInt8(ascii: "\\")] : [], 0)
  }

  /// Whether the line takes more within two milliseconds.
  private func hasRoomSoon() -> Bool {
    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&room, 1, 2) > 0 && room.revents & Int16(POLLOUT) != 0
  }

  private func push() {
    let start = DispatchTime.now()
    // Keys wait meanwhile.
    var isPatient: Bool {
      DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds < 8_000_000
    }
    while sent < min(queue.count, allowed) {
      let count = queue.withUnsafeBytes {
        cplatform_terminal_write(
          descriptor, $0.baseAddress.map { $0 + sent }, min(queue.count, allowed) - sent)
      }
      if count > 0 {
        sent += count
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        // A pseudo-terminal takes a picture in pieces, as fast as the other side reads: cheaper to wait for it
        // here than to come back for each.
        if isPatient, hasRoomSoon() { continue }
        wait(true)
        return
      } else {
        (queue, sent) = ([], 0)
        wait(false)
        onFailure()
        return
      }
    }
    let hadToWait = room != nil || allowed != .max
    wait(false)
    guard isEmpty else { return }
    allowed = .max
    if hadToWait { onEmpty() }
  }

  /// Lets portion after portion go, while it is the latest that is measured.
  private func measure(_ number: Int) {
    DispatchQueue.main.asyncAfter(deadline: .now() + Self.interval) { [weak self] in
      MainActor.assumeIsolated {
        guard let self, self.isMeasured, number == self.measuring else { return }
        self.allowed += self.portion
        self.measure(number)
        if self.room == nil { self.push() }
      }
    }
  }

  private func wait(_ shallWait: Bool) {
    guard shallWait != (room != nil) else { return }
    room?.cancel()
    room = nil
    guard shallWait else { return }
    // One for each wait: a source that is released while suspended ends the program.
    let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: .main)
    source.setEventHandler { [weak self] in MainActor.assumeIsolated { self?.push() } }
    source.resume()
    room = source
  }
}
