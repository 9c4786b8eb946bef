import Foundation
import TestSupport
import Testing

@testable import SpineTUI

private func mode(_ path: String) -> mode_t {
  var status = stat()
  return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

@Test func theLogIsItsOwnersAloneAndStaysSmall() throws {
  let folder = try TemporaryFolder()
  let path = folder.file("log")
  let file = LogFile(path: path, limit: 1000)
  for n in 0..<100 { file.write("line \(n) " + String(repeating: "x", count: 40)) }
  #expect(mode(path) == 0o600)
  #expect(mode(path + ".1") == 0o600)
  for name in [path, path + ".1"] {
    let size = try #require(
      FileManager.default.attributesOfItem(atPath: name)[.size] as? NSNumber)
    #expect(size.intValue <= 1100)
  }
  #expect(try String(contentsOfFile: path, encoding: .utf8).contains("line 99 "))
}

@Test func aLogThatOthersCouldReadIsClosedToThem() throws {
  let folder = try TemporaryFolder()
  let path = folder.file("log")
  try Data("old\n".utf8).write(to: URL(fileURLWithPath: path))
  chmod(path, 0o644)
  LogFile(path: path).write("new")
  #expect(mode(path) == 0o600)
  #expect(try String(contentsOfFile: path, encoding: .utf8) == "old\nnew\n")
}

@Test func theLogFollowsNoLink() throws {
  let folder = try TemporaryFolder()
  let target = folder.file("elsewhere")
  try FileManager.default.createSymbolicLink(
    atPath: folder.file("log"), withDestinationPath: target)
  LogFile(path: folder.file("log")).write("a line")
  #expect(!FileManager.default.fileExists(atPath: target))
}

@Test func commandsAreLoggedUnlessToldNotTo() throws {
  let program = try #require(Program.path)
  let folder = try TemporaryFolder()
  func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(
      "/usr/bin/env", ["XDG_STATE_HOME=\(folder.path)", program] + arguments)
  }
  let log = folder.file("spinetui/log")
  #expect(try run("list", "/nowhere/ZZPHIMARKERZZ", "--no-log").status == 66)
  #expect(!FileManager.default.fileExists(atPath: log))
  #expect(try run("list", "/nowhere/ZZPHIMARKERZZ").status == 66)
  let text = try String(contentsOfFile: log, encoding: .utf8)
  #expect(text.contains("begins command=list"))
  #expect(!text.contains("ZZPHIMARKERZZ"))
  #expect(mode(folder.file("spinetui")) == 0o700)
  #expect(mode(log) == 0o600)
}

@Test func aLogThatCannotBeWrittenKeepsNothingFromBeingDone() throws {
  let program = try #require(Program.path)
  let outcome = try Program.run(
    "/usr/bin/env", ["XDG_STATE_HOME=/proc/nowhere", program, "list", "/nowhere"])
  #expect(outcome.status == 66)
  #expect(outcome.errors.split(separator: "\n").count == 1)
}
