import Imaging

extension TypedCommand {
  /// Beyond what any CT stores, HU.
  private static let greatestHU = 100_000.0

  static let windowCommands: [TypedCommand] = [
    TypedCommand(
      names: ["w", "window"], usage: ["w CENTRE WIDTH", "w NAME"],
      help: "sets the window in HU (w 350 2000), or by name (w bone, w auto, w header 2)",
      candidates: { state in
        let headers = (state.viewing?.volume.windows ?? []).indices.map { "header \($0 + 1)" }
        return state.windows.map(\.name) + ["auto"] + headers
      },
      parse: { (words, state) throws(TypedCommandError) in
        if let choice = namedWindow(words, of: state) { return .viewing(.window(choice)) }
        guard words.count == 2, let center = typedNumber(words[0]),
          let width = typedNumber(words[1]), abs(center) <= greatestHU, 1...2 * greatestHU ~= width
        else {
          throw .refused(
            "w takes a centre and a width of at least 1, both in HU and at most six digits"
              + " (w 350 2000), or a name: "
              + state.windows.map(\.name).joined(separator: ", ") + ", auto, header 1")
        }
        return .viewing(.setWindow(center: center, width: width))
      })
  ]

  private static func namedWindow(
    _ words: [String], of state: State
  ) -> Viewing.WindowChoice? {
    switch words.first {
    case "auto" where words.count == 1: return .automatic
    case "header" where words.count <= 2:
      guard let number = words.count == 2 ? Int(words[1]) : 1, number >= 1 else { return nil }
      return .header(number - 1)
    default:
      // "soft tissue" is typed as it is shown, too.
      let name = words.joined(separator: "-")
      return state.windows.first { $0.name == name }.map { .named($0.window) }
    }
  }
}
