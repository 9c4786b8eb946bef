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
      View.self,
      Demo.self,
      List.self,
      IndexCommand.self,
      Info.self,
      SliceCommand.self,
      Convert.self,
      Phantom.self,
      Prepare.self,
      Predict.self,
      Evaluate.self,
      DoctorCommand.self,
      GenerateKeys.self,
      LoadBenchmark.self,
      PictureBenchmark.self,
      ListBenchmark.self,
      Model.self,
      GenerateOperators.self,
    ]
  )

  static func main() async {
    await main(Launch.secondStage())
  }
}

enum SpineTUIVersion {
  static let current = "0.1.0"
}
