import Foundation
import TestSupport
import Testing

@testable import SpineTUI

@Test func theManualHasEveryCommandOptionKeyAndExitCode() throws {
  let tree = try CommandTree.whole()
  let page = ManualPage.text(tree)
  for command in tree.shownSubcommands {
    #expect(page.contains(".Ss \(command.commandName)\n"), "\(command.commandName)")
    for name in command.shownArguments.flatMap({ $0.names ?? [] }) where name.kind == "long" {
      #expect(page.contains("Fl Fl \(name.name)"), "\(command.commandName) --\(name.name)")
    }
  }
  for row in Keymap.standard.bindings { #expect(page.contains("\n\(row.help)"), "\(row.help)") }
  for code in CommandFailure.Code.allCases { #expect(page.contains(".It \(code.rawValue)\n")) }
  #expect(!page.contains("generate-keys"))
}

@Test func everyCommandsHelpHasAnExample() throws {
  func check(_ command: CommandTree, _ path: String) {
    let call = "\(path) \(command.commandName)"
    let isGroup = !command.shownSubcommands.isEmpty
    #expect(command.discussion?.contains(isGroup ? call : "\(call) ") == true, "\(call)")
    for inner in command.shownSubcommands { check(inner, call) }
  }
  for command in try CommandTree.whole().shownSubcommands { check(command, "spinetui") }
}

/// mandoc, where it is installed, finds nothing to say against the page.
@Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc")))
func theManualIsRightMdoc() throws {
  let folder = try TemporaryFolder()
  let path = folder.file("spinetui.1")
  try ManualPage.text(try .whole()).write(toFile: path, atomically: true, encoding: .utf8)
  let lint = try Program.run("/usr/bin/mandoc", ["-T", "lint", "-W", "warning", path])
  #expect(lint.status == 0, "\(lint.output)\(lint.errors)")
  #expect(lint.output == "")
}
