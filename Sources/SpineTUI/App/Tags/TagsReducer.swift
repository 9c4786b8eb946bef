import Imaging

func reduceTags(_ state: inout State, _ action: Tags.Action) -> [Effect] {
  switch action {
  case .open: return openTags(&state)
  case .close:
    state.tags.opened = nil
    state.tags.generation += 1
    return [.cancelHeader]
  case .scroll(let lines): scrollTags(&state, by: lines)
  case .first: state.tags.opened?.offset = 0
  case .last: scrollTags(&state, by: state.tags.opened?.listing?.lines.count ?? 0)
  case .setFilter(let text):
    state.tags.opened?.filter = text
    state.tags.opened?.offset = 0
  case .arrived(let listing, let generation):
    guard generation == state.tags.generation else { return [] }
    state.tags.opened?.listing = listing
  case .failed(let reason, let generation):
    guard generation == state.tags.generation else { return [] }
    state.tags.opened?.failure = reason
  }
  return []
}

private func openTags(_ state: inout State) -> [Effect] {
  guard let viewing = state.viewing else {
    state.message = Message(kind: .note, text: TypedCommandError.noImage.description)
    return []
  }
  if let reason = viewing.standing.outdated {
    // The file found there now is not the one this slice was read from.
    state.message = Message(kind: .warning, text: reason)
    return []
  }
  guard let slice = viewing.storedSlice else {
    state.message = Message(kind: .note, text: "No stored slice lies here")
    return []
  }
  state.tags.generation += 1
  // Typed in the list, it is to be seen all the same.
  state.focus = .image
  let count = viewing.volume.geometry.dimensions.z
  state.tags.opened = Tags.Opened(title: "stored slice \(slice + 1) of \(count)")
  return [
    .readHeader(
      seriesID: viewing.seriesID, place: SlicePlace(slice: slice, of: viewing.volume),
      generation: state.tags.generation)
  ]
}

private func scrollTags(_ state: inout State, by lines: Int) {
  guard let opened = state.tags.opened else { return }
  let layout = TagsLayout(
    state.shown.tags.opened ?? opened, columns: state.profile.columns, rows: state.profile.rows)
  let offset = min(opened.offset, layout.lastOffset)
  state.tags.opened?.offset = max(0, min(offset + lines, layout.lastOffset))
}
