import Imaging

/// The line above the footer: what is being typed, what runs, what was said, else where one is.
func drawStatus(_ state: State, _ screen: inout Screen) {
  let row = screen.rows - 2
  let width = screen.columns - 2
  let keymap = state.keymap
  func say(_ text: String, _ ink: Ink) {
    screen.putClipped(text, row: row, column: 1, ink: ink, width: width)
  }
  if let prompt = state.prompt {
    say(promptText(prompt, fitting: width), .bold)
  } else if let message = state.message {
    say(message.text, ink(of: message.kind))
    drawReading(state.browsing.opening, beside: message.text, row: row, &screen)
  } else if let opening = state.browsing.opening, state.focus == .image,
    let viewing = state.viewing, viewing.seriesID == opening.seriesID
  {
    guard viewing.mode == .scrolling else {
      let text = positionText(viewing, fitting: width)
      say(text, .plain)
      drawReading(opening, beside: text, row: row, &screen)
      return
    }
    // What is on screen stands first: it is part of this very volume.
    let place = "\(viewing.orientation.title) \(viewing.index + 1)/\(viewing.stack.sliceCount)"
    drawProgress(
      place, opening.progress, keys: keymap.hint("cancel", in: .anywhere, "cancels"), row: row,
      &screen)
  } else if let opening = state.browsing.opening {
    drawProgress(
      "Opening \(opening.title)", opening.progress,
      keys: keymap.hint("cancel", in: .anywhere, "cancels"), row: row, &screen)
  } else if let running = state.predicting.running, state.focus == .image,
    running.seriesID == state.viewing?.seriesID
  {
    drawProgress(
      "Reading C1–C7", running.progress, keys: keymap.hint("cancel", in: .anywhere, "cancels"),
      row: row, &screen)
  } else if state.focus == .list, let scan = state.browsing.scan {
    // With a filter set, Esc clears that first.
    let keys =
      state.browsing.filter.isEmpty
      ? keymap.hint("cancel", in: .anywhere, "stops") : keymap.hint("back", in: .anywhere, "quits")
    let isListed = !state.browsing.listing.rows.isEmpty
    drawProgress(
      isListed ? "Checking" : "Looking for images", scan, keys: keys, row: row, &screen)
  } else if state.focus == .image, let viewing = state.viewing {
    say(positionText(viewing, fitting: width), .plain)
  }
}

/// How far a series has been read, at the right of what else is said, where there is room.
private func drawReading(
  _ opening: Browsing.Opening?, beside text: String, row: Int, _ screen: inout Screen
) {
  guard let opening else { return }
  let counts = countsText(opening.progress)
  let stage = opening.progress?.stage ?? "opening"
  let texts = [stage + counts, String(counts.drop { $0 == " " })]
  let room = screen.columns - 2 - DisplayWidth.of(text) - 3
  guard let shown = texts.first(where: { !$0.isEmpty && DisplayWidth.of($0) <= room }) else {
    return
  }
  screen.putRight(shown, row: row, end: screen.columns - 1, ink: .accent)
}

/// " 143/310"; " 143" where nobody knows of how many.
private func countsText(_ progress: LoadProgress?) -> String {
  progress.map {
    $0.total > 0 ? " \($0.completed)/\($0.total)" : $0.completed > 0 ? " \($0.completed)" : ""
  } ?? ""
}

/// "Opening 3 Bone — reading slices ██████░░░░ 143/310   Esc cancels".
func drawProgress(
  _ title: String, _ progress: LoadProgress?, keys: String, row: Int, _ screen: inout Screen
) {
  var text = title
  if let stage = progress?.stage, !stage.isEmpty { text += ": \(stage)" }
  let barWidth = screen.columns < 60 ? 4 : min(24, screen.columns / 4)
  let counts = countsText(progress)
  let tail = counts + "   " + keys
  let room = screen.columns - 4 - barWidth - DisplayWidth.of(tail)
  // What is being done now says more than its headline.
  if DisplayWidth.of(text) > room, let stage = progress?.stage, !stage.isEmpty { text = stage }
  let clipped = DisplayWidth.clipped(text, to: room)
  var column = screen.put(clipped, row: row, column: 1, ink: .accent) + 1
  if let fraction = progress?.fraction, progress?.total ?? 0 > 0 {
    column = screen.put(
      barText(fraction, width: barWidth), row: row, column: column, ink: .bar)
    column = screen.put(counts, row: row, column: column, ink: .plain)
  } else {
    column = screen.put("…\(counts)", row: row, column: column, ink: .bar)
  }
  screen.put("   " + keys, row: row, column: column, ink: .dim)
}

