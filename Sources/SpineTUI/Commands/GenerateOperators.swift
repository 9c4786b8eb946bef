import ArgumentParser
import Inference

/// `spinetui generate-operators`: docs/operators.md on stdout.
struct GenerateOperators: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate-operators", abstract: "Print docs/operators.md.", shouldDisplay: false)

  func run() { print(OperatorTable.markdown, terminator: "") }
}
