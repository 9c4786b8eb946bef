/// What Tab offers for the command being typed.
struct Completion: Equatable, Sendable {
  /// What stands for each choice on screen, and the whole line that it makes.
  struct Choice: Equatable, Sendable {
    var title: String
    var line: String
  }

  var choices: [Choice]
  /// The one in the line.
  var index: Int

  /// Every way to go on from `text`: names of commands, or what may follow the name.
  static func choices(for text: String, in state: State) -> [Choice] {
    guard let space = text.firstIndex(of: " ") else {
      return TypedCommand.table.flatMap { command -> [Choice] in
        let names = command.names.filter { $0.hasPrefix(text) }
        // One spelling is enough, unless another was begun.
        guard let name = names.first else { return [] }
        let goesOn = command.usage.contains { $0.contains(" ") }
        return [Choice(title: name, line: name + (goesOn ? " " : ""))]
      }
    }
    let name = String(text[..<space])
    let rest = text[space...].drop { $0 == " " }
    let command = TypedCommand.table.first { $0.names.contains(name) }
    return (command?.candidates(state) ?? []).filter { $0.hasPrefix(rest) && $0 != rest }
      .map { Choice(title: $0, line: "\(name) \($0)") }
  }
}

extension Prompt {
  /// Tab and Shift-Tab: the next or the previous choice, round and round.
  mutating func complete(_ step: Int, in state: State) {
    // In the middle of a line what follows would be lost.
    guard kind == .command, line.afterCursor.isEmpty else { return }
    if var completion {
      let count = completion.choices.count
      completion.index = (completion.index + step + count) % count
      line = LineEditor(completion.choices[completion.index].line)
      self.completion = completion
      return
    }
    let choices = Completion.choices(for: text, in: state)
    guard !choices.isEmpty else { return }
    let index = step > 0 ? 0 : choices.count - 1
    line = LineEditor(choices[index].line)
    completion = choices.count > 1 ? Completion(choices: choices, index: index) : nil
  }
}
