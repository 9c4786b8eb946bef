extension TypedCommand {
  static let browsingCommands: [TypedCommand] = [
    TypedCommand(
      names: ["sort"], usage: ["sort COLUMN", "sort COLUMN reverse"],
      help: "sorts the list: " + ListColumn.allCases.map(\.rawValue).joined(separator: ", "),
      candidates: { _ in ListColumn.allCases.map(\.rawValue) },
      parse: { (words, _) throws(TypedCommandError) in
        guard let typed = words.first, let column = ListColumn(typed: typed),
          words.count == 1 || (words.count == 2 && "reverse".hasPrefix(words[1]))
        else {
          throw .refused(
            "sort takes a column, and reverse where it is wanted: "
              + ListColumn.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return .browsing(.sort(column, reversed: words.count == 2))
      }),
    TypedCommand(
      names: ["thumbnails"], usage: ["thumbnails on", "thumbnails off"],
      help: "shows slices of the chosen series beneath the list, or does not",
      candidates: { _ in ["on", "off"] },
      parse: { (words, _) throws(TypedCommandError) in
        switch words {
        case ["on"]: return .browsing(.showThumbnails(true))
        case ["off"]: return .browsing(.showThumbnails(false))
        default: throw .refused("thumbnails takes on or off")
        }
      }),
  ]
}
