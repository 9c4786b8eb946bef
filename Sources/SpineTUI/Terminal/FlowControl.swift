/// How many pictures may be on their way, and how large the next one should be: the terminal
/// acknowledges each by telling where the cursor was parked behind it, so that a slow line never fills
/// with slices nobody waits for. Nothing here relies on a full pipe: a pseudo-terminal and an SSH
/// window swallow megabytes before they block.
///
/// Times are seconds on any clock that never goes back.
struct FlowControl: Equatable, Sendable {
  private struct Flight: Equatable {
    var column: Int
    var sentAt: Double
    var bytes: Int
  }

  private var flights: [Flight] = []
  private var sequence = 0
  private var lossesInARow = 0
  private(set) var line = LineEstimate()
  private var lastSentAt = -Double.infinity
  /// Over SSH, where blind drawing must be slower.
  private let isRemote: Bool
  /// No acknowledgement is asked for.
  private let asksNothing: Bool

  /// Acknowledgements live in row 2: in row 1 they would look like modified F3 keys.
  static let row = 2
  private static let columns = 64
  /// An acknowledgement that takes longer is lost.
  private static let patience = 1.0
  /// Bytes a second of the slowest line that pictures are made for, somewhat below 1 Mbit/s.
  private static let slowestLine = 100_000.0
  /// Bytes that burden no line.
  private static let small = 16_384

  init(isRemote: Bool = false, asksNothing: Bool = false) {
    (self.isRemote, self.asksNothing) = (isRemote, asksNothing)
  }

  var inFlight: Int { flights.count }
  private var bytesInFlight: Int { flights.reduce(0) { $0 + $1.bytes } }
  /// The terminal never acknowledges: pictures go by the clock.
  var isBlind: Bool { asksNothing || lossesInARow >= 3 }

  /// One picture, two on a line of 40 ms and more, three from 150 ms.
  var limit: Int {
    guard let roundTrip = line.roundTrip else { return 1 }
    return roundTrip < 0.04 ? 1 : roundTrip < 0.15 ? 2 : 3
  }

  /// Whether another picture may go out; call `expire` first.
  ///
  /// A second one only while what is under way fits the line: more would only lie in somebody's buffer.
  func maySend(at now: Double) -> Bool {
    if isBlind { return now - lastSentAt >= blindInterval }
    guard !flights.isEmpty else { return true }
    guard flights.count < limit else { return false }
    // Before the first large one has been acknowledged nobody knows what the line carries.
    guard let rate = line.bytesPerSecond, let roundTrip = line.roundTrip else {
      return bytesInFlight < Self.small
    }
    return Double(bytesInFlight) <= rate * (roundTrip + 0.05)
  }

  private var blindInterval: Double { isRemote ? 0.1 : 1.0 / 30 }

  /// Bytes that the line carries in `seconds`; nil where nothing limits them.
  func budget(seconds: Double) -> Int? {
    // Nobody tells how fast a line without acknowledgements is: as slow as a usual remote one.
    let assumed: Double? = isRemote ? 1_250_000 : nil
    guard let rate = isBlind ? assumed : line.bytesPerSecond ?? assumed else { return nil }
    return Int(rate * seconds)
  }

  /// When to ask again although no acknowledgement came.
  func nextDeadline(at now: Double) -> Double? {
    if isBlind { return lastSentAt + blindInterval }
    return flights.first.map { deadline(of: $0) }
  }

  /// Notes a picture of `bytes`; returns the column, from 1, in which the cursor is to be parked for its
  /// acknowledgement on a terminal `width` columns wide.
  mutating func send(_ bytes: Int, at now: Double, width: Int) -> Int {
    sequence += 1
    let column = 1 + sequence % max(1, min(Self.columns, width))
    if !isBlind { flights.append(Flight(column: column, sentAt: now, bytes: bytes)) }
    lastSentAt = now
    return column
  }

  /// The latest picture was given up before its question went out.
  mutating func abandon() { _ = flights.popLast() }

  /// What was under way will not be acknowledged, and nobody is to blame.
  mutating func forget() { flights = [] }

  /// An answer from row 2. Later pictures are acknowledged later, so earlier ones were lost.
  mutating func acknowledge(column: Int, at now: Double) {
    guard let index = flights.firstIndex(where: { $0.column == column }) else { return }
    let bytes = flights[...index].reduce(0) { $0 + $1.bytes }
    line.delivered(bytes, sentAt: flights[0].sentAt, at: now)
    flights.removeFirst(index + 1)
    lossesInARow = 0
  }

  /// The answer to a question of few bytes.
  mutating func answered(sentAt: Double, at now: Double) { line.answered(sentAt: sentAt, at: now) }

  /// A slow line may need seconds for one picture.
  private func deadline(of flight: Flight) -> Double {
    let bytes = Double(bytesInFlight)
    // The first large picture goes out before the rate is known; what never answers gets no such time.
    let transfer =
      line.bytesPerSecond.map { 3 * bytes / $0 }
      ?? (line.roundTrip == nil ? 0 : 1.5 * bytes / Self.slowestLine)
    return flight.sentAt + max(Self.patience, 8 * (line.roundTrip ?? 0), transfer)
  }

  /// Gives up on acknowledgements that are overdue.
  mutating func expire(at now: Double) {
    guard let oldest = flights.first, now >= deadline(of: oldest) else { return }
    flights = []
    lossesInARow += 1
  }
}
