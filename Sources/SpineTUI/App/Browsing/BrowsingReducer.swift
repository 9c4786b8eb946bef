import Imaging

extension Browsing {
  /// What a list action does to the list; opening and closing the image is the top reducer's.
  static func reduce(_ state: inout State, _ action: Action) -> [Effect] {
    switch action {
    case .move(let steps): move(&state, steps)
    case .first: move(&state, -state.listing.stops.count - state.catalogue.refused.count)
    case .last: move(&state, state.listing.stops.count + state.catalogue.refused.count)
    case .moveGroup(let group, let step): moveGroup(&state, group, step)
    case .setFilter(let text): state.filter = text
    case .fold: fold(&state)
    case .unfold: unfold(&state)
    case .foldAll(let steps): state.folding.step(steps)
    case .sort(let column, let reversed):
      state.order = ListOrder(column: column, isReversed: reversed)
    case .sortByNext:
      let all = ListColumn.allCases
      let next = ((all.firstIndex(of: state.order.column) ?? 0) + 1) % all.count
      state.order = ListOrder(column: all[next])
    case .reverseOrder: state.order.isReversed.toggle()
    case .toggleRefused: state.refusedOffset = state.refusedOffset == nil ? 0 : nil
    case .open: return open(&state)
    case .openSeries(let id):
      guard let place = state.content.index(ofSeries: id) else { return [] }
      state.reveal(place)
      return open(&state)
    case .openNeighbour(let kind, let step): return openNeighbour(&state, kind, step)
    case .cancelLoad:
      guard state.opening != nil else { return [] }
      state.opening = nil
      return [.cancelLoad]
    case .scanProgressed(let progress, let generation):
      if generation == state.scanGeneration { state.scan = progress }
    case .found(let content, let generation):
      if generation == state.scanGeneration { state.show(content) }
    case .scanned(let content, let generation):
      guard generation == state.scanGeneration else { return [] }
      state.scan = nil
      state.isListComplete = true
      state.show(content)
      guard state.opensOnlySeries, content.entries.count == 1, state.shownSeriesID == nil,
        state.opening == nil
      else { return [] }
      return open(&state, 0)
    case .compared: break
    case .rescan: return rescan(&state)
    case .scanFailed(let reason, let generation):
      guard generation == state.scanGeneration else { return [] }
      state.scan = nil
      state.failure = reason
    case .cancelScan:
      guard state.scan != nil else { return [] }
      state.scan = nil
      state.scanGeneration += 1
      return [.cancelScan]
    case .loadProgressed(let progress, let generation):
      if state.opening?.generation == generation { state.opening?.progress = progress }
    case .arrived(_, let seriesID, let generation):
      guard state.isOpening(seriesID, generation) else { return [] }
      state.shownSeriesID = seriesID
    case .loaded(_, let seriesID, let generation):
      guard state.isOpening(seriesID, generation) else { return [] }
      state.opening = nil
      state.shownSeriesID = seriesID
    case .loadFailed(_, let generation):
      if state.opening?.generation == generation { state.opening = nil }
    case .previewed(let volume, let seriesID, let isWhole):
      if state.thumbnails.areWanted, state.representative?.series.id == seriesID {
        state.thumbnails.show(volume, ofSeries: seriesID, isWhole: isWhole)
      }
    case .previewFailed(let reason, let seriesID, let source):
      if state.representative?.series.id == seriesID { state.thumbnails.fail(reason, of: source) }
    case .showThumbnails(let areWanted):
      state.thumbnails.areWanted = areWanted
      state.thumbnails.clear()
      return state.representative.map { areWanted ? [.preview(seriesID: $0.series.id)] : [] } ?? []
    case .loadOutdated(_, let generation):
      guard state.opening?.generation == generation else { return [] }
      state.opening = nil
      // A scan that runs will list what there is now.
      return state.scan == nil ? rescan(&state) : []
    }
    return []
  }

  private static func rescan(_ state: inout State) -> [Effect] {
    state.scanGeneration += 1
    state.isListComplete = false
    state.comparison.end()
    state.scan = LoadProgress(stage: "", completed: 0, total: 0)
    state.failure = nil
    return [.scan(generation: state.scanGeneration)]
  }

  // MARK: Moving

