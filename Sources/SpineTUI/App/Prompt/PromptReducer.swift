/// What a key does to the line being typed.
func reducePrompt(_ state: inout State, _ key: Key) -> [Effect] {
  guard let prompt = state.prompt else { return [] }
  switch key {
  case .backspace where prompt.line.isEmpty: state.prompt = nil
  case .control("c"), .escape: return leavePrompt(&state, prompt)
  case .enter:
    state.prompt = nil
    return prompt.kind == .command ? runTyped(&state, prompt.text) : []
  default: state.prompt?.line.edit(key)
  }
  return promptChanged(&state)
}

/// Pasted text goes into the line being typed and nowhere else.
func pasteIntoPrompt(_ state: inout State, _ text: String) -> [Effect] {
  guard state.prompt != nil else { return [] }
  state.prompt?.line.insert(text)
  return promptChanged(&state)
}

/// A filter acts while it is being typed.
private func promptChanged(_ state: inout State) -> [Effect] {
  switch state.prompt?.kind {
  case .filter: reduceBrowsing(&state, .setFilter(state.prompt?.text ?? ""))
  case .command, nil: []
  }
}

private func leavePrompt(_ state: inout State, _ prompt: Prompt) -> [Effect] {
  state.prompt = nil
  switch prompt.kind {
  case .filter: return reduceBrowsing(&state, .setFilter(""))
  case .command: return []
  }
}

/// Does what was typed behind the colon, or says why it cannot be done.
private func runTyped(_ state: inout State, _ text: String) -> [Effect] {
  do {
    guard let action = try TypedCommand.parse(text, in: state) else { return [] }
    return reduce(&state, action)
  } catch {
    state.message = Message(kind: .error, text: error.description)
    return []
  }
}
