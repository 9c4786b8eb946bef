extension DoctorCheck {
  /// The size of a character cell: wrong, and pictures are squeezed or cut.
  static let cells = DoctorCheck("cells") { examination in
    guard let found = examination.terminal else { return [] }
    let cell = found.probe.cell(
      columns: found.columns, rows: found.rows, windowPixels: found.windowPixels,
      examination.settings)
    let text = "\(cell.size.width)×\(cell.size.height) pixels, from \(cell.source.rawValue)"
    var findings: [DoctorFinding] = []
    if cell.source == .assumed {
      findings.append(
        DoctorFinding(
          "cells", .note, "\(cell.size.width)×\(cell.size.height) pixels, \(cell.source.rawValue)",
          advice: "If pictures do not fill their place, set SPINETUI_CELL=WIDTHxHEIGHT; "
            + "in xterm allow window operations (allowWindowOps: true)"))
    } else {
      findings.append(DoctorFinding("cells", .good, text))
    }
    if found.columns < 80 || found.rows < 24 {
      findings.append(
        DoctorFinding(
          "cells", .note, "the window has \(found.columns)×\(found.rows) cells",
          advice: "From 80×24 on there is room for all that belongs to a picture"))
    }
    return findings
  }
}
