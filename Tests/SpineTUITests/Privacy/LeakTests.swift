import Foundation
import TestSupport
import Testing

@testable import SpineTUI

/// A patient with an unlikely name, a home, and everything that the program leaves in it.
private struct Home: Sendable {
  static let marker = "ZZPHIMARKERZZ"

  let folder: TemporaryFolder
  let program: String
  let study: String

  init() throws {
    program = try #require(Program.path)
    folder = try TemporaryFolder()
    for name in ["home", "tmp", "work", "incoming"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: true)
    }
    study = folder.file("incoming")
    for n in 0..<12 {
      var file = DICOMFileWriter.ctSlice(columns: 32, rows: 32, z: Double(2 * n), number: n) {
        Int16($0 * $1)
      }
      file.set(0x0010_0010, "PN", "\(Self.marker)^Name")
      file.set(0x0010_0020, "LO", "\(Self.marker) ID")
      file.set(0x0008_1030, "LO", "\(Self.marker) study")
      file.set(0x0008_103E, "LO", "\(Self.marker) series")
      file.set(0x0008_0080, "LO", "\(Self.marker) institution")
      try file.write(to: "\(study)/IM\(n)")
    }
    // One that is refused by name, and one that is no image.
    let whole = try Data(contentsOf: URL(fileURLWithPath: "\(study)/IM3"))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: "\(study)/IM3"))
    try Data("not DICOM \(Self.marker)".utf8).write(
      to: URL(fileURLWithPath: "\(study)/\(Self.marker).txt"))
  }

  var environment: [String: String] {
    [
      "HOME": folder.file("home"), "TMPDIR": folder.file("tmp"), "TERM": "xterm-256color",
      "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "SPINETUI_MODEL": "/no/model/here",
    ]
  }

  /// The command in the working folder, with core files allowed as far as the caller may allow them.
  func command(_ arguments: [String]) -> [String] {
    [
      "/bin/sh", "-c",
      "ulimit -S -c unlimited 2>/dev/null; cd \(folder.file("work")) && exec \"$@\"", "sh",
    ]
      + [program] + arguments
  }

  /// The files that hold the marker, in bytes or in their name, beside the study itself.
  ///
  /// - Parameter exported: folders that the user has had written; their contents may, their names may not.
  func leaks(exported: [String] = []) -> [String] {
    var found: [String] = []
    let needle = Data(Self.marker.utf8)
    let files = FileManager.default.enumerator(atPath: folder.path)
    while let path = files?.nextObject() as? String {
      guard !path.hasPrefix("incoming/") else { continue }
      // The index of studies names patients: that is what it is for.
      guard !path.contains("share/spinetui/index.sqlite") else { continue }
      if path.contains(Self.marker) { found.append(path) }
      guard !exported.contains(where: path.hasPrefix) else { continue }
      if let data = try? Data(contentsOf: URL(fileURLWithPath: folder.file(path))),
        data.range(of: needle) != nil
      {
        found.append(path)
      }
    }
    return found
  }

  /// Own folders and files that others could read.
  func open() -> [String] {
    var found: [String] = []
    let files = FileManager.default.enumerator(atPath: folder.file("home"))
    while let path = files?.nextObject() as? String {
      var status = stat()
      guard lstat(folder.file("home/" + path), &status) == 0 else { continue }
      if path.contains("spinetui"), status.st_mode & 0o077 != 0 { found.append(path) }
    }
    return found
  }
}

@Test func noCommandLeavesAPatientsNameBehind() throws {
  let home = try Home()
  let output = home.folder.file("work/out")
  for arguments in [
    ["list", home.study], ["list", home.study, "--json"], ["info", home.study],
    ["slice", home.study, "--plane", "axial", "--index", "2", "--output", "slice.png"],
    ["slice", home.study, "--plane", "axial", "--index", "2", "--output", "slice.npy"],
    ["convert", home.study, "--output", output], ["predict", home.study],
  ] {
    let variables = home.environment.map { "\($0.key)=\($0.value)" }
    let outcome = try Program.run("/usr/bin/env", ["-i"] + variables + home.command(arguments))
    #expect([0, 65, 66].contains(outcome.status), "\(arguments): \(outcome.errors)")
    #expect(!outcome.errors.contains(Home.marker), "\(arguments): \(outcome.errors)")
  }
  #expect(home.leaks(exported: ["work/out"]) == [])
  #expect(home.open() == [])
}

extension FullScreenTests {
  @Suite struct LeakTests {
    /// Opened, searched for by name, looked at, and ended in every way.
    @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGABRT, SIGILL, SIGQUIT, SIGKILL, 0])
    func theViewerLeavesNoNameBehind(signal: Int32) async throws {
      let home = try Home()
      let terminal = try FakeTerminal(
        home.command(["view", home.study]), environment: home.environment, columns: 120, rows: 40)
      try await terminal.wait("the list") { $0.screen.text.contains(Home.marker) }
      terminal.type("/\(Home.marker)\r")
      terminal.type("\r")
      try await terminal.wait("the image") { $0.screen.text.contains("Axial") }
      terminal.type(":3\r?")
      try await terminal.wait("the help") { $0.screen.text.contains("next slice") }
      if signal == 0 {
        terminal.type("\u{3}")
      } else {
        try await terminal.wait("the second stage") { !$0.line.children().isEmpty }
        let program = try #require(terminal.line.children().first)
        let limits = try String(contentsOfFile: "/proc/\(program)/limits", encoding: .utf8)
        #expect(limits.contains(/Max core file size +0 +0/), "a core file shows patients")
        kill(program, signal)
      }
      try await terminal.wait("the end") { $0.line.exitStatus() != nil }
      #expect(home.leaks() == [])
      #expect(home.open() == [])
      // What the parent says of the end stands on the screen that the shell goes on with.
      try await terminal.wait("a screen without the name") { !$0.screen.text.contains(Home.marker) }
      let log = try String(
        contentsOfFile: home.folder.file("home/.local/state/spinetui/log"), encoding: .utf8)
      #expect(log.contains("loaded"))
    }
  }
}
