import Imaging
import SpineAnalysis

/// The next state, and the work to be done for it.
func reduce(_ state: inout State, _ action: Action) -> [Effect] {
  switch action {
  case .key(let key): return reduceKey(&state, key)
  case .paste(let text): return pasteIntoPrompt(&state, text)
  case .mouse(let event): return reduceMouse(&state, event)
  case .terminal(let profile):
    state.profile = profile
    return []
  case .app(let action): return reduceApp(&state, action)
  case .browsing(let action): return reduceBrowsing(&state, action)
  case .viewing(let action):
    guard var viewing = state.viewing else { return [] }
    let before = viewing.sliceToRead
    let (effects, say) = Viewing.reduce(&viewing, action, keymap: state.keymap)
    state.viewing = viewing
    state.cineSettings = viewing.cineSettings
    if let say { state.message = Message(kind: .note, text: say) }
    return effects + focusLoad(viewing, from: before)
  case .tags(let action): return reduceTags(&state, action)
  case .predicting(let action):
    let before = state.viewing?.sliceToRead
    let (effects, message) = Predicting.reduce(
      &state.predicting, action, viewing: &state.viewing, keymap: state.keymap)
    if let message { state.message = message }
    if case .finished(let analysis, let seriesID, _) = action,
      state.predicting.results[seriesID] != nil,
      let probability = analysis.findings.overall.probability
    {
      state.browsing.note(verdict: probability, ofSeries: seriesID)
    }
    return effects + focusLoad(state.viewing, from: before)
  }
}

/// Tells the load that runs where the user has gone.
private func focusLoad(_ viewing: Viewing.State?, from before: Int?) -> [Effect] {
  guard let slice = viewing?.sliceToRead, slice != before else { return [] }
  return [.focusLoad(slice: slice)]
}

private func reduceKey(_ state: inout State, _ key: Key) -> [Effect] {
  state.message = nil
  state.mouse = MouseState()
  if state.prompt != nil { return reducePrompt(&state, key) }
  if state.focus == .image, state.viewing?.cine != nil {
    // Any key stops slices that run; the one that starts them does no more than that.
    let stopped = stopCine(&state)
    if case .action(.viewing(.toggleCine)) = state.keymap.resolve([key], in: state.context) {
      return stopped
    }
    return stopped + reduceKey(&state, key)
  }
  let keys = state.pendingKeys + [key]
  state.pendingKeys = []
  switch state.keymap.resolve(keys, in: state.context) {
  case .action(let action): return reduce(&state, action)
  case .pending:
    state.pendingKeys = keys
    return []
  case .none:
    // The key that broke off a sequence may mean something by itself.
    return keys.count > 1 ? reduceKey(&state, key) : []
  }
}

