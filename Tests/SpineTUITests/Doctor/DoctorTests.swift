import Foundation
import TestSupport
import Testing

@testable import SpineTUI

private func examination(
  _ replies: [TerminalReply] = [], _ change: (inout TerminalInterview.Record) -> Void = { _ in }
) -> Examination {
  var settings = TerminalSettings()
  settings.type = "xterm-256color"
  var found = TerminalInterview.Record()
  (found.columns, found.rows, found.isComplete) = (160, 48, true)
  for reply in replies {
    found.probe.take(reply)
    found.replies.append(.init(raw: "raw", reply: reply))
  }
  change(&found)
  return Examination(
    environment: [:], settings: settings, settingsError: nil, interview: .success(found), model: nil
  )
}

@Test func everyCheckHasANameOfItsOwn() {
  let names = DoctorCheck.all.map(\.name)
  #expect(Set(names).count == names.count)
}

@Test func aTerminalWithSixelsIsPraisedAndOneWithoutIsToldWhatToDo() {
  let good = DoctorCheck.pictures.findings(examination([.attributes([63, 4])]))
  #expect(good.map(\.grade) == [.good])
  let poor = DoctorCheck.pictures.findings(examination([.attributes([63, 1])]))
  #expect(poor.map(\.grade) == [.note])
  #expect(poor[0].advice?.contains("xterm -ti vt340") == true)
}

@Test func aSlowLineIsNamedWithItsFigures() {
  let slow = DoctorCheck.line.findings(
    examination {
      ($0.roundTrip, $0.bytesPerSecond) = (0.15, 125_000)
    })
  #expect(slow.map(\.grade) == [.note])
  #expect(slow[0].text.contains("150.0 ms") && slow[0].text.contains("1.0 Mbit/s"))
  let fast = DoctorCheck.line.findings(examination { $0.roundTrip = 0.0002 })
  #expect(fast.map(\.grade) == [.good])
}

@Test func aMultiplexerIsNamedWithTheWayAroundIt() {
  let found = DoctorCheck.multiplexer.findings(examination([.version("tmux 3.4")]))
  #expect(found.map(\.grade) == [.note])
  #expect(found[0].advice?.contains("detach") == true)
}

@Test(arguments: [
  ("data", mode_t(0o700), nil), ("data", 0o755, "chmod 700"),
  ("configuration", 0o755, nil), ("configuration", 0o775, "chmod go-w"),
])
func othersMayReadTheConfigurationAndNothingElse(
  name: String, permissions: mode_t, advice: String?
) throws {
  let folder = try TemporaryFolder()
  let path = folder.file("folder")
  #expect(FolderInspection(path: path).finding(name).grade == .good, "none is there yet")
  mkdir(path, 0o700)
  chmod(path, permissions)
  let finding = FolderInspection(path: path).finding(name)
  #expect(finding.grade == (advice == nil ? .good : .problem))
  #expect(finding.advice == advice.map { "\($0) \(path)" })
}

@Test func theDoctorCountsTheProcessorsOfTheConfiguration() throws {
  let folder = try TemporaryFolder()
  let place = folder.file("spinetui")
  try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
  try Data(#"{"threads": 1}"#.utf8).write(to: URL(fileURLWithPath: "\(place)/config.json"))
  var found = examination()
  found.environment = ["XDG_CONFIG_HOME": folder.path]
  #expect(DoctorCheck.processor.findings(found)[0].text.hasPrefix("1 of "))
  found.environment["SPINETUI_THREADS"] = "2"
  #expect(DoctorCheck.processor.findings(found)[0].text.hasPrefix("2 of "))
}

@Test func rawAnswersAreShownWithoutTheirEscapes() {
  #expect(TerminalInterview.escaped(Array("\u{1B}[?63;4c\u{7}\\".utf8)) == "\\e[?63;4c\\x07\\\\")
}

@Test func withoutATerminalTheDoctorLooksAtTheRest() throws {
  let program = try #require(Program.path)
  let outcome = try Program.run(program, ["doctor", "--model", "/no/such/model", "--json"])
  #expect(outcome.status == 69, "\(outcome.errors)")
  let document = try #require(
    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  let findings = try #require(document["findings"] as? [[String: Any]])
  let grades = findings.reduce(into: [String: [String]]()) {
    $0[$1["check"] as? String ?? "", default: []].append($1["grade"] as? String ?? "")
  }
  #expect(grades["model"] == ["problem"])
  #expect(grades["worker"] != nil && grades["libraries"] == ["ok"])
}

@Test(arguments: [["SPINETUI_CELL": "big"], ["SPINETUI_GRAPHICS": "svga"]])
func theDoctorNamesASettingThatIsNone(environment: [String: String]) async throws {
  let program = try #require(Program.path)
  let terminal = try FakeTerminal(
    [program, "doctor"], environment: Viewer.environment.merging(environment) { $1 }, columns: 100,
    rows: 60)
  try await terminal.wait("the end") { $0.line.exitStatus() != nil }
  #expect(terminal.line.exitStatus() == 69)
  try await terminal.wait("the name") { $0.screen.text.contains(environment.keys.first ?? "?") }
}

extension FullScreenTests {
  @Suite struct Doctor {
    @Test(arguments: [TerminalAnswers(), TerminalAnswers(synchronises: true, isSilent: true)])
    func theTerminalIsAskedAndGivenBack(answers: TerminalAnswers) async throws {
      let program = try #require(Program.path)
      let terminal = try FakeTerminal(
        [program, "doctor"], environment: Viewer.environment.merging(["SPINETUI_MODEL": ""]) { $1 },
        columns: 140, rows: 90, answers: answers)
      let modes = terminal.line.modesAtFirst
      try await terminal.wait("the end") { $0.line.exitStatus() != nil }
      try await terminal.wait("its last words") { $0.screen.text.contains("fixed") }
      let screen = terminal.screen
      #expect(screen.settings == ScreenModel(columns: 140, rows: 90).settings)
      #expect(terminal.line.modes == modes)
      #expect(screen.strange == [])
      #expect(!screen.text.contains("^["))
      if answers.isSilent {
        #expect(screen.text.contains("did not answer"))
      } else {
        #expect(screen.text.contains("calls itself “XTerm(379)”"))
        #expect(screen.text.contains("\\e[?63;1;2;4;6;9;15;16;22c"))
        #expect(screen.text.contains("sixel, because"))
        #expect(screen.text.contains("10×20 pixels, from the sixel geometry"))
      }
    }

    @Test func aSlowLineIsMeasured() async throws {
      let program = try #require(Program.path)
      let terminal = try FakeTerminal(
        [program, "doctor", "--json"], environment: Viewer.environment, columns: 200, rows: 200,
        over: .tenMegabit)
      try await terminal.wait("the end", seconds: 60) {
        $0.line.exitStatus() != nil && $0.screen.text.contains("round_trip_ms")
      }
      let text = terminal.screen.text
      let trip = try #require(text.firstMatch(of: /round_trip_ms" : ([0-9.]+)/)).output.1
      let rate = try #require(text.firstMatch(of: /bytes_per_second" : ([0-9.]+)/)).output.1
      // A busy machine makes every line slower, none faster.
      #expect(try #require(Double(trip)) >= 50)
      #expect(try #require(Double(rate)) < 1_500_000)
    }
  }
}
