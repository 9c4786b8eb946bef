/// What a key does to the line being typed.
func reducePrompt(_ state: inout State, _ key: Key) -> [Effect] {
  guard var prompt = state.prompt else { return [] }
  switch key {
  case .backspace where prompt.line.isEmpty: state.prompt = nil
  case .control("c"), .escape: return leavePrompt(&state, prompt)
  case .enter:
    state.prompt = nil
    return prompt.kind == .command ? runTyped(&state, prompt.text) : []
  case .tab, .backtab:
    prompt.complete(key == .tab ? 1 : -1, in: state)
    state.prompt = prompt
  case .up, .down:
    prompt.recall(key == .up ? -1 : 1, in: state.history)
    prompt.completion = nil
    state.prompt = prompt
  default:
    prompt.line.edit(key)
    (prompt.completion, prompt.recalled) = (nil, nil)
    state.prompt = prompt
  }
  return promptChanged(&state)
}

/// Pasted text goes into the line being typed and nowhere else.
func pasteIntoPrompt(_ state: inout State, _ text: String) -> [Effect] {
  guard state.prompt != nil else { return [] }
  state.prompt?.line.insert(text)
  state.prompt?.completion = nil
  state.prompt?.recalled = nil
  return promptChanged(&state)
}

/// What stands in the line at first: the filter in force, to be changed; not while its words, which may be a
/// name, are hidden.
func promptStart(_ state: State, _ kind: Prompt.Kind) -> String {
  switch kind {
  case .filter: state.hidesDemographics ? "" : state.browsing.filter
  case .help: state.help?.search ?? ""
  case .tags: state.hidesDemographics ? "" : state.tags.opened?.filter ?? ""
  case .command: ""
  }
}

/// A filter acts while it is being typed.
private func promptChanged(_ state: inout State) -> [Effect] {
  guard let prompt = state.prompt else { return [] }
  return filter(&state, prompt.kind, by: prompt.text)
}

private func leavePrompt(_ state: inout State, _ prompt: Prompt) -> [Effect] {
  state.prompt = nil
  return filter(&state, prompt.kind, by: "")
}

private func filter(_ state: inout State, _ kind: Prompt.Kind, by text: String) -> [Effect] {
  switch kind {
  case .filter: return reduceBrowsing(&state, .setFilter(text))
  case .help:
    state.help?.search = text
    state.help?.offset = 0
  case .tags: return reduceTags(&state, .setFilter(text))
  case .command: break
  }
  return []
}

/// Does what was typed behind the colon, or says why it cannot be done. Commands are remembered either way:
/// to be repeated or to be mended. What is none may be a name meant for the filter.
private func runTyped(_ state: inout State, _ text: String) -> [Effect] {
  let trimmed = String(text.drop { $0 == " " })
  guard !trimmed.isEmpty else { return [] }
  do throws(TypedCommandError) {
    let action = try TypedCommand.parse(text, in: state)
    if let action, action.needsImage, state.viewing == nil { throw .noImage }
    state.history.add(trimmed)
    return (action.map { reduce(&state, $0) } ?? []) + [.remember(trimmed)]
  } catch {
    state.message = Message(kind: .error, text: error.description)
    if case .unknown = error { return [] }
    state.history.add(trimmed)
    return [.remember(trimmed)]
  }
}
