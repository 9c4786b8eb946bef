import Foundation
import TestSupport
import Testing

@testable import SpineTUI

extension FullScreenTests {
  @Suite struct StartingFromTheIndex {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try FileManager.default.createDirectory(
        atPath: folder.file("ward"), withIntermediateDirectories: false)
      for n in 0..<12 {
        try DICOMFileWriter.ctSlice(columns: 16, rows: 16, z: Double(n), number: n) { c, r in
          Int16(c * r)
        }.write(to: folder.file("ward/IM\(100 + n)"))
      }
      let real = URL(fileURLWithPath: try #require(Program.path)).deletingLastPathComponent()
        .appendingPathComponent("spinetui-dicom").path
      // The same program at both starts: it reads, until it is told to hang.
      let script = """
        #!/bin/sh
        [ -e '\(folder.file("hang"))' ] && exec sleep 60
        exec '\(real)' "$@"
        """
      try Data(script.utf8).write(to: URL(fileURLWithPath: folder.file("script")))
    }

    private func start(_ options: [String] = []) throws -> FakeTerminal {
      let worker = folder.file("worker")
      if !FileManager.default.fileExists(atPath: worker) {
        _ = try folder.executable("worker", copyOf: folder.file("script"))
      }
      let program = try #require(Program.path)
      return try FakeTerminal(
        [program, "view", "--list", folder.file("ward")] + options,
        environment: Viewer.environment.merging([
          "XDG_DATA_HOME": folder.file("data"), "SPINETUI_DICOM_WORKER": worker,
        ]) { $1 }, columns: 100, rows: 24)
    }

    private func leave(_ terminal: FakeTerminal) async throws {
      terminal.type("q")
      try await terminal.wait("the end of the program") { $0.line.exitStatus() != nil }
      #expect(terminal.line.exitStatus() == 0)
    }

    @Test func theSecondStartListsBeforeItHasReadAFile() async throws {
      let first = try start()
      try await first.wait("the list") {
        $0.screen.text.contains("16×16") && !$0.screen.text.contains("Looking")
          && !$0.screen.text.contains("Checking")
      }
      try await leave(first)
      try Data().write(to: URL(fileURLWithPath: folder.file("hang")))
      let second = try start()
      // The files are as fresh as their first reading, so they are read again; the reader hangs.
      try await second.wait("the list from the index, being checked") {
        $0.screen.text.contains("16×16") && $0.screen.text.contains("Checking")
      }
      second.type("\u{1B}")
      try await second.wait("a word that the check was stopped") {
        $0.screen.text.contains("Stopped looking")
      }
      try await leave(second)
    }

    @Test func withoutTheIndexNothingIsKept() async throws {
      let terminal = try start(["--no-index"])
      try await terminal.wait("the list") { $0.screen.text.contains("16×16") }
      try await leave(terminal)
      #expect(!FileManager.default.fileExists(atPath: folder.file("data/spinetui/index.sqlite")))
    }

    @Test func anIndexThatCannotBeUsedIsSaidAndTheFilesAreRead() async throws {
      // No folder can be made where a file is.
      try Data().write(to: URL(fileURLWithPath: folder.file("data")))
      let terminal = try start()
      try await terminal.wait("the list and why there is no index") {
        $0.screen.text.contains("16×16") && $0.screen.text.contains("No index is used")
      }
      try await leave(terminal)
    }
  }
}
