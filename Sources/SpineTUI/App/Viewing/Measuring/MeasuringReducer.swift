import Imaging

extension Viewing {
  /// What a measuring action does; what it returns is for the status line.
  static func reduce(
    _ state: inout State, _ action: Measuring.Action, _ keymap: Keymap
  ) -> String? {
    switch action {
    case .start(let tool): return start(&state, tool)
    case .move(let right, let down):
      guard let draft = state.measuring.draft else { return nil }
      let plane = state.plane(state.orientation)
      let step =
        plane.right * (right * plane.pixelSpacing.x) + plane.down * (down * plane.pixelSpacing.y)
      movePoint(&state, to: draft.point + step)
    case .place(let position): movePoint(&state, to: position)
    case .set: return set(&state)
    case .deleteLast: return deleteLast(&state, keymap)
    case .nextPoint(let step): nextPoint(&state, step)
    case .hold(let handle): hold(&state, handle)
    case .cancel: cancelMeasuring(&state)
    case .undo:
      state.measuring.draft?.held = nil
      return state.measuring.undo() ? nil : "There is nothing to undo"
    case .clear:
      guard !state.measuring.done.isEmpty else { return "Nothing is measured in this series" }
      let count = state.measuring.done.count
      state.measuring.draft?.held = nil
      state.measuring.change { $0 = [] }
      return "\(count) removed; :measure undo brings them back"
    }
    return nil
  }

  private static func start(_ state: inout State, _ tool: Measuring.Tool) -> String? {
    guard state.volume.hasKnownPixelSize || tool == .ellipse else {
      return "The size of the pixels is not stated: neither distance nor angle can be measured"
    }
    guard state.measuring.draft?.tool != tool else {
      state.mode = .scrolling
      return nil
    }
    let plane = state.plane(state.orientation)
    let showsPoint = state.mode == .crosshair || state.isLinked
    let wanted =
      state.measuring.draft?.point ?? (showsPoint ? state.cursor : state.centre ?? plane.centre)
    state.mode = .measuring
    // On a pixel, as the arrows go from pixel to pixel.
    let pixel = plane.pixel(of: plane.foot(of: wanted)).rounded(.toNearestOrAwayFromZero)
    state.measuring.draft = Measuring.Draft(
      tool: tool, orientation: state.orientation, index: state.index,
      point: plane.position(x: pixel.x, y: pixel.y))
    return nil
  }

  private static func movePoint(_ state: inout State, to position: Position) {
    guard var draft = state.measuring.draft else { return }
    draft.point = state.plane(state.orientation).foot(of: position)
    if let held = draft.held {
      if !draft.heldHasMoved { state.measuring.remember() }
      draft.heldHasMoved = true
      if let n = state.measuring.done.firstIndex(where: { $0.number == held.number }) {
        var changed = state.measuring.done[n]
        changed.points[held.point] = draft.point
        // A point on top of another has no value: the last one that has stays.
        if let value = state.value(
          of: changed.tool, changed.points, on: changed.orientation, index: changed.index)
        {
          changed.value = value
          state.measuring.done[n] = changed
        }
      }
    }
    state.measuring.draft = draft
    state.keepInView(draft.point, on: [state.orientation])
  }

  private static func set(_ state: inout State) -> String? {
    guard let draft = state.measuring.draft else { return nil }
    if let held = draft.held {
      state.measuring.draft?.held = nil
      return state.measuring.done.first { $0.number == held.number }.map(state.label(of:))
    }
    let points = draft.placed + [draft.point]
    guard points.count == draft.tool.pointCount else {
      state.measuring.draft?.placed = points
      return nil
    }
    guard let value = state.value(of: draft.tool, points, on: draft.orientation, index: draft.index)
    else {
      return draft.tool == .ellipse && !state.hasVoxels(on: draft.orientation, index: draft.index)
        ? "Not all of this slice has been read yet"
        : "Two points lie on each other: move this one first"
    }
    state.measuring.lastNumber += 1
    let measurement = Measuring.Measurement(
      number: state.measuring.lastNumber, tool: draft.tool, orientation: draft.orientation,
      index: draft.index, points: points, value: value)
    state.measuring.change { $0.append(measurement) }
    state.measuring.draft?.placed = []
    return "\(draft.tool.title) \(state.label(of: measurement))"
  }

  private static func deleteLast(_ state: inout State, _ keymap: Keymap) -> String? {
    func removed(_ number: Int) -> String {
      keymap.hint(after: "\(number) removed", "undo", in: .measure, "brings it back")
    }
    guard let draft = state.measuring.draft else { return nil }
    if let held = draft.held {
      state.measuring.draft?.held = nil
      state.measuring.change { $0.removeAll { $0.number == held.number } }
      return removed(held.number)
    }
    guard draft.placed.isEmpty else {
      state.measuring.draft?.placed.removeLast()
      return nil
    }
    guard let last = state.measuring.done.last else { return "Nothing is measured in this series" }
    state.measuring.change { $0.removeLast() }
    return removed(last.number)
  }

