import ArgumentParser
import Foundation
import Imaging

/// `spinetui doctor`: what the viewer finds here, and what to fix.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at terminal, line, model, reader and folders, and say what to fix.",
    discussion: """
      Ends with 69 when something does not work until it is fixed. For a report of a fault in the terminal, \
      add the output of: spinetui doctor --json
      """)

  @Option(help: "How to draw pictures, as for view.")
  var graphics: RasterChoice?

  @Option(help: "The model package to look at.")
  var model: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    // The terminal's own handlers restore it when a signal ends this.
    try await reportingFailures(json: json, isFullScreen: true) {
      let examination = examine()
      let findings = DoctorCheck.all.flatMap { $0.findings(examination) }
      if json {
        try printJSON(DoctorDocument(examination, findings))
      } else {
        DoctorTable.lines(examination, findings).forEach { print($0) }
      }
      if findings.contains(where: { $0.grade == .problem }) { throw ExitCode(69) }
    }
  }

  private func examine() -> Examination {
    let environment = ProcessInfo.processInfo.environment
    var settings = TerminalSettings()
    var error: String?
    let graphics = graphics ?? Settings.current.ofFile(Settings.graphicsSetting.name, \.graphics)
    do {
      settings = try TerminalSettings(environment, choice: graphics)
    } catch let problem {
      error = problem.description
      let names = ["SPINETUI_CELL", "SPINETUI_GRAPHICS"]
      // Without what is not understood there is nothing left to go wrong.
      let rest = environment.filter { !names.contains($0.key) }
      settings = (try? TerminalSettings(rest, choice: graphics)) ?? settings
    }
    settings.terminfoColours = Curses.terminfoColours(of: settings.type)
    return Examination(
      environment: environment, settings: settings, settingsError: error,
      interview: TerminalInterview.hold(settings), model: model)
  }
}

/// The findings for a person: a sign, the check, what was found, and below it what to do.
enum DoctorTable {
  static func lines(_ examination: Examination, _ findings: [DoctorFinding]) -> [String] {
    var lines: [String] = []
    for finding in findings {
      let sign =
        switch finding.grade {
        case .good: "ok     "
        case .note: "note   "
        case .problem: "PROBLEM"
        }
      let name = finding.check.padding(toLength: 12, withPad: " ", startingAt: 0)
      lines.append("\(sign) \(name) \(finding.text)")
      if let advice = finding.advice { lines.append(indent + "→ " + advice) }
    }
    if let replies = examination.terminal?.replies, !replies.isEmpty {
      lines.append("")
      lines.append("What the terminal said:")
      for reply in replies {
        lines.append("  \(reply.raw)")
        lines.append("      \(reply.reply?.meaning ?? "nothing that was asked for")")
      }
    }
    let problems = findings.count { $0.grade == .problem }
    lines.append("")
    lines.append(
      problems == 0 ? "Nothing has to be fixed." : "\(problems) to fix, marked PROBLEM above.")
    return lines
  }

  private static let indent = String(repeating: " ", count: 21)
}

/// The findings as JSON; docs/formats.md has an example.
struct DoctorDocument: Encodable {
  struct Terminal: Encodable {
    struct Reply: Encodable {
      var raw: String
      @OrNull var meaning: String?
    }

    var columns, rows: Int
    @OrNull var name: String?
    @OrNull var multiplexer: String?
    var raster: String
    var cell: [Int]
    @OrNull var roundTrip: Double?
    @OrNull var bytesPerSecond: Double?
    var replies: [Reply]

    private enum CodingKeys: String, CodingKey {
      case columns, rows, name, multiplexer, raster, replies
      case cell = "cell_pixels"
      case roundTrip = "round_trip_ms"
      case bytesPerSecond = "bytes_per_second"
    }
  }

  var version = SpineTUIVersion.current
  @OrNull var terminal: Terminal?
  var findings: [DoctorFinding]

  init(_ examination: Examination, _ findings: [DoctorFinding]) {
    self.findings = findings
    terminal = examination.terminal.map { found in
      let profile = found.probe.profile(
        columns: found.columns, rows: found.rows, windowPixels: found.windowPixels,
        settings: examination.settings)
      return Terminal(
        columns: found.columns, rows: found.rows, name: found.probe.version,
        multiplexer: found.probe.multiplexer(examination.settings)?.rawValue,
        raster: profile.raster.name, cell: [profile.cell.width, profile.cell.height],
        roundTrip: found.roundTrip.map { ($0 * 1e4).rounded() / 10 },
        bytesPerSecond: found.bytesPerSecond?.rounded(),
        replies: found.replies.map { .init(raw: $0.raw, meaning: $0.reply?.meaning) })
    }
  }
}