  private static func move(_ state: inout State, _ steps: Int) {
    if let offset = state.refusedOffset {
      state.refusedOffset = max(0, min(offset + steps, state.catalogue.refused.count - 1))
    } else {
      state.selection = max(0, min(state.selection + steps, state.listing.stops.count - 1))
    }
  }

  private static func moveGroup(_ state: inout State, _ group: Group, _ step: Int) {
    let (content, listing) = (state.content, state.listing)
    func number(_ stop: Int) -> Int {
      switch listing.rows[listing.stops[stop]] {
      case .patient(let n): group == .patient ? n : content.patients[n].studies.lowerBound
      case .study(let n):
        group == .study ? n : content.entries[content.studies[n].series.lowerBound].patientNumber
      case .series(let n):
        group == .study ? content.entries[n].studyNumber : content.entries[n].patientNumber
      }
    }
    guard listing.stops.indices.contains(state.selection) else { return }
    var stop = state.selection
    let here = number(stop)
    while listing.stops.indices.contains(stop + step), number(stop) == here { stop += step }
    let there = number(stop)
    if there == here, step > 0 { return }
    // Backwards too, the first of the group is meant.
    while stop > 0, number(stop - 1) == there { stop -= 1 }
    state.selection = stop
  }

  // MARK: Folding

  private static func fold(_ state: inout State) {
    guard let row = state.selectedRow else { return }
    let content = state.content
    switch row {
    case .series(let place):
      let entry = content.entries[place]
      let patient = content.patients[entry.patientNumber]
      // One study alone says no more than its patient.
      state.folding.fold(
        patient.studies.count == 1 ? patient.key : content.studies[entry.studyNumber].key)
    case .study(let number):
      let entry = content.entries[content.studies[number].series.lowerBound]
      state.folding.fold(content.patients[entry.patientNumber].key)
    case .patient: break
    }
  }

  private static func unfold(_ state: inout State) {
    switch state.selectedRow {
    case .patient(let number):
      let patient = state.content.patients[number]
      if patient.studies.count == 1 {
        state.reveal(patient.series.lowerBound)
      } else {
        state.folding.unfold(patient.key)
      }
    case .study(let number): state.folding.unfold(state.content.studies[number].key)
    case .series, nil: break
    }
  }

  // MARK: Opening

  /// Counts from the series on its way to the screen, else from the one on it, wherever the list's
  /// selection stands; where a filter hides that one, from the chosen one. A filter hides neighbours too:
  /// what is not listed is not opened.
  private static func openNeighbour(
    _ state: inout State, _ kind: Neighbour, _ step: Int
  ) -> [Effect] {
    let (content, order) = (state.content, state.listing.order)
    func place(_ id: String?) -> Int? {
      id.flatMap { content.index(ofSeries: $0) }.flatMap { order.firstIndex(of: $0) }
    }
    guard
      let start = place(state.opening?.seriesID ?? state.shownSeriesID)
        ?? place(state.representative?.series.id)
    else { return [] }
    func study(_ index: Int) -> Int { content.entries[order[index]].studyNumber }
    var index = start + step
    if kind == .study {
      while order.indices.contains(index), study(index) == study(start) { index += step }
      guard order.indices.contains(index) else { return [] }
      while index > 0, study(index - 1) == study(index) { index -= 1 }
    }
    guard order.indices.contains(index) else { return [] }
    return open(&state, order[index])
  }

  private static func open(_ state: inout State) -> [Effect] {
    if state.refusedOffset != nil { return [] }
    let group: ListGroup
    switch state.selectedRow {
    case .series(let place): return open(&state, place)
    case .study(let number): group = state.content.studies[number]
    case .patient(let number): group = state.content.patients[number]
    case nil: return []
    }
    let shown = state.listing.order.filter { group.series.contains($0) }
    guard let only = shown.first, shown.count == 1 else {
      unfold(&state)
      return []
    }
    return open(&state, only)
  }

  private static func open(_ state: inout State, _ place: Int) -> [Effect] {
    state.reveal(place)
    let series = state.content.entries[place].series
    state.comparison.forget(series.id)
    state.loadGeneration += 1
    state.opening = Opening(
      seriesID: series.id, title: series.title, generation: state.loadGeneration)
    return [.load(seriesID: series.id, generation: state.loadGeneration)]
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
