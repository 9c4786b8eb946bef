import Imaging

/// What an action does that concerns no single part.
func reduceApp(_ state: inout State, _ action: AppAction) -> [Effect] {
  switch action {
  case .toggleHelp:
    state.help = state.help == nil ? HelpState(context: state.context) : nil
  case .scrollHelp(let lines):
    guard let help = state.help else { break }
    let last = HelpLayout(
      help, state.keymap, columns: state.profile.columns, rows: state.profile.rows
    ).lastOffset
    // The window may have grown since the last key.
    state.help?.offset = max(0, min(min(help.offset, last) + lines, last))
  case .openPrompt(let kind):
    state.prompt = Prompt(kind: kind, text: promptStart(state, kind))
  case .switchFocus:
    guard state.viewing == nil else {
      state.focus = state.focus == .list ? .image : .list
      return state.focus == .list ? stopCine(&state) : []
    }
    state.message = Message(
      kind: .note,
      text: "No image is open: \(state.keymap.hint("open", in: .list, "opens a series"))")
  case .toggleDemographics: state.hidesDemographics.toggle()
  case .redraw: return [.repaint]
  case .suspend: return [.suspend]
  case .quit: return [.quit]
  case .savePicture: return [.savePicture]
  case .note(let text): state.message = Message(kind: .note, text: text)
  case .report(let text): state.message = Message(kind: .error, text: text)
  case .back: return back(&state)
  case .cancel: return cancel(&state)
  }
  return []
}

private func back(_ state: inout State) -> [Effect] {
  switch state.context {
  case .window, .crosshair, .measure: state.viewing?.mode = .scrolling
  case .tags: return reduceTags(&state, .close)
  case .list where state.browsing.refusedOffset != nil: state.browsing.refusedOffset = nil
  case .list where state.browsing.opening != nil, .image where state.browsing.opening != nil:
    return reduceBrowsing(&state, .cancelLoad)
  case .image:
    state.focus = .list
    return stopCine(&state)
  case .list, .help, .anywhere: return [.quit]
  }
  return []
}

/// Esc undoes the innermost thing that is under way.
private func cancel(_ state: inout State) -> [Effect] {
  if let help = state.help {
    state.help = help.search.isEmpty ? nil : HelpState(context: help.context)
    return []
  }
  if state.context == .tags {
    let isFiltered = state.tags.opened?.filter.isEmpty == false
    return reduceTags(&state, isFiltered ? .setFilter("") : .close)
  }
  if state.context == .measure { return reduce(&state, .viewing(.measuring(.cancel))) }
  if state.viewing?.mode ?? .scrolling != .scrolling, state.focus == .image {
    state.viewing?.mode = .scrolling
    return []
  }
  if state.browsing.opening != nil { return reduceBrowsing(&state, .cancelLoad) }
  if state.viewing?.cine != nil { return stopCine(&state) }
  if state.predicting.running != nil { return reduce(&state, .predicting(.cancel)) }
  guard state.focus == .list else { return [] }
  if state.browsing.refusedOffset != nil {
    state.browsing.refusedOffset = nil
    return []
  }
  if !state.browsing.filter.isEmpty { return reduceBrowsing(&state, .setFilter("")) }
  return reduceBrowsing(&state, .cancelScan)
}

func stopCine(_ state: inout State) -> [Effect] {
  guard state.viewing?.cine != nil else { return [] }
  state.viewing?.cine = nil
  return [.stopTicking]
}
