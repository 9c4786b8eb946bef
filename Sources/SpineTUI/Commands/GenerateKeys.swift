import ArgumentParser

/// `spinetui generate-keys`: docs/keys.md from the key table.
struct GenerateKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate-keys", abstract: "Print docs/keys.md.", shouldDisplay: false)

  func run() { print(HelpText.page, terminator: "") }
}
