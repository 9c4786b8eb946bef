import ArgumentParser

/// The program: `spinetui COMMAND`.
@main
struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spinetui",
    abstract: "Read cervical-spine CT in a terminal. For research use only.",
    version: SpineTUIVersion.current,
    subcommands: []
  )
}

enum SpineTUIVersion {
  static let current = "0.1.0"
}
