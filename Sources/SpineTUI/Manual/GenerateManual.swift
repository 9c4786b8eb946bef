import ArgumentParser

/// `spinetui generate-manual`: spinetui(1) on stdout.
struct GenerateManual: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate-manual", abstract: "Print the manual page.", shouldDisplay: false)

  func run() throws { print(ManualPage.text(try .whole()), terminator: "") }
}
