import Imaging

extension Part {
  /// What age adds: spurs at the rims of the body, bulky facets, a loose ossicle in front.
  ///
  /// Spurs come with `wear` 0…1; none of them is a fracture, and all of them can look like one.
  mutating func degenerate(
    canal s: VertebraSizes, pitch: Double, wear: Double, random r: inout PhantomRandom
  ) {
    let (a, b, h) = (s.halfWidth, s.halfDepth, s.halfHeight)
    blend = 1.4
    for up in [1.0, -1.0] {
      guard r.chance(0.85 * wear) else { continue }
      // A lip along the front rim, longer to one side.
      let size = r.uniform(0.6, 1.0 + 2.4 * wear)
      let x = r.normal(0, 3)
      for n in -1...1 {
        let at = x + Double(n) * 3.4
        let back = 0.06 * at * at
        bar(
          [at, -b + 3.2 + back, up * (h - 1.9)], [at, -b - size + back, up * (h + 0.12 * size)],
          2.1,
          0.75, stretch: [1.7, 1], side: [0, 0, 1])
      }
    }
    if r.chance(0.7 * wear) {
      // Uncovertebral spurs narrow the foramina.
      let side = r.chance(0.5) ? 1.0 : -1.0
      ellipsoid([side * (a + 0.6), b - 3.5, h + 1.2], [1.4 + 1.2 * wear, 2.6, 2.2])
    }
    if r.chance(0.5 * wear) {
      let side = r.chance(0.5) ? 1.0 : -1.0
      let x = side * (s.canalHalfWidth + 11.5)
      ellipsoid([x, b + 6 + r.normal(0, 1.5), r.normal(0, 2)], [2.2, 3.4, pitch * 0.36])
    }
    if r.chance(0.07 + 0.12 * wear) {
      // An ossicle before the disc, smooth and with a shell of its own.
      blend = 0.05
      let size = r.uniform(1.2, 2.4)
      ellipsoid([r.normal(0, 2.5), -b - 1.8 - size, -h - 2], [size * 1.3, size, size * 1.2])
    }
  }
}
