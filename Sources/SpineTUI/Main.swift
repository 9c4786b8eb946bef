import ArgumentParser

/// The program: `spinetui COMMAND`.
@main
struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spinetui",
    abstract: "Read cervical-spine CT in a terminal. For research use only.",
    discussion: """
      Every command takes --threads N (or SPINETUI_THREADS=N): the most processors it keeps busy.
      """,
    version: SpineTUIVersion.current,
    subcommands: [
      List.self, Info.self, SliceCommand.self, Convert.self, Predict.self, Prepare.self,
      Evaluate.self,
      LoadBenchmark.self,
    ]
  )

  static func main() async {
    await main(Launch.secondStage())
  }
}

enum SpineTUIVersion {
  static let current = "0.1.0"
}
