/// How many pictures may be on their way: the terminal acknowledges each by telling where the
/// cursor was parked behind it, so that a slow line never fills with slices nobody waits for.
///
/// Times are seconds on any clock that never goes back.
struct FlowControl: Equatable, Sendable {
  private struct Flight: Equatable {
    var column: Int
    var sentAt: Double
  }

  private var flights: [Flight] = []
  private var sequence = 0
  private var lossesInARow = 0
  private(set) var shortestRoundTrip: Double?
  private var lastSentAt = -Double.infinity
  /// Over SSH, where blind drawing must be slower.
  var isRemote = false

  /// Acknowledgements live in row 2: in row 1 they would look like modified F3 keys.
  static let row = 2
  private static let columns = 64
  /// An acknowledgement that takes longer is lost.
  private static let patience = 1.0

  var inFlight: Int { flights.count }
  /// The terminal never acknowledges: pictures go by the clock.
  var isBlind: Bool { lossesInARow >= 3 }

  /// One picture, two on a line of 40 ms and more, three from 150 ms.
  var limit: Int {
    guard let shortestRoundTrip else { return 1 }
    return shortestRoundTrip < 0.04 ? 1 : shortestRoundTrip < 0.15 ? 2 : 3
  }

  /// Whether another picture may go out; call `expire` first.
  func maySend(at now: Double) -> Bool {
    if isBlind { return now - lastSentAt >= (isRemote ? 0.1 : 1.0 / 30) }
    return flights.count < limit
  }

  /// When to ask again although no acknowledgement came.
  func nextDeadline(at now: Double) -> Double? {
    if isBlind { return lastSentAt + (isRemote ? 0.1 : 1.0 / 30) }
    return flights.first.map { $0.sentAt + patience }
  }

  /// Notes a picture; returns the column, from 1, in which the cursor is to be parked for its
  /// acknowledgement on a terminal `width` columns wide.
  mutating func send(at now: Double, width: Int) -> Int {
    sequence += 1
    let column = 1 + sequence % max(1, min(Self.columns, width))
    if !isBlind { flights.append(Flight(column: column, sentAt: now)) }
    lastSentAt = now
    return column
  }

  /// An answer from row 2. Later pictures are acknowledged later, so earlier ones were lost.
  mutating func acknowledge(column: Int, at now: Double) {
    guard let index = flights.firstIndex(where: { $0.column == column }) else { return }
    let roundTrip = now - flights[index].sentAt
    shortestRoundTrip = min(shortestRoundTrip ?? .infinity, roundTrip)
    flights.removeFirst(index + 1)
    lossesInARow = 0
  }

  private var patience: Double { max(Self.patience, 8 * (shortestRoundTrip ?? 0)) }

  /// Gives up on acknowledgements that are overdue.
  mutating func expire(at now: Double) {
    guard let oldest = flights.first, now - oldest.sentAt >= patience else { return }
    flights = []
    lossesInARow += 1
  }
}
