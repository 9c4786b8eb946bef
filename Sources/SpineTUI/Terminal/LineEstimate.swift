/// What is known of the line to the terminal: its round trip and how many bytes it carries.
///
/// A picture's acknowledgement comes one round trip after its last byte, and its first byte cannot leave
/// before the last of the picture ahead: so acknowledgements that follow each other show the time the
/// bytes themselves took, drawing included.
struct LineEstimate: Equatable, Sendable {
  private struct Delivery: Equatable {
    var bytes: Int
    var seconds: Double
  }

  /// The shortest seen, seconds.
  private(set) var roundTrip: Double?
  private var deliveries: [Delivery] = []
  private var lastDeliveryAt = -Double.infinity
  /// Acknowledgements may be late or come in bunches; over a few of them the sums are right.
  private static let remembered = 6
  /// Smaller messages tell of the round trip, not of the rate.
  private static let leastBytes = 2048

  /// Nil until a picture has been acknowledged.
  var bytesPerSecond: Double? {
    guard !deliveries.isEmpty else { return nil }
    let bytes = deliveries.reduce(0) { $0 + $1.bytes }
    let seconds = deliveries.reduce(0) { $0 + $1.seconds }
    return Double(bytes) / max(seconds, 1e-6)
  }

  mutating func answered(sentAt: Double, at now: Double) {
    roundTrip = min(roundTrip ?? .infinity, max(0, now - sentAt))
  }

  mutating func delivered(_ bytes: Int, sentAt: Double, at now: Double) {
    answered(sentAt: sentAt, at: now)
    let roundTrip = roundTrip ?? 0
    // When the line became free for it: when it was sent, or when the one ahead had gone.
    let began = max(sentAt, lastDeliveryAt - roundTrip)
    lastDeliveryAt = now
    guard bytes >= Self.leastBytes else { return }
    // Without a round trip measured by itself, the first picture's own would leave it no time at all.
    let seconds = max(now - roundTrip - began, (now - sentAt) / 20)
    deliveries.append(Delivery(bytes: bytes, seconds: seconds))
    if deliveries.count > Self.remembered { deliveries.removeFirst() }
  }
}
