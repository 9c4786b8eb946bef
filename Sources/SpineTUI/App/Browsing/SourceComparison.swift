import Imaging

/// Whether what is on screen, or was said, is of the files that are listed now.
///
/// A look at files takes as long as their disk does, so that an effect takes it.
struct SourceComparison: Sendable {
  /// By series, for those that were on screen, or on their way there, before the list was made.
  ///
  /// Nil: not listed, or the state of its files cannot be told.
  private(set) var marks: [String: SourceMark?] = [:]
  /// Series whose files are being looked at.
  private(set) var awaited: Set<String> = []
  /// Which one it is: what an earlier one finds is of an earlier list.
  private(set) var number = 0

  /// Begins with `ids` on a list that is complete; asks for nothing where there are none.
  mutating func begin(_ ids: Set<String>) -> [Effect] {
    (marks, awaited) = ([:], ids)
    return look(at: ids)
  }

  /// A look at files for what waits for nothing, while the list grows.
  mutating func look(at ids: Set<String>) -> [Effect] {
    number += 1
    return ids.isEmpty ? [] : [.compareSources(ids.sorted(), number: number)]
  }

  /// Takes what the look found; returns what of it was awaited.
  mutating func take(_ found: [String: SourceMark?]) -> [String: SourceMark?] {
    let new = found.filter { awaited.contains($0.key) }
    marks.merge(new) { $1 }
    awaited = []
    return new
  }

  /// The list is being made anew.
  mutating func end() {
    number += 1
    awaited = []
  }

  /// The series is read from what is listed now: there is nothing to compare.
  mutating func forget(_ id: String) { marks[id] = nil }
}

extension ListContent {
  /// Of the series with these `ids`; blocks for as long as the disk does.
  func sourceMarks(of ids: [String]) -> [String: SourceMark?] {
    let found = ids.map { id in
      (id, index(ofSeries: id).flatMap { try? entries[$0].series.sourceMark() })
    }
    return Dictionary(found) { first, _ in first }
  }
}
