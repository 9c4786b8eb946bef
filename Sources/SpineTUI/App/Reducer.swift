import Imaging
import SpineAnalysis

/// The next state, and the work to be done for it.
func reduce(_ state: inout State, _ action: Action) -> [Effect] {
  switch action {
  case .key(let key): return reduceKey(&state, key)
  case .paste(let text):
    state.prompt?.text += text
    return state.prompt?.kind == .filter ? applyFilter(&state) : []
  case .terminal(let profile):
    state.profile = profile
    return []
  case .app(let action): return reduceApp(&state, action)
  case .browsing(let action): return reduceBrowsing(&state, action)
  case .viewing(let action):
    guard var viewing = state.viewing else { return [] }
    let (effects, say) = Viewing.reduce(&viewing, action)
    state.viewing = viewing
    if let say { state.message = Message(kind: .note, text: say) }
    return effects
  case .predicting(let action):
    let (effects, message) = Predicting.reduce(&state.predicting, action, viewing: &state.viewing)
    if let message { state.message = message }
    return effects
  }
}

private func reduceKey(_ state: inout State, _ key: Key) -> [Effect] {
  state.message = nil
  if state.prompt != nil { return reducePrompt(&state, key) }
  let keys = state.pendingKeys + [key]
  state.pendingKeys = []
  switch Keymap.resolve(keys, in: state.context) {
  case .action(let action): return reduce(&state, action)
  case .pending:
    state.pendingKeys = keys
    return []
  case .none:
    // The key that broke off a sequence may mean something by itself.
    return keys.count > 1 ? reduceKey(&state, key) : []
  }
}

// MARK: - Parts

private func reduceBrowsing(_ state: inout State, _ action: Browsing.Action) -> [Effect] {
  let opening = state.browsing.opening
  var effects = Browsing.reduce(&state.browsing, action)
  switch action {
  case .loaded(let volume, let seriesID, let generation):
    guard opening?.generation == generation, opening?.seriesID == seriesID else { break }
    effects += stopCine(&state)
    state.viewing = Viewing.State(seriesID: seriesID, volume: volume)
    // Nothing said of the series before, and no colours over it, may stand beside this one.
    state.message = nil
    state.pendingKeys = []
    state.predicting.selected = nil
    state.predicting.heat.isShown = false
    state.focus = .image
  case .loadFailed(let reason, let generation):
    guard opening?.generation == generation else { break }
    state.message = Message(kind: .error, text: reason)
  case .openNeighbour where effects.isEmpty:
    state.message = Message(kind: .note, text: "No further one in the list")
  case .open where effects.isEmpty:
    state.message = Message(kind: .note, text: "There is no series to open")
  default: break
  }
  return effects
}

private func reduceApp(_ state: inout State, _ action: AppAction) -> [Effect] {
  switch action {
  case .toggleHelp:
    state.help = state.help == nil ? HelpState(context: state.context) : nil
  case .scrollHelp(let lines):
    guard let help = state.help else { break }
    let last = HelpLayout(help.context, columns: state.profile.columns, rows: state.profile.rows)
      .lastOffset
    // The window may have grown since the last key.
    state.help?.offset = max(0, min(min(help.offset, last) + lines, last))
  case .openPrompt(let kind):
    state.prompt = Prompt(kind: kind, text: kind == .filter ? state.browsing.filter : "")
  case .switchFocus:
    guard state.viewing == nil else {
      state.focus = state.focus == .list ? .image : .list
      return state.focus == .list ? stopCine(&state) : []
    }
    state.message = Message(kind: .note, text: "No image is open: Enter opens a series")
  case .toggleDemographics: state.hidesDemographics.toggle()
  case .redraw: return [.repaint]
  case .suspend: return [.suspend]
  case .quit: return [.quit]
  case .report(let text): state.message = Message(kind: .error, text: text)
  case .back: return back(&state)
  case .cancel: return cancel(&state)
  }
  return []
}

private func back(_ state: inout State) -> [Effect] {
  if state.browsing.opening != nil { return reduceBrowsing(&state, .cancelLoad) }
  switch state.context {
  case .window, .crosshair: state.viewing?.mode = .scrolling
  case .image:
    state.focus = .list
    return stopCine(&state)
  case .list, .help, .anywhere: return [.quit]
  }
  return []
}

/// Esc undoes the innermost thing that is under way.
private func cancel(_ state: inout State) -> [Effect] {
  if state.browsing.opening != nil { return reduceBrowsing(&state, .cancelLoad) }
  if state.viewing?.mode ?? .scrolling != .scrolling, state.focus == .image {
    state.viewing?.mode = .scrolling
    return []
  }
  if state.viewing?.cine != nil { return stopCine(&state) }
  if state.predicting.running != nil { return reduce(&state, .predicting(.cancel)) }
  if state.focus == .list, !state.browsing.filter.isEmpty {
    return reduceBrowsing(&state, .setFilter(""))
  }
  return []
}

private func stopCine(_ state: inout State) -> [Effect] {
  guard state.viewing?.cine != nil else { return [] }
  state.viewing?.cine = nil
  return [.stopTicking]
}

// MARK: - The prompt

private func reducePrompt(_ state: inout State, _ key: Key) -> [Effect] {
  guard let prompt = state.prompt else { return [] }
  switch key {
  case .character(let character): state.prompt?.text.append(character)
  case .backspace where prompt.text.isEmpty: state.prompt = nil
  case .backspace: state.prompt?.text.removeLast()
  case .control("u"): state.prompt?.text = ""
  case .control("c"), .escape:
    state.prompt = nil
    return prompt.kind == .filter ? reduceBrowsing(&state, .setFilter("")) : []
  case .enter:
    state.prompt = nil
    return prompt.kind == .command ? runCommand(&state, prompt.text) : []
  default: return []
  }
  return prompt.kind == .filter ? applyFilter(&state) : []
}

private func applyFilter(_ state: inout State) -> [Effect] {
  reduceBrowsing(&state, .setFilter(state.prompt?.text ?? ""))
}

private func runCommand(_ state: inout State, _ text: String) -> [Effect] {
  do {
    switch try TypedCommand.parse(text) {
    case .nothing: return []
    case .slice(let number):
      let count = state.viewing?.stack.sliceCount ?? 0
      guard number >= 1, number <= count else {
        state.message = Message(kind: .error, text: "Slices go from 1 to \(count)")
        return []
      }
      return reduce(&state, .viewing(.scrollTo(number - 1)))
    case .move(let steps): return reduce(&state, .viewing(.scroll(steps)))
    case .window(let center, let width):
      return reduce(&state, .viewing(.setWindow(center: center, width: width)))
    case .quit: return [.quit]
    }
  } catch {
    state.message = Message(kind: .error, text: error.description)
    return []
  }
}
