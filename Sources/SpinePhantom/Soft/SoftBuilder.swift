import Imaging

/// Where a cross-section lies, given on the spine's own frame.
struct Section {
  /// C1 = 1 … T1 = 8; 0 and −1 in the head.
  var level: Double
  /// Offset from the spine's centre line, mm before scaling; x towards the tube's side.
  var x: Double
  var y: Double
  var a: Double
  var b: Double
  var turn = 0.0
  var flat = 1000.0

  init(
    _ level: Double, _ x: Double, _ y: Double, _ a: Double, _ b: Double, _ turn: Double = 0,
    flat: Double = 1000
  ) {
    self.level = level
    self.x = x
    self.y = y
    self.a = a
    self.b = b
    self.turn = turn
    self.flat = flat
  }
}

extension Part {
  /// A tube whose sections hang on the spine. `side` −1 mirrors it to the patient's right.
  mutating func organ(
    _ spine: Spine, side: Double = 1, grow: Double = 1, wander: SIMD2<Double> = .zero,
    _ sections: [Section]
  ) {
    let k = spine.scale
    let placed = sections.map { s -> TubeSection in
      let anchor = spine.anchor(s.level)
      let yaw = anchor.x.y * 57.3
      return TubeSection(
        at: anchor([side * (s.x + wander.x) * k, (s.y + wander.y) * k, 0]), a: s.a * k * grow,
        b: s.b * k * grow,
        turn: s.turn * side + yaw, flat: s.flat * k)
    }
    tube(smoothed(placed))
  }
}
