import Foundation
import Synchronization

/// Hands out slices to be read, the nearest to the focus first, and keeps account of what has arrived.
final class SliceQueue: Sendable {
  private let count: Int
  private let focus: LoadFocus
  private let state: Mutex<State>

  private struct State {
    var taken: [Bool]
    var arrived: [Bool]
    var finished: [Bool]
    var finishedCount = 0
    /// Distance from `centre` within which all are taken.
    var centre = -1
    var radius = 0
    var lastReport: ContinuousClock.Instant?
  }

  init(count: Int, focus: LoadFocus) {
    self.count = count
    self.focus = focus
    let none = Array(repeating: false, count: count)
    state = Mutex(State(taken: none, arrived: none, finished: none))
  }

  private var centre: Int { min(focus.slice ?? count / 2, count - 1) }

  /// The nearest slice that nobody has taken; nil when all are.
  func next() -> Int? {
    state.withLock { state in
      if state.centre != centre { (state.centre, state.radius) = (centre, 0) }
      while state.radius < count {
        for slice in [state.centre - state.radius, state.centre + state.radius]
        where slice >= 0 && slice < count && !state.taken[slice] {
          state.taken[slice] = true
          return slice
        }
        state.radius += 1
      }
      return nil
    }
  }

  /// How far the reading has come, when that is worth showing.
  struct Report {
    /// Slices read or refused.
    var finished: Int
    /// Those that may be looked at; nil when there are none, and with the last slice: the volume then follows.
    var arrived: Range<Int>?
  }

  /// Notes that a slice has been read or refused. Returns what to show: with the slice that the user
  /// looks at, with the last one, and between them at most every 60 ms; each picture costs more than a slice.
  func finished(_ slice: Int, isThere: Bool, now: ContinuousClock.Instant = .now) -> Report? {
    state.withLock { state in
      state.arrived[slice] = isThere
      state.finished[slice] = true
      state.finishedCount += 1
      if state.finishedCount == count { return Report(finished: count) }
      if let last = state.lastReport {
        if now - last < .milliseconds(60) { return nil }
      } else if !state.finished[centre] {
        return nil
      }
      let run = run(in: state.arrived)
      if run != nil { state.lastReport = now }
      return Report(finished: state.finishedCount, arrived: run)
    }
  }

  /// The slices without a gap around the focus, or around the one nearest to it.
  private func run(in arrived: [Bool]) -> Range<Int>? {
    let centre = centre
    guard
      let near = (0..<count).lazy.flatMap({ [centre - $0, centre + $0] })
        .first(where: { $0 >= 0 && $0 < self.count && arrived[$0] })
    else { return nil }
    var (low, high) = (near, near + 1)
    while low > 0, arrived[low - 1] { low -= 1 }
    while high < count, arrived[high] { high += 1 }
    return low..<high
  }
}
