import Imaging
import SpineAnalysis

/// The column at the right: where one is, what the model said, and how it was asked.
func drawPanel(
  _ state: State, _ viewing: Viewing.State, in rect: CellRect, _ screen: inout Screen
) {
  var writer = PanelWriter(screen: screen, rect: rect)
  let stack = viewing.stack
  writer.pair(stack.orientation.title, "\(viewing.index + 1)/\(stack.sliceCount)", ink: .title)
  // The findings need the lines more than what the status line says too.
  let isTight = rect.rows < PanelWriter.roomy && state.analysisOnScreen != nil
  if !isTight { writer.pair("", millimetresText(viewing)) }
  writer.pair("Window", windowText(viewing.window))
  if viewing.isInverted { writer.pair("", "inverted") }
  for text in viewing.sampling.texts { writer.pair("", text, ink: .accent) }
  if viewing.zoom > 1 { writer.pair("Zoom", "\(fixed(viewing.zoom))×") }
  if viewing.cine != nil { writer.wrapped(viewing.cineSettings.text, ink: .accent) }
  if !isTight { drawVoxelSize(viewing.volume, &writer) }
  writer.gap()
  drawMeasurements(viewing, &writer)
  if let analysis = state.analysisOnScreen {
    drawFindings(analysis, state, &writer)
  } else if let reason = state.predicting.unavailable {
    writer.heading("Findings")
    writer.wrapped(reason, ink: .dim)
  } else {
    writer.heading("Findings")
    if let reason = state.predicting.failures[viewing.seriesID], !viewing.predictsWhenWhole {
      writer.wrapped("Not read: \(reason)", ink: .danger)
    } else {
      writer.wrapped(askingText(state, viewing), ink: .dim)
    }
  }
  screen = writer.screen
}

/// Where there are no findings: whether the model reads, waits, or may be asked.
private func askingText(_ state: State, _ viewing: Viewing.State) -> String {
  if state.predicting.running?.seriesID == viewing.seriesID {
    return "The model is reading this series …"
  }
  if viewing.standing.outdated != nil { return "Not asked: the files have changed" }
  return viewing.predictsWhenWhole
    ? state.keymap.hint(
      after: "Waits for all slices", "predict", in: .image, "takes it back")
    : state.keymap.hint(after: "Not asked", "predict", in: .image, "asks the model")
}

/// Of images that are no volume only the pixels have a size, if anything has.
private func drawVoxelSize(_ volume: Volume, _ writer: inout PanelWriter) {
  guard volume.hasKnownPixelSize else { return writer.pair("Pixel", "size unknown") }
  let spacing = volume.geometry.spacing
  let pixel = "\(hundredths(spacing.x)) \(hundredths(spacing.y))"
  if volume.isLooseImages {
    writer.pair("Pixel", pixel + " mm")
  } else {
    writer.pair("Voxel", "\(pixel) \(hundredths(spacing.z)) mm")
  }
}

private func drawFindings(_ analysis: Analysis, _ state: State, _ writer: inout PanelWriter) {
  let findings = analysis.findings
  writer.heading("Findings")
  for finding in findings.levels {
    writer.finding(finding, isChosen: state.predicting.selected == finding.level)
  }
  if let overall = findings.overall.probability {
    writer.pair(
      findings.overall.isFractured ? "▲ patient" : "  patient", "\(percentNumber(overall)) %",
      ink: findings.overall.isFractured ? .danger : .bold)
  } else {
    writer.line("patient: not assessed", ink: .warning)
  }
  writer.gap()
  let heat = state.predicting.heat
  if heat.isShown, let volume = analysis.heat {
    writer.pair("Heat \(volume.method)", "from \(percentNumber(heat.threshold)) %")
    writer.pair("opacity", "\(percentNumber(heat.opacity)) %")
    writer.gap()
  }
  writer.heading("Model")
  writer.wrapped("\(findings.model.name) \(findings.model.version)", ink: .plain)
  drawFindingsWarnings(findings.warnings, &writer)
  if heat.isShown {
    writer.wrapped(
      "Heat has one scale for the study. It shows where the model looked, not the fracture",
      ink: .dim)
  }
  writer.wrapped(
    "\(researchNotice). Not for diagnosis. A low number is no proof of an intact spine",
    ink: .warning)
  for (file, digest) in findings.model.sha256.sorted(by: { $0.key < $1.key }) {
    writer.pair(file, String(digest.prefix(8)), ink: .dim)
  }
}

