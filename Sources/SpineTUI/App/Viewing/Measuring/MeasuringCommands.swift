extension TypedCommand {
  static let measuringCommands: [TypedCommand] = [
    TypedCommand(
      names: ["measure"], usage: ["measure distance|angle|ellipse", "measure undo|clear"],
      help: "takes up a tool, undoes the last change, or removes all measurements of the series",
      candidates: { _ in Measuring.Tool.allCases.map(\.rawValue) + ["undo", "clear"] },
      parse: { (words, _) throws(TypedCommandError) in
        switch words.count == 1 ? words[0] : "" {
        case "undo": return .viewing(.measuring(.undo))
        case "clear": return .viewing(.measuring(.clear))
        case let word:
          guard let tool = Measuring.Tool(rawValue: word) else {
            throw .refused("measure takes distance, angle, ellipse, undo or clear")
          }
          return .viewing(.measuring(.start(tool)))
        }
      })
  ]
}
