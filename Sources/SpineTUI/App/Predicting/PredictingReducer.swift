import Imaging
import SpineAnalysis

extension Predicting {
  /// What a predicting action does to the results and, for jumps, to the view of the series on screen.
  static func reduce(
    _ state: inout State, _ action: Action, viewing: inout Viewing.State?, keymap: Keymap
  ) -> (effects: [Effect], say: Message?) {
    switch action {
    case .toggle: return toggle(&state, &viewing)
    case .cancel:
      guard state.running != nil else { return ([], nil) }
      state.running = nil
      return ([.cancelPredict], Message(kind: .note, text: "Prediction cancelled"))
    case .progressed(let progress, let generation):
      if state.running?.generation == generation { state.running?.progress = progress }
      return ([], nil)
    case .finished(let analysis, let seriesID, let generation):
      guard let running = state.running, running.generation == generation,
        running.seriesID == seriesID
      else { return ([], nil) }
      state.running = nil
      state.results[seriesID] = Result(
        analysis: analysis, number: generation, source: running.source)
      guard viewing?.seriesID != seriesID else {
        return ([], note(verdict(analysis.findings, keymap)))
      }
      return ([], note("Not this series: \(running.title) has been read, see the list"))
    case .failed(let reason, let generation):
      guard let running = state.running, running.generation == generation else { return ([], nil) }
      state.running = nil
      state.failures[running.seriesID] = reason
      let subject =
        viewing?.seriesID == running.seriesID ? "" : "Not this series: \(running.title): "
      return ([], Message(kind: .error, text: subject + reason))
    case .toggleHeat: return ([], toggleHeat(&state, seriesID: viewing?.seriesID, keymap))
    case .adjustOpacity(let step):
      state.heat.opacity = stepped(state.heat.opacity, by: step, in: 0.1...0.9)
      return ([], note("Heat map opacity \(percent(state.heat.opacity))"))
    case .adjustThreshold(let step):
      state.heat.threshold = stepped(state.heat.threshold, by: step, in: 0.05...0.95)
      return ([], note("Heat shown from \(percent(state.heat.threshold)) of the study's maximum"))
    case .nextFinding(let step): return ([], nextFinding(&state, step, &viewing, keymap))
    case .goTo(let level): return ([], goTo(level, &state, &viewing, keymap))
    }
  }

  private static func toggle(
    _ state: inout State, _ shown: inout Viewing.State?
  ) -> ([Effect], Message?) {
    guard let viewing = shown else { return ([], nil) }
    let seriesID = viewing.seriesID
    if state.running?.seriesID == seriesID {
      state.running = nil
      return ([.cancelPredict], note("Prediction cancelled"))
    }
    if let reason = state.unavailable { return ([], Message(kind: .error, text: reason)) }
    if let reason = viewing.standing.outdated {
      return ([], Message(kind: .warning, text: reason))
    }
    guard viewing.volume.isWhole else {
      shown?.predictsWhenWhole.toggle()
      let waits = !viewing.predictsWhenWhole
      return (
        [], note(waits ? "The model is asked once all slices are here" : "The model is not asked")
      )
    }
    state.generation += 1
    state.failures[seriesID] = nil
    let other = state.running
    state.running = Running(
      seriesID: seriesID, source: viewing.volume.source, title: viewing.volume.identity.title,
      generation: state.generation)
    return (
      [.predict(seriesID: seriesID, generation: state.generation)],
      other.map { note("\($0.title) is no longer being read: one series at a time") }
    )
  }

  private static func toggleHeat(
    _ state: inout State, seriesID: String?, _ keymap: Keymap
  ) -> Message? {
    guard let analysis = seriesID.flatMap({ state.results[$0]?.analysis }) else {
      return note("No heat map yet: \(keymap.press("predict", in: .image)) to ask the model")
    }
    guard analysis.heat != nil else {
      return note("The model could assess no level of this series, so there is no heat map")
    }
    state.heat.isShown.toggle()
    return nil
  }

