import Imaging

/// What is measured in this series, the latest last; where lines are scarce, the latest of them.
func drawMeasurements(_ viewing: Viewing.State, _ writer: inout PanelWriter) {
  let done = viewing.measuring.done
  guard !done.isEmpty else { return }
  writer.heading("Measured")
  let room = max(1, writer.linesLeft / 3)
  let shown = done.suffix(room)
  if shown.count < done.count { writer.line("\(done.count - shown.count) more", ink: .dim) }
  let held = viewing.measuring.draft?.held?.number
  for measurement in shown {
    let isHere =
      measurement.orientation == viewing.orientation && measurement.index == viewing.index
    let sign = measurement.number == held ? "›" : " "
    let name = "\(sign)\(measurement.number) \(measurement.tool.title)"
    let (value, ink) = (measurement.value.text, isHere ? Ink.plain : .dim)
    if writer.hasRoom(for: name, value) {
      writer.pair(name, value, ink: ink)
    } else {
      // Half a number would be another number.
      writer.line(name, ink: ink)
      writer.pair("", value, ink: ink)
    }
    if viewing.isOfSingleSlice(measurement.value) {
      writer.line("   of the single slice", ink: .dim)
    }
    guard writer.linesLeft > 12 else { continue }
    if !isHere {
      writer.line("   \(measurement.orientation.rawValue) \(measurement.index + 1)", ink: .dim)
    } else {
      for detail in measurement.value.details { writer.wrapped("   " + detail, ink: .dim) }
    }
  }
  writer.gap()
}

/// The status line while a tool is in hand: what the moving point would make, and what lies under it.
func measuringText(_ viewing: Viewing.State, _ draft: Measuring.Draft) -> String {
  let under = valueText(viewing, at: draft.point)
  if let held = draft.held,
    let measurement = viewing.measuring.done.first(where: { $0.number == held.number })
  {
    return "\(measurement.tool.title) \(viewing.label(of: measurement))   \(under)"
  }
  let name = draft.tool.title.prefix(1).uppercased() + draft.tool.title.dropFirst()
  if let value = draft.value { return "\(name) \(viewing.text(of: value))   \(under)" }
  return "\(name): point \(draft.placed.count + 1) of \(draft.tool.pointCount)   \(under)"
}
