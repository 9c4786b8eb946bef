import ArgumentParser
import Foundation

/// A command as argument-parser describes it. Source: its tool info, version 0.
struct CommandTree: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var shouldDisplay: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?
  }

  var commandName: String
  var abstract: String?
  var discussion: String?
  var shouldDisplay: Bool
  var subcommands: [CommandTree]?
  var arguments: [Argument]?

  private struct Document: Decodable { var command: CommandTree }

  /// The whole program's.
  static func whole() throws -> CommandTree {
    try JSONDecoder().decode(Document.self, from: Data(Main._dumpHelp().utf8)).command
  }

  /// What a user may call, without `help`, which every command has.
  var shownSubcommands: [CommandTree] {
    (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
  }

  /// What stands behind the command, without --help and --version.
  var shownArguments: [Argument] {
    (arguments ?? []).filter { argument in
      argument.shouldDisplay
        && !["help", "version"].contains { name in
          argument.names?.contains { $0.name == name } ?? false
        }
    }
  }
}