/// What the model warns of; warnings that do not fit are counted.
private func drawFindingsWarnings(_ warnings: [ImagingWarning], _ writer: inout PanelWriter) {
  for (n, warning) in warnings.enumerated() {
    let isLast = n == warnings.count - 1
    guard writer.linesNeeded("! \(warning.text)") + (isLast ? 0 : 1) <= writer.linesLeft else {
      let left = warnings.count - n
      if writer.linesLeft > 1 {
        // The beginning says most.
        writer.wrapped("! \(warning.text)", ink: .warning, lines: writer.linesLeft - 1)
      }
      writer.line("! \(left) not shown in full", ink: .warning)
      return
    }
    writer.wrapped("! \(warning.text)", ink: .warning)
  }
}

/// Writes the panel line by line, and stops at its end.
struct PanelWriter {
  var screen: Screen
  let rect: CellRect
  private var row: Int

  init(screen: Screen, rect: CellRect) {
    self.screen = screen
    self.rect = rect
    row = rect.row
  }

  /// From so many lines on there is room for free ones.
  static let roomy = 26

  private var left: Int { rect.column + 2 }
  private var width: Int { rect.columns - 3 }
  private var isFull: Bool { row >= rect.row + rect.rows }

  mutating func line(_ text: String, ink: Ink = .plain) {
    guard !isFull else { return }
    screen.putClipped(text, row: row, column: left, ink: ink, width: width)
    row += 1
  }

  var linesLeft: Int { max(0, rect.row + rect.rows - row) }

  func linesNeeded(_ text: String) -> Int { DisplayWidth.wrapped(text, to: width).count }

  /// Whether `pair` has room for both, uncut.
  func hasRoom(for name: String, _ value: String) -> Bool {
    DisplayWidth.of(name) + 1 + DisplayWidth.of(value) <= width
  }

  /// A free line, where lines are not scarce.
  mutating func gap() { if row > rect.row, rect.rows >= Self.roomy { row += 1 } }

  mutating func heading(_ text: String) {
    guard !isFull else { return }
    let column = screen.put(text + " ", row: row, column: left, ink: .title, width: width)
    let rest = max(0, left + width - column)
    screen.put(String(repeating: "─", count: rest), row: row, column: column, ink: .dim)
    row += 1
  }

  /// A name at the left, its value at the right edge.
  mutating func pair(_ name: String, _ value: String, ink: Ink = .plain) {
    guard !isFull else { return }
    let room = width - DisplayWidth.of(name) - 1
    let clipped = DisplayWidth.clipped(value, to: room)
    screen.put(name, row: row, column: left, ink: ink == .plain ? .dim : ink, width: width)
    screen.putRight(clipped, row: row, end: left + width, ink: ink)
    row += 1
  }

  mutating func wrapped(_ text: String, ink: Ink, lines: Int = .max) {
    for part in DisplayWidth.wrapped(text, to: width).prefix(lines) { line(part, ink: ink) }
  }

  /// "▲ C5 ██████▍░░░  87 %": the triangle, the colour and the words all say fractured.
  mutating func finding(_ finding: LevelFinding, isChosen: Bool) {
    guard !isFull else { return }
    let name: Ink = finding.isFractured ? .danger : isChosen ? .title : .plain
    screen.put(
      finding.isFractured ? "▲" : isChosen ? "›" : " ", row: row, column: left, ink: name)
    screen.put(finding.level.description, row: row, column: left + 2, ink: name)
    if let probability = finding.probability {
      let barWidth = max(3, width - 12)
      screen.put(
        barText(probability, width: barWidth), row: row, column: left + 5,
        ink: finding.isFractured ? .danger : .bar)
      // The threshold, as a notch in the bar.
      let notch = min(barWidth - 1, Int(finding.threshold * Double(barWidth)))
      screen.put("┊", row: row, column: left + 5 + notch, ink: .bold)
      screen.putRight("\(percentNumber(probability)) %", row: row, end: left + width, ink: name)
    } else {
      let text = finding.inView ? "not assessed" : "not in view"
      screen.putClipped(text, row: row, column: left + 5, ink: .dim, width: width - 5)
    }
    row += 1
  }
}

func hundredths(_ value: Double) -> String {
  guard let number = Int(exactly: (value * 100).rounded()) else { return "\(value)" }
  let rest = number % 100
  return "\(number / 100).\(rest < 10 ? "0" : "")\(rest)"
}
