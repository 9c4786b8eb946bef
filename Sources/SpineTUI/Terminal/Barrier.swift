/// The question whose answer says that every question before it has been answered, or never will be: where is
/// the cursor, which has been parked in a place of its own.
struct Barrier: Equatable, Sendable {
  private(set) var awaited = 0
  private var asked = 0
  private var askedAt = -Double.infinity

  /// Row 2 is flow control's.
  static let row = 3

  /// Whether an answer may be under way; one that has not come for three seconds will not.
  func isDue(at now: Double) -> Bool { awaited > 0 && now - askedAt < 3 }

  /// Notes a question; returns the column, from 1, that tells it from the one before.
  mutating func ask(at now: Double, width: Int) -> Int {
    awaited += 1
    asked += 1
    askedAt = now
    return column(width)
  }

  /// Takes an answer of row 3. The latest question's stands for those that were lost.
  ///
  /// - Returns: when the question was put, if this answers the latest.
  mutating func answer(column: Int, width: Int) -> Double? {
    guard column == self.column(width) else {
      awaited = max(0, awaited - 1)
      return nil
    }
    awaited = 0
    return askedAt
  }

  private func column(_ width: Int) -> Int { 1 + asked % max(1, min(8, width)) }
}
