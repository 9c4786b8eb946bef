extension TypedCommand {
  static let appCommands: [TypedCommand] = [
    TypedCommand(
      names: ["tags"], usage: ["tags"], help: "shows the header of the slice's file",
      parse: { (words, _) throws(TypedCommandError) in
        guard words.isEmpty else { throw .refused("tags stands alone; / filters them") }
        return .tags(.open)
      }),
    TypedCommand(
      names: ["save"], usage: ["save"], help: "saves the picture on screen",
      parse: { (words, _) throws(TypedCommandError) in
        guard words.isEmpty else {
          throw .refused("save stands alone: it says where the picture is")
        }
        return .app(.savePicture)
      }),
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
