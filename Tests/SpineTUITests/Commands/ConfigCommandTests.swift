import Foundation
import TestSupport
import Testing

@testable import SpineTUI

/// A home with a configuration in it.
private struct Home {
  let folder: TemporaryFolder
  let program: String

  init(config: String? = nil) throws {
    program = try #require(Program.path)
    folder = try TemporaryFolder()
    guard let config else { return }
    let place = folder.file("spinetui")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Data(config.utf8).write(to: URL(fileURLWithPath: "\(place)/config.json"))
  }

  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Outcome {
    try run(arguments, environment: environment)
  }

  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Program.Outcome {
    let variables = ["XDG_CONFIG_HOME": folder.path].merging(environment) { $1 }
    return try Program.run(
      "/usr/bin/env", variables.map { "\($0.key)=\($0.value)" } + [program] + arguments)
  }
}

@Test func configSaysWhatIsInForceAndWhereItCameFrom() throws {
  let home = try Home(config: #"{"graphics": "half", "keys": {"image": {"axial": "A"}}}"#)
  let outcome = try home.run("config", environment: ["SPINETUI_THREADS": "2"])
  #expect(outcome.status == 0, "\(outcome.errors)")
  #expect(outcome.output.contains(/graphics +"half" +file/))
  #expect(outcome.output.contains(/threads +2 +SPINETUI_THREADS/))
  #expect(outcome.output.contains(/start-window +"bone" +default/))
  #expect(outcome.output.contains(/image.axial +A +file/))
  #expect(try home.run("config", "--check").status == 0)
}

@Test func theDefaultConfigurationThatIsPrintedIsRight() throws {
  let text = try Home().run("config", "--default").output
  let outcome = try Home(config: text).run("config", "--check")
  #expect(outcome.status == 0, "\(outcome.errors)")
}

@Test(arguments: [["list", "/tmp"], ["view", "/tmp"], ["config"], ["config", "--check"]])
func aWrongConfigurationEndsEveryCommandByName(command: [String]) throws {
  let home = try Home(config: #"{"grafics": "half", "threads": "many"}"#)
  let outcome = try home.run(command)
  #expect(outcome.status == 78)
  #expect(outcome.output == "")
  #expect(outcome.errors.contains("config.json:1: grafics: there is no setting of this name"))
  #expect(outcome.errors.contains("config.json:1: threads: this is a whole number from 1"))
}

@Test func aWrongConfigurationDoesNotKeepFromHelp() throws {
  let home = try Home(config: "{")
  for arguments in ["--help", "--version", "generate-keys"] {
    #expect(try home.run(arguments).status == 0, "\(arguments)")
  }
  // Its place may be a folder, or not to be read.
  let blocked = try Home()
  try FileManager.default.createDirectory(
    atPath: blocked.folder.file("spinetui/config.json"), withIntermediateDirectories: true)
  let outcome = try blocked.run("list", "/tmp")
  #expect(outcome.status == 78)
  #expect(outcome.errors.contains("config.json: this is not a file"))
}

@Test func helpByItsShortNameIsGivenWhateverTheConfiguration() throws {
  let home = try Home(config: "{")
  let outcome = try home.run("view", "-h")
  #expect(outcome.status == 0, "\(outcome.errors)")
  #expect(outcome.output.contains("DICOMDIR"))
}

@Test func aWrongConfigurationWithJSONIsOneDocument() throws {
  let home = try Home(config: "{")
  for command in [["list", "/tmp"], ["config"]] {
    let outcome = try home.run(command + ["--json"])
    #expect(outcome.status == 78)
    try expectSameKeys(outcome.output, "error")
  }
}

@Test func aWindowOfTheConfigurationMayBeNamedOnTheCommandLine() throws {
  let home = try Home(config: #"{"windows": {"dens": {"center": 300, "width": 1200}}}"#)
  let output = home.folder.file("a.png")
  let outcome = try home.run(
    "slice", try NumberedVolume.path.get(), "--plane", "axial", "--index", "3", "--window", "dens",
    "--output", output, "--json")
  #expect(outcome.status == 0, "\(outcome.errors)")
  #expect(outcome.output.contains(#""explanation" : "dens""#))
  let unknown = try home.run(
    "slice", try NumberedVolume.path.get(), "--plane", "axial", "--index", "3", "--window",
    "densest", "--output", output)
  #expect(unknown.status == 64)
}

@Test func theThreadsOfTheConfigurationHold() throws {
  let home = try Home(config: #"{"threads": 1}"#)
  #expect(try home.run("config").output.contains(/threads +1 +file/))
}
