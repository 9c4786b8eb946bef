/// A line of limited speed between a program and its terminal, as SSH over a slow network.
///
/// Bytes leave the program at once, into buffers that hold megabytes: nothing ever blocks, and what has been
/// written arrives, in order, however late.
struct SimulatedLine: Sendable {
  /// Bytes a second towards the terminal; the other way is never the bottleneck.
  var bytesPerSecond: Double
  /// Seconds that a byte is under way, each way.
  var delay: Double
  /// What kernels and SSH windows hold before the program has to wait.
  var capacity = 2 << 20

  static let tenMegabit = SimulatedLine(bytesPerSecond: 1_250_000, delay: 0.025)
  static let oneMegabit = SimulatedLine(bytesPerSecond: 125_000, delay: 0.075)

  /// The bytes on their way to the terminal.
  struct Downstream: Sendable {
    private var chunks: [(due: Double, bytes: ArraySlice<UInt8>)] = []
    private var freeAt = 0.0
    private(set) var waiting = 0
    private(set) var mostWaiting = 0

    /// Small pieces, so that each arrives when its last byte does.
    private static let piece = 1024

    mutating func put(_ bytes: ArraySlice<UInt8>, at now: Double, on line: SimulatedLine) {
      var rest = bytes
      while !rest.isEmpty {
        let piece = rest.prefix(Self.piece)
        rest = rest.dropFirst(piece.count)
        freeAt = max(freeAt, now) + Double(piece.count) / line.bytesPerSecond
        chunks.append((freeAt + line.delay, piece))
      }
      waiting += bytes.count
      mostWaiting = max(mostWaiting, waiting)
    }

    var nextDue: Double? { chunks.first?.due }

    mutating func arrived(by now: Double) -> [(due: Double, bytes: ArraySlice<UInt8>)] {
      let count = chunks.firstIndex { $0.due > now } ?? chunks.count
      let arrived = Array(chunks[..<count])
      chunks.removeFirst(count)
      waiting -= arrived.reduce(0) { $0 + $1.bytes.count }
      return arrived
    }
  }
}