  private static func nextFinding(
    _ state: inout State, _ step: Int, _ viewing: inout Viewing.State?, _ keymap: Keymap
  ) -> Message? {
    guard let findings = state.findings(of: viewing?.seriesID) else {
      return note("No findings yet: \(keymap.press("predict", in: .image)) to ask the model")
    }
    let fractured = findings.levels.filter(\.isFractured)
    guard !fractured.isEmpty else { return note("The model \(nothingCalled(findings))") }
    let here = state.selected.flatMap { selected in
      fractured.firstIndex { $0.level == selected }
    }
    let next: Int
    if let here {
      next = (here + step + fractured.count) % fractured.count
    } else {
      next = step > 0 ? 0 : fractured.count - 1
    }
    let finding = fractured[next]
    state.selected = finding.level
    guard let view = viewing, let centre = finding.centre else { return nil }
    let dropped = go(to: view.position(on: finding.slices.first?.slice, below: centre), &viewing)
    return note(
      "\(finding.level): \(percent(finding.probability ?? 0)), called fractured", dropped)
  }

  private static func goTo(
    _ level: Level, _ state: inout State, _ viewing: inout Viewing.State?, _ keymap: Keymap
  ) -> Message? {
    guard let findings = state.findings(of: viewing?.seriesID) else {
      return note(
        "Where \(level) is, the model must say first: \(keymap.press("predict", in: .image))")
    }
    guard let finding = findings.levels.first(where: { $0.level == level }),
      let centre = finding.centre
    else { return note("\(level) is not in view") }
    state.selected = level
    let dropped = go(to: centre, &viewing)
    let reason = finding.notAssessedReason.map { "\(level) was not assessed: \($0)" }
    return reason == nil && dropped == nil ? nil : note(reason, dropped)
  }

  /// Moves the linked point with all that depends on it; returns what that has to say.
  private static func go(to position: Position, _ viewing: inout Viewing.State?) -> String? {
    guard var view = viewing else { return nil }
    defer { viewing = view }
    return Viewing.reduce(&view, .goTo(position)).say
  }

  /// Which model has spoken, what it says, and which keys lead on.
  private static func verdict(_ findings: Findings, _ keymap: Keymap) -> String {
    let model = "\(findings.model.name) \(findings.model.version)"
    let called = findings.levels.filter(\.isFractured).map(\.level.description)
    guard !called.isEmpty else { return "\(model) \(nothingCalled(findings))" }
    let hints = [
      keymap.hint("next-finding", in: .image, "goes there"),
      keymap.hint("heat", in: .image, "shows the heat map"),
    ].filter { !$0.isEmpty }
    let sentence = "\(model) calls \(called.joined(separator: ", "))"
    return hints.isEmpty ? sentence : "\(sentence): \(hints.joined(separator: ", "))"
  }

  /// Where no level is called: a level that was not assessed is no sound one.
  private static func nothingCalled(_ findings: Findings) -> String {
    let assessed = findings.levels.filter { $0.probability != nil }.map(\.level.description)
    return switch assessed.count {
    case 0: "could assess no level"
    case findings.levels.count: "calls no level fractured"
    default: "calls none fractured of those it could assess: \(assessed.joined(separator: ", "))"
    }
  }

  private static func note(_ texts: String?...) -> Message {
    Message(kind: .note, text: texts.compactMap { $0 }.joined(separator: ". "))
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private static func stepped(
    _ value: Double, by step: Double, in range: ClosedRange<Double>
  ) -> Double {
    // Whole hundredths, so that up and down meet again.
    let moved = ((value + step) * 100).rounded() / 100
    return min(max(moved, range.lowerBound), range.upperBound)
  }
}

extension Viewing.State {
  /// `centre`, moved along the stack onto stored slice `slice` where that is one.
  func position(on slice: Int?, below centre: Position) -> Position {
    guard let slice, slice >= 0, slice < volume.geometry.dimensions.z else { return centre }
    var index = volume.geometry.affine.index(of: centre)
    index.z = volume.geometry.sliceCoordinates?[slice] ?? Double(slice)
    return volume.geometry.affine.position(of: index)
  }
}