  /// The points of this slice one after the other, and behind the last a new one.
  private static func nextPoint(_ state: inout State, _ step: Int) {
    guard let draft = state.measuring.draft else { return }
    let handles = state.measuring.measurements(on: draft.orientation, index: draft.index)
      .flatMap { measurement in
        measurement.points.indices.map { Measuring.Handle(number: measurement.number, point: $0) }
      }
    let here = draft.held.flatMap { handles.firstIndex(of: $0) } ?? handles.count
    let next = (here + step + handles.count + 1) % (handles.count + 1)
    if next < handles.count {
      hold(&state, handles[next])
    } else {
      state.measuring.draft?.held = nil
    }
  }

  private static func hold(_ state: inout State, _ handle: Measuring.Handle) {
    guard
      let measurement = state.measuring.done.first(where: { $0.number == handle.number }),
      measurement.points.indices.contains(handle.point), state.measuring.draft != nil
    else { return }
    state.measuring.draft?.placed = []
    state.measuring.draft?.held = handle
    state.measuring.draft?.heldHasMoved = false
    state.measuring.draft?.point = measurement.points[handle.point]
    state.keepInView(measurement.points[handle.point], on: [state.orientation])
  }

  private static func cancelMeasuring(_ state: inout State) {
    guard let draft = state.measuring.draft else { return }
    if draft.held != nil {
      if draft.heldHasMoved { _ = state.measuring.undo() }
      state.measuring.draft?.held = nil
    } else if !draft.placed.isEmpty {
      state.measuring.draft?.placed = []
    } else {
      state.mode = .scrolling
    }
  }

  /// Points belong to one slice: on another one what was begun is dropped.
  ///
  /// - Returns: what to say where points were dropped.
  static func measureOnSlice(_ state: inout State) -> String? {
    guard let draft = state.measuring.draft,
      draft.orientation != state.orientation || draft.index != state.index
    else { return nil }
    state.measuring.draft = Measuring.Draft(
      tool: draft.tool, orientation: state.orientation, index: state.index,
      point: state.plane(state.orientation).foot(of: draft.point))
    return draft.placed.isEmpty
      ? nil : "The \(draft.tool.title) was begun on another slice: its points are dropped"
  }
}

extension Viewing.State {
  /// What `points` measure; nil where two of them coincide.
  func value(
    of tool: Measuring.Tool, _ points: [Position], on orientation: PlaneOrientation, index: Int
  ) -> Measuring.Value? {
    guard points.count == tool.pointCount else { return nil }
    // A micrometre: nobody measures less, and its direction would be noise.
    let isDistinct = zip(points, points.dropFirst()).allSatisfy {
      distanceMillimetres($0, $1) > 1e-3
    }
    guard isDistinct else { return nil }
    switch tool {
    case .distance: return .millimetres(distanceMillimetres(points[0], points[1]))
    case .angle:
      return .degrees(angleDegrees(at: points[1], from: points[0], to: points[2]))
    case .ellipse:
      let stack = stack(orientation)
      let ellipse = PlaneEllipse(
        corner: points[0], opposite: points[1], on: stack.plane(at: index))
      guard ellipse.area > 1e-6 else { return nil }
      // The mean of the part that has been read would be no mean of the region.
      guard hasVoxels(on: orientation, index: index) else { return nil }
      return .region(
        area: volume.hasKnownPixelSize ? ellipse.area : nil,
        volume.statistics(in: ellipse, on: stack, index: index, reslicer: reslicer))
    }
  }

  /// Whether all that is shown on a slice has been read.
  func hasVoxels(on orientation: PlaneOrientation, index: Int) -> Bool {
    volume.isWhole || stack(orientation).storedSlice(at: index).map(volume.has) == true
  }

  /// Measures what the points placed so far and the moving one would make.
  mutating func measureDraft() {
    guard let draft = measuring.draft else { return }
    let value =
      draft.held != nil
      ? nil
      : value(
        of: draft.tool, draft.placed + [draft.point], on: draft.orientation, index: draft.index)
    measuring.draft?.value = value
  }
}

extension Plane {
  /// The point of the picture nearest to `position`.
  func foot(of position: Position) -> Position {
    let limit = SIMD2(Double(width - 1), Double(height - 1))
    let pixel = pixel(of: position).clamped(lowerBound: .zero, upperBound: limit)
    return self.position(x: pixel.x, y: pixel.y)
  }
}