func reduceBrowsing(_ state: inout State, _ action: Browsing.Action) -> [Effect] {
  let before = state.browsing
  let chosen = before.representative?.series.id
  var effects = Browsing.reduce(&state.browsing, action)
  effects += thumbnailEffects(&state, after: action, chosenBefore: chosen, effects: effects)
  // A comparison that a new scan has cut short said nothing.
  if !state.browsing.isListComplete, let viewing = state.viewing,
    before.comparison.awaited.contains(viewing.seriesID)
  {
    state.viewing?.standing = .unconfirmed
  }
  switch action {
  case .arrived(let volume, let seriesID, let generation),
    .loaded(let volume, let seriesID, let generation):
    guard before.isOpening(seriesID, generation) else { break }
    if state.viewing?.loadGeneration == generation {
      if let lost = state.viewing?.take(volume) {
        state.message = Message(kind: .warning, text: lost)
      }
      if volume.isWhole { effects += predictAsAsked(&state) }
      break
    }
    effects += stopCine(&state)
    let keepsMeasurements = show(
      Viewing.State(seriesID: seriesID, volume: volume, startWindow: state.startWindow), &state)
    state.viewing?.loadGeneration = generation
    // Nothing said of the series before, and no colours over it, may stand beside this one.
    state.message = nil
    state.pendingKeys = []
    state.predicting.selected = nil
    state.predicting.heat.isShown = false
    state.focus = .image
    if let viewing = state.viewing { effects += dropStaleResults(&state, of: viewing) }
    if !keepsMeasurements {
      let what =
        state.message == nil ? "what was measured in them is" : "findings and measurements are"
      state.message = Message(
        kind: .warning, text: "The files of \(volume.identity.title) have changed: \(what) dropped")
    }
  case .loadFailed(let reason, let generation):
    guard before.opening?.generation == generation else { break }
    effects += closeUnfinished(&state)
    state.message = Message(kind: .error, text: reason)
  case .loadOutdated(let reason, let generation):
    guard before.opening?.generation == generation else { break }
    effects += closeUnfinished(&state)
    state.message = Message(kind: .warning, text: "\(reason): looking again, then open it anew")
  case .scanned(_, let generation) where generation == state.browsing.scanGeneration:
    let ids = state.seriesToCompare(opening: before.opening?.seriesID)
    effects += state.browsing.comparison.begin(ids)
    settleStanding(&state)
  case .compared(let found, let number) where number == state.browsing.comparison.number:
    let awaited = state.browsing.comparison.take(found)
    if let viewing = state.viewing, awaited.keys.contains(viewing.seriesID) {
      settleStanding(&state)
    }
    effects += dropStaleResults(&state, unlessOf: awaited)
  case .scanFailed(let reason, let generation)
  where generation == state.browsing.scanGeneration && !state.browsing.listing.rows.isEmpty:
    state.message = Message(kind: .error, text: reason)
  case .cancelLoad where before.opening != nil:
    effects += closeUnfinished(&state)
  case .openNeighbour where effects.isEmpty:
    state.message = Message(kind: .note, text: "No further one in the list")
  case .cancelScan where !effects.isEmpty:
    state.message = Message(
      kind: .warning, text: "Stopped looking: the list may lack images")
  case .sort, .sortByNext, .reverseOrder:
    state.message = Message(kind: .note, text: state.browsing.order.sentence)
  case .toggleRefused where state.browsing.catalogue.refused.isEmpty:
    state.browsing.refusedOffset = nil
    state.message = Message(kind: .note, text: "No file was refused")
  case .open where before.opening == nil && state.browsing.selectedRow == nil:
    state.message = Message(kind: .note, text: "There is no series to open")
  default: break
  }
  return effects
}

/// Puts a series on the screen; what was set on the one before is kept for it.
///
/// - Returns: false where what was once measured in this one is of other images.
private func show(_ viewing: Viewing.State, _ state: inout State) -> Bool {
  var viewing = viewing
  var keepsMeasurements = true
  let before = state.viewing
  if let before { state.kept[before.seriesID] = before.kept }
  if let kept = state.kept[viewing.seriesID] {
    keepsMeasurements = viewing.restore(kept)
  } else if let before {
    viewing.takeOverWindow(of: before)
  }
  viewing.cineSettings = state.cineSettings
  viewing.standing = .unconfirmed
  state.viewing = viewing
  settleStanding(&state)
  // The header of the series before is none of this one's.
  state.tags.opened = nil
  state.tags.generation += 1
  return keepsMeasurements
}

/// A volume that will never be whole is not left on the screen, nor in memory.
private func closeUnfinished(_ state: inout State) -> [Effect] {
  guard let viewing = state.viewing, !viewing.volume.isWhole else { return [] }
  let effects = stopCine(&state)
  state.viewing = nil
  state.browsing.shownSeriesID = nil
  state.focus = .list
  state.message = Message(
    kind: .note, text: "\(viewing.volume.identity.title) was not read to its end, and is closed")
  return effects
}

/// p while slices were still missing.
private func predictAsAsked(_ state: inout State) -> [Effect] {
  guard state.viewing?.predictsWhenWhole == true else { return [] }
  state.viewing?.predictsWhenWhole = false
  return reduce(&state, .predicting(.toggle))
}
