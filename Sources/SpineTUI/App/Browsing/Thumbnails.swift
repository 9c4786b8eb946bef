import Imaging

extension Browsing {
  /// What is drawn of the chosen series beneath the list.
  struct Thumbnails: Sendable {
    /// Switched off by `:thumbnails off`.
    var areWanted = true
    /// Belongs to the chosen series, or is not there: it goes the moment another is chosen, so that no key waits
    /// for a picture and none is shown under another series' name.
    private(set) var shown: Viewing.State?
    /// Why there is none.
    private(set) var failure: String?
    /// The files that the pictures, or the reason why there are none, are true of.
    private(set) var source: SourceMark?
    /// The whole volume is here, so all three planes are shown.
    private(set) var isWhole = false

    /// Tells the pictures of one volume from those of any other, also of the same series.
    private(set) var number = 0

    mutating func clear() { (shown, failure, source, isWhole) = (nil, nil, nil, false) }

    mutating func show(_ volume: Volume, ofSeries id: String, isWhole: Bool) {
      clear()
      shown = Viewing.State(seriesID: id, volume: volume)
      source = volume.source
      number += 1
      self.isWhole = isWhole
    }

    /// The reason may name a file.
    mutating func hideFailure(behind words: String) { failure = failure.map { _ in words } }

    mutating func fail(_ reason: String, of source: SourceMark?) {
      clear()
      (failure, self.source) = (reason, source)
    }
  }
}

/// Asks for the thumbnails of the series that `action` has chosen, and anew where its files have changed.
func thumbnailEffects(
  _ state: inout State, after action: Browsing.Action, chosenBefore: String?, effects: [Effect]
) -> [Effect] {
  let chosen = state.browsing.representative?.series.id
  guard chosen != chosenBefore else { return renewedThumbnails(&state, after: action) }
  let hadSome = chosenBefore != nil
  state.browsing.thumbnails.clear()
  // What is being opened will be seen in full.
  guard state.browsing.thumbnails.areWanted, state.focus == .list,
    state.browsing.opening == nil, let chosen
  else { return hadSome && effects.isEmpty ? [.cancelPreview] : [] }
  return [.preview(seriesID: chosen)]
}

/// Those of the same series again, where they do not show the files that are listed now.
private func renewedThumbnails(_ state: inout State, after action: Browsing.Action) -> [Effect] {
  guard let series = state.browsing.representative?.series else { return [] }
  let source = state.browsing.thumbnails.source
  switch action {
  case .scanned(_, let generation) where generation == state.browsing.scanGeneration:
    // Compared with everything else.
    if source != nil { return [] }
  // Each publication of a list that grows would read files: only what failed is tried again.
  case .found(_, let generation)
  where generation == state.browsing.scanGeneration && state.browsing.thumbnails.failure != nil:
    if source != nil { return state.browsing.comparison.look(at: [series.id]) }
  case .compared(let marks, let number) where number == state.browsing.comparison.number:
    guard let mark = marks[series.id], mark != source else { return [] }
  default: return []
  }
  state.browsing.thumbnails.clear()
  let isWanted = state.browsing.thumbnails.areWanted && state.browsing.opening == nil
  return isWanted ? [.preview(seriesID: series.id)] : []
}
