import Imaging

extension Browsing {
  /// What a list action does to the list; opening and closing the image is the top reducer's.
  static func reduce(_ state: inout State, _ action: Action) -> [Effect] {
    switch action {
    case .move(let steps): select(&state, state.selection + steps)
    case .first: select(&state, 0)
    case .last: select(&state, .max)
    case .setFilter(let text):
      let selected = state.selectedSeries?.series.id
      state.filter = text
      select(&state, state.entries.firstIndex { $0.series.id == selected } ?? 0)
    case .open: return open(&state)
    case .openNeighbour(let kind, let step): return openNeighbour(&state, kind, step)
    case .cancelLoad:
      guard state.opening != nil else { return [] }
      state.opening = nil
      return [.cancelLoad]
    case .scanProgressed(let progress, let generation):
      if generation == state.scanGeneration { state.scan = progress }
    case .scanned(let catalogue, let generation):
      guard generation == state.scanGeneration else { return [] }
      state.catalogue = catalogue
      state.scan = nil
      select(&state, state.selection)
    case .scanFailed(let reason, let generation):
      guard generation == state.scanGeneration else { return [] }
      state.scan = nil
      state.failure = reason
    case .loadProgressed(let progress, let generation):
      if state.opening?.generation == generation { state.opening?.progress = progress }
    case .loaded(_, let seriesID, let generation):
      guard state.opening?.generation == generation, state.opening?.seriesID == seriesID else {
        return []
      }
      state.opening = nil
      state.shownSeriesID = seriesID
    case .loadFailed(_, let generation):
      if state.opening?.generation == generation { state.opening = nil }
    }
    return []
  }

  private static func select(_ state: inout State, _ index: Int) {
    state.selection = max(0, min(index, state.entries.count - 1))
  }

  /// Counts from the series on its way to the screen, else from the one on it, wherever the list's
  /// selection stands. A filter hides neighbours too: what is not listed is not opened.
  private static func openNeighbour(
    _ state: inout State, _ kind: Neighbour, _ step: Int
  ) -> [Effect] {
    let entries = state.entries
    let from = state.opening?.seriesID ?? state.shownSeriesID
    let start = entries.firstIndex { $0.series.id == from } ?? state.selection
    guard entries.indices.contains(start) else { return [] }
    let study = entries[start].studyNumber
    var index = start + step
    if kind == .study {
      while entries.indices.contains(index), entries[index].studyNumber == study { index += step }
      guard entries.indices.contains(index) else { return [] }
      let found = entries[index].studyNumber
      index = entries.firstIndex { $0.studyNumber == found } ?? index
    }
    guard entries.indices.contains(index) else { return [] }
    state.selection = index
    return open(&state)
  }

  private static func open(_ state: inout State) -> [Effect] {
    guard let entry = state.selectedSeries else { return [] }
    state.loadGeneration += 1
    state.opening = Opening(
      seriesID: entry.series.id, title: entry.series.title, generation: state.loadGeneration)
    return [.load(seriesID: entry.series.id, generation: state.loadGeneration)]
  }
}

extension Series {
  var title: String { identity.title }
}

extension SeriesIdentity {
  /// "3 Bone 1.0", as far as the header says.
  var title: String {
    let number = seriesNumber.map { "\($0)" } ?? ""
    let words = [number, seriesDescription].filter { !$0.isEmpty }
    return words.isEmpty ? "series without a name" : words.joined(separator: " ")
  }
}
