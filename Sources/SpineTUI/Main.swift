import ArgumentParser
import Foundation
import Imaging

/// The program: `spinetui COMMAND`.
@main
struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spinetui",
    abstract: "Read cervical-spine CT in a terminal. For research use only.",
    discussion: """
      Every command takes --threads N (or SPINETUI_THREADS=N), the most processors it keeps busy, and \
      --no-log (or SPINETUI_LOG=false), which keeps it from writing its log.
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
      Config.self,
      GenerateOperators.self,
      GenerateManual.self,
    ]
  )

  /// They work, or help, also where the configuration is wrong.
  private static let commandsWithoutConfiguration: Set<String> = [
    "", "config", "doctor", "help", "--help", "-h", "--version", "generate-keys",
    "generate-operators",
    "generate-manual", "--generate-completion-script", "--experimental-dump-help",
  ]

  /// The command's name; whatever else stands there may be a patient's.
  private static func command(_ arguments: [String]) -> String {
    guard let name = arguments.first else { return "none" }
    for subcommand in configuration.subcommands where subcommand._commandName == name {
      return name
    }
    return "none"
  }

  static func main() async {
    let arguments = Launch.secondStage()
    if commandsWithoutConfiguration.contains(arguments.first ?? "")
      || arguments.contains(where: { ["--help", "-h"].contains($0) })
    {
      Log.start(false)
    } else {
      do throws(ConfigurationError) {
        try Settings.require()
      } catch {
        error.lines.forEach(complain)
        complain("nothing was done; `spinetui config --check` looks at the configuration alone")
        if arguments.contains("--json") { try? printJSON(FailureDocument(CommandFailure(error))) }
        exit(withError: ExitCode(CommandFailure.Code.configuration.rawValue))
      }
      Log.start(Settings.current.log)
      Log.program.info(
        "begins",
        metadata: ["version": "\(SpineTUIVersion.current)", "command": "\(command(arguments))"])
      // Before any thread: the program's parts read their bound from the environment.
      if let threads = Settings.current.threads { setenv("SPINETUI_THREADS", String(threads), 1) }
    }
    await run(arguments)
  }

  /// As argument-parser's own `main`; a wrong command line with --json has its document too.
  private static func run(_ arguments: [String]) async {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      if !(error is ExitCode), exitCode(for: error) == .validationFailure,
        arguments.contains("--json")
      {
        let failure = CommandFailure(.usage, DisplayText.safe(message(for: error)))
        try? printJSON(FailureDocument(failure))
      }
      exit(withError: error)
    }
  }
}

enum SpineTUIVersion {
  static let current = "0.1.0"
  /// When this version was begun, as manual pages write a date.
  static let date = "November 24, 2026"
}
