import Foundation
import Imaging
import SpinePhantom
import Testing

@testable import SpineTUI

/// Whatever signal comes, whatever the program is doing: the shell gets its terminal back as it was, and nothing of the
/// scan stays behind.
///
/// `make signals` runs each signal in each situation twenty times; here each comes once, in one situation.
extension FullScreenTests {
  @Suite struct Signals {
    enum Situation: String, CaseIterable { case browsing, picture, predicting }

    struct Run: CustomStringConvertible {
      var name: String
      var signal: Int32
      var situation: Situation
      /// To the process that watches instead of the one that draws.
      var toTheParent: Bool

      var description: String {
        "SIG\(name) while \(situation.rawValue), to the \(toTheParent ? "parent" : "child")"
      }
    }

    private static let signals: [(String, Int32)] = [
      ("TERM", SIGTERM), ("INT", SIGINT), ("HUP", SIGHUP), ("QUIT", SIGQUIT), ("SEGV", SIGSEGV),
      ("ABRT", SIGABRT), ("ILL", SIGILL), ("TRAP", SIGTRAP), ("BUS", SIGBUS), ("FPE", SIGFPE),
      ("PIPE", SIGPIPE), ("TSTP", SIGTSTP),
    ]

    /// Runs of each signal in each situation; nil for the short selection.
    private static let repetitions = ProcessInfo.processInfo.environment["SPINETUI_SIGNAL_RUNS"]
      .flatMap { Int($0) }

    private static var runs: [Run] {
      guard let repetitions else {
        return signals.enumerated().map { n, signal in
          Run(
            name: signal.0, signal: signal.1,
            situation: Situation.allCases[n % Situation.allCases.count], toTheParent: n % 2 == 1)
        }
      }
      return (0..<repetitions).flatMap { turn in
        signals.flatMap { name, signal in
          Situation.allCases.map {
            Run(name: name, signal: signal, situation: $0, toTheParent: turn % 2 == 1)
          }
        }
      }
    }

    @Test func theTerminalIsRestoredAfterEverySignal() async throws {
      let runs = Self.runs
      // Made once, before many ask for them.
      _ = try (NumberedVolume.path.get(), Neck.path.get())
      var failures: [String] = []
      await withTaskGroup(of: String?.self) { group in
        for (n, run) in runs.enumerated() {
          if n >= 3, let failure = await group.next() ?? nil { failures.append(failure) }
          group.addTask {
            do {
              try await Self.play(run)
              return nil
            } catch {
              return "\(run): \(error)"
            }
          }
        }
        for await failure in group { if let failure { failures.append(failure) } }
      }
      print(
        "signals: the terminal was restored in \(runs.count - failures.count) of \(runs.count) runs"
      )
      #expect(failures == [])
    }

    /// A shell with job control, as a stop needs one: tells when its job has stopped, brings it back on a line.
    private static let shell = """
      set -m; "$@"; echo "left"; read -r line; fg >/dev/null; echo "ended $?"; read -r line
      """

    private static func play(_ run: Run) async throws {
      guard let program = Program.path else { throw TerminalTestError("no program") }
      let isStop = run.signal == SIGTSTP
      let volume = try run.situation == .predicting ? Neck.path.get() : NumberedVolume.path.get()
      var environment = Viewer.environment
      // The shipped model, which lies beside the build.
      if run.situation == .predicting { environment["SPINETUI_MODEL"] = nil }
      let command = [program, "view", "--list", volume]
      let terminal = try FakeTerminal(
        isStop ? ["/bin/bash", "-c", shell, "shell"] + command : command, environment: environment,
        columns: 100, rows: 30)
      let modes = terminal.line.modesAtFirst
      let settings = ScreenModel(columns: 100, rows: 30).settings
      try await bring(terminal, to: run.situation)

      let first =
        isStop ? try required(terminal.line.children().first) : terminal.line.process
      let second = try required(terminal.line.children(of: first).first)
      kill(run.toTheParent ? first : second, run.signal)
      if isStop {
        try await terminal.wait("the shell's line") { $0.screen.text.contains("left") }
        try expectRestored(terminal, settings)
        terminal.type("\n")
        try await terminal.wait("the program again") { $0.screen.modes.contains(1049) }
        terminal.type("\u{3}")
        try await terminal.wait("the shell again") { $0.screen.text.contains("ended 0") }
        try expectRestored(terminal, settings)
        return
      }
      if run.signal == SIGPIPE, !run.toTheParent {
        // A write to a line that is gone is an error to read, no reason to die.
        try await Task.sleep(for: .milliseconds(20))
        terminal.type("\u{3}")
      }
      try await terminal.wait("the end of both") { _ in
        terminal.line.exitStatus() != nil && kill(second, 0) != 0
      }
      try await terminal.wait("the shell's terminal") {
        $0.screen.settings == settings && $0.line.modes == modes
      }
      try expectRestored(terminal, settings)
    }

    private static func bring(_ terminal: FakeTerminal, to situation: Situation) async throws {
      try await terminal.wait("the list") {
        $0.screen.text.contains("RESEARCH USE ONLY") && $0.screen.text.contains("×")
      }
      guard situation != .browsing else { return }
      terminal.type("\r")
      try await terminal.wait("a picture") { !$0.screen.pictures.isEmpty }
      guard situation == .predicting else { return }
      terminal.type("p")
      try await terminal.wait("the model at work") { $0.screen.text.contains("Esc cancels") }
    }

    private static func expectRestored(_ terminal: FakeTerminal, _ settings: String) throws {
      let screen = terminal.screen
      guard screen.settings == settings else {
        throw TerminalTestError("left behind: \(screen.settings)")
      }
      guard screen.lines[0].hasPrefix("$ the shell's last line") else {
        throw TerminalTestError("the shell's screen is not as it was:\n\(screen.text)")
      }
      guard screen.pictureCellsLeftBehind == 0 else {
        throw TerminalTestError("\(screen.pictureCellsLeftBehind) cells of the scan left behind")
      }
      guard !screen.text.contains("^[") else {
        throw TerminalTestError("an answer reached the shell:\n\(screen.text)")
      }
    }

    private static func required<T>(_ value: T?) throws -> T {
      guard let value else { throw TerminalTestError("no such process") }
      return value
    }
  }
}

/// A synthetic neck that keeps the model busy for a second.
private enum Neck {
  static let path: Result<String, any Error> = Result {
    var options = PhantomOptions.default
    (options.matrix, options.sliceSpacing) = (256, 1)
    let study = PhantomStudy(seed: 9001, options: options)
    let geometry = study.defaultGeometry
    let volume = Volume(
      geometry: geometry, voxels: .int16(try study.hounsfieldUnits(on: geometry, threads: 2)),
      identity: SeriesIdentity(modality: "CT", isSynthetic: true))
    let path = NSTemporaryDirectory() + "spinetui-neck-\(getpid()).nii"
    try NIfTIWriter.write(volume, to: path)
    return path
  }
}