/// A bar of `width` cells filled to `fraction`, in eighths of a cell.
func barText(_ fraction: Double, width: Int) -> String {
  let eighths = Int((min(max(fraction, 0), 1) * Double(width * 8)).rounded())
  let parts: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  var text = String(repeating: "█", count: eighths / 8)
  if eighths % 8 > 0 { text.append(parts[eighths % 8 - 1]) }
  return text + String(repeating: "░", count: max(0, width - text.count))
}

/// Slice, place, window and, with a crosshair, the stored voxel under it.
func positionText(_ viewing: Viewing.State, fitting columns: Int) -> String {
  if viewing.mode == .windowing {
    return "Window \(windowText(viewing.window))"
  }
  if let draft = viewing.measuring.draft { return measuringText(viewing, draft) }
  if viewing.mode == .crosshair || viewing.isLinked {
    return ([cursorText(viewing)] + viewing.sampling.texts).joined(separator: "   ")
  }
  let stack = viewing.stack
  let place =
    "\(stack.orientation.title) \(viewing.index + 1)/\(stack.sliceCount)   \(millimetresText(viewing))   "
    + viewing.sampling.texts.map { $0 + "   " }.joined()
  let text = place + windowText(viewing.window)
  // Half a number would be another number.
  return DisplayWidth.of(text) <= columns ? text : place + windowNumbers(viewing.window)
}

func cursorText(_ viewing: Viewing.State) -> String {
  let voxel = viewing.cursorVoxel.map { "   voxel \($0.x) \($0.y) \($0.z)" } ?? ""
  return valueText(viewing, at: viewing.cursor) + voxel
}

/// HU of the stored voxel at `position`, not interpolated, and where that is.
func valueText(_ viewing: Viewing.State, at position: Position) -> String {
  let place =
    viewing.volume.hasKnownPlace
    ? "L \(fixed(position.x)) P \(fixed(position.y)) S \(fixed(position.z)) mm"
    : "place in the patient unknown"
  guard let voxel = viewing.voxel(at: position) else { return "outside the scan   \(place)" }
  guard viewing.volume.has(slice: voxel.z) else { return "not read yet   \(place)" }
  let hu = viewing.volume.hounsfieldUnits(i: voxel.x, j: voxel.y, slice: voxel.z)
  let isScanned = hu.isFinite && hu != viewing.volume.padding
  return "\(isScanned ? "\(huText(hu)) HU" : "not scanned")   \(place)"
}

/// The slice's place along its stack: "z 12.5 mm".
func millimetresText(_ viewing: Viewing.State) -> String {
  millimetresText(viewing, viewing.orientation)
}

func millimetresText(_ viewing: Viewing.State, _ orientation: PlaneOrientation) -> String {
  guard viewing.volume.hasKnownPlace else { return "place unknown" }
  let axis =
    switch orientation {
    case .axial: "S"
    case .sagittal: "L"
    case .coronal: "P"
    }
  let place = viewing.stack(orientation).millimetres(at: viewing.index(orientation))
  return "\(axis) \(fixed(place)) mm"
}

func windowText(_ window: Window) -> String {
  let term = window.function == .linear ? "" : " \(window.function.term.lowercased())"
  let numbers = windowNumbers(window) + term
  return window.explanation.isEmpty ? numbers : "\(window.explanation) \(numbers)"
}

/// "350/2000".
private func windowNumbers(_ window: Window) -> String {
  "\(whole(window.center))/\(whole(window.width))"
}

/// Headers may hold any number, also one that no whole number can.
private func whole(_ value: Double) -> String {
  Int(exactly: value.rounded()).map(String.init) ?? "\(value)"
}

/// One decimal, with a real minus sign.
func fixed(_ value: Double) -> String {
  guard let tenths = Int(exactly: (value * 10).rounded()) else { return "\(value)" }
  let text = "\(abs(tenths) / 10).\(abs(tenths) % 10)"
  return tenths < 0 ? "−\(text)" : text
}

private func huText(_ hu: Float) -> String {
  let magnitude = Double(abs(hu))
  let text = magnitude.rounded() == magnitude ? whole(magnitude) : fixed(magnitude)
  return hu < 0 ? "−\(text)" : text
}

private func ink(of kind: Message.Kind) -> Ink {
  switch kind {
  case .note: .accent
  case .warning: .warning
  case .error: .danger
  }
}

extension PlaneOrientation {
  var title: String {
    switch self {
    case .axial: "Axial"
    case .sagittal: "Sagittal"
    case .coronal: "Coronal"
    }
  }
}
