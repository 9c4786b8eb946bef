extension TypedCommand {
  static let appCommands: [TypedCommand] = [
    TypedCommand(
      names: ["help"], usage: ["help"], help: "shows the keys",
      parse: { (words, _) throws(TypedCommandError) in
        guard words.isEmpty else { throw .refused("help stands alone") }
        return .app(.toggleHelp)
      }),
    TypedCommand(
      names: ["q", "quit"], usage: ["q"], help: "quits",
      parse: { (words, _) throws(TypedCommandError) in
        guard words.isEmpty else { throw .refused("q stands alone") }
        return .app(.quit)
      }),
  ]
}
