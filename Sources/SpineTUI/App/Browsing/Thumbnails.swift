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
    /// The whole volume is here, so all three planes are shown.
    private(set) var isWhole = false

    /// Tells the pictures of one volume from those of any other, also of the same series.
    private(set) var number = 0

    mutating func clear() { (shown, failure, isWhole) = (nil, nil, false) }

    mutating func show(_ volume: Volume, ofSeries id: String, isWhole: Bool) {
      clear()
      shown = Viewing.State(seriesID: id, volume: volume)
      number += 1
      self.isWhole = isWhole
    }

    /// The reason may name a file.
    mutating func hideFailure() { failure = failure.map { _ in "Z shows why" } }

    mutating func fail(_ reason: String) {
      clear()
      failure = reason
    }
  }
}

/// Asks for the thumbnails of the series that `action` has chosen.
func thumbnailEffects(
  _ state: inout State, chosenBefore: String?, effects: [Effect]
) -> [Effect] {
  let chosen = state.browsing.representative?.series.id
  guard chosen != chosenBefore else { return [] }
  let hadSome = chosenBefore != nil
  state.browsing.thumbnails.clear()
  // What is being opened will be seen in full.
  guard state.browsing.thumbnails.areWanted, state.focus == .list,
    state.browsing.opening == nil, let chosen
  else { return hadSome && effects.isEmpty ? [.cancelPreview] : [] }
  return [.preview(seriesID: chosen)]
}
