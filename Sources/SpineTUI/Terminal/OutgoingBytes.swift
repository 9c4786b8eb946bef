import Dispatch
import Foundation

/// The one writer of the terminal's line: whole messages in order, never blocking the program.
@MainActor
final class OutgoingBytes {
  private let descriptor: Int32
  private var queue: [UInt8] = []
  private var sent = 0
  /// Tells when there is room again; nil while nothing waits.
  private var room: (any DispatchSourceWrite)?
  /// Called when everything has gone out.
  var onEmpty: () -> Void = {}
  /// Called when the line is dead.
  var onFailure: () -> Void = {}

  init(descriptor: Int32) { self.descriptor = descriptor }

  var isEmpty: Bool { sent == queue.count }

  func send(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    if isEmpty {
      (queue, sent) = (bytes, 0)
    } else {
      queue += bytes
    }
    if room == nil { push() }
  }

  /// Forgets what has not gone out; the terminal is told to forget the rest of a picture cut in half.
  func drop() {
    let isCut = sent > 0 && sent < queue.count
    // CAN and ST.
    (queue, sent) = (isCut ? [0x18, 0x1B, UInt8(ascii: "\\")] : [], 0)
  }

  private func push() {
    while sent < queue.count {
      let count = queue.withUnsafeBytes {
        write(descriptor, $0.baseAddress.map { $0 + sent }, queue.count - sent)
      }
      if count > 0 {
        sent += count
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        wait(true)
        return
      } else {
        (queue, sent) = ([], 0)
        wait(false)
        onFailure()
        return
      }
    }
    let hadToWait = room != nil
    wait(false)
    if hadToWait { onEmpty() }
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
