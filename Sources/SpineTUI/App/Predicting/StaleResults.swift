import Imaging

extension Predicting.State {
  /// Drops what the model said of a series, or is about to say, unless that is true of `source` too.
  ///
  /// - Returns: whether something was dropped, and whether a run must be stopped.
  fileprivate mutating func forget(
    _ seriesID: String, unlessOf source: SourceMark?
  ) -> (isDropped: Bool, isStopped: Bool) {
    let isStopped = running.map { $0.seriesID == seriesID && $0.source != source } ?? false
    if isStopped { running = nil }
    guard let result = results[seriesID], result.source != source else {
      return (isStopped, isStopped)
    }
    results[seriesID] = nil
    return (true, isStopped)
  }

  /// Series of which something was said, or is about to be.
  var concerned: Set<String> {
    Set(results.keys).union(running.map { [$0.seriesID] } ?? [])
  }
}

/// A series read again from changed files keeps nothing that was said of the old ones.
func dropStaleResults(_ state: inout State, of viewing: Viewing.State) -> [Effect] {
  dropStaleResults(&state, unlessOf: [viewing.seriesID: viewing.volume.source])
}

/// The same for all whose files were looked at after the list was made anew.
func dropStaleResults(_ state: inout State, unlessOf sources: [String: SourceMark?]) -> [Effect] {
  var effects: [Effect] = []
  for (id, source) in sources {
    let (isDropped, isStopped) = state.predicting.forget(id, unlessOf: source)
    guard isDropped else { continue }
    state.predicting.failures[id] = nil
    state.browsing.note(verdict: nil, ofSeries: id)
    if id == state.viewing?.seriesID {
      state.predicting.heat.isShown = false
      state.predicting.selected = nil
    }
    if isStopped { effects.append(.cancelPredict) }
    let title = state.browsing.content.index(ofSeries: id)
      .map { state.browsing.content.entries[$0].series.title }
    state.message = Message(
      kind: .warning,
      text: "The files of \(title ?? "a series") have changed: what the model said of them is dropped")
  }
  return effects
}
