/// Tells double clicks by the clock, which nothing that draws or decides has.
struct DoubleClick: Sendable {
  private var last: (press: MouseEvent, time: Double)?
  /// Seconds from press to press.
  ///
  /// Source: GTK's gtk-double-click-time, 400 ms.
  private static let longest = 0.4

  /// Marks `event` where it follows a press of the same button in the same place soon enough.
  ///
  /// - Parameter now: seconds on any clock that never goes back.
  mutating func marked(_ event: MouseEvent, at now: Double) -> MouseEvent {
    guard case .press = event.kind else { return event }
    var event = event
    // A hand shakes along a line as well, by a cell.
    event.isDouble =
      last.map {
        $0.press.kind == event.kind && $0.press.row == event.row
          && abs($0.press.column - event.column) <= 1 && now - $0.time <= Self.longest
      } ?? false
    // A third press begins anew.
    last = event.isDouble ? nil : (event, now)
    return event
  }
}
