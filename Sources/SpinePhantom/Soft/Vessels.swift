import Imaging

extension Part {
  /// Vessels of the neck.
  static func vessels(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "vessels")
    var part = Part("vessels", .paint, roughness: 0.45)
    part.blend = 0.4
    let dominant = r.chance(0.7) ? -1.0 : 1.0
    for side in [-1.0, 1.0] {
      let w: SIMD2<Double> = [r.normal(0, 1.2), r.normal(0, 1.2)]
      part.material = .tissue(traits.veinHU, texture: 2)
      let size = (side == dominant ? 1.2 : 0.85) * r.normal(1, 0.08)
      part.organ(
        spine, side: side, grow: size, wander: w,
        [
          Section(0.3, 28, -8, 4, 4.5), Section(1.5, 33, -13, 5, 5), Section(3, 35, -18, 5.5, 6),
          Section(5, 34, -22, 6, 6.5), Section(7, 32, -28, 6.5, 6.5),
          Section(8.5, 30, -40, 7.5, 6.5), Section(12, 24, -48, 8, 7),
        ])
      part.organ(
        spine, side: side,
        [
          Section(2.5, 58, -22, 2.4, 2.0), Section(5, 55, 2, 2.2, 2.2),
          Section(7, 48, -24, 2.6, 2.2),
        ])
      part.material = .tissue(traits.bloodHU, texture: 2)
      part.organ(
        spine, side: side, wander: w,
        [
          Section(3.6, 27, -24, 4.6, 4.6), Section(5, 26, -24, 3.8, 3.8),
          Section(7, 23, -28, 3.8, 3.8), Section(9, 18, -36, 4.2, 4.2), Section(12, 14, -40, 5, 5),
        ])
      part.organ(
        spine, side: side, wander: w,
        [
          Section(3.6, 27, -22, 3.4, 3.4), Section(2.5, 29, -18, 2.7, 2.7),
          Section(1.2, 29, -14, 2.6, 2.6), Section(0.2, 26, -15, 2.6, 2.6),
        ])
      part.organ(
        spine, side: side, wander: w,
        [
          Section(3.6, 26, -28, 2.6, 2.6), Section(2.5, 32, -30, 2.2, 2.2),
          Section(1.2, 44, -22, 2, 2),
        ])
      part.vertebralArtery(spine: spine, side: side, size: side == dominant ? 1.55 : 1.9)
      // Calcified plaque at the bifurcation of the old.
      if traits.age > 58, r.chance(0.55) {
        part.material = .tissue(r.uniform(350, 900), texture: 60, grain: 1)
        part.ellipsoid(
          spine.anchor(r.normal(3.6, 0.25))([side * (30.5 + w.x), -22 + w.y, 0]),
          [r.uniform(0.6, 1.2), r.uniform(1, 2.6), r.uniform(1.5, 4)])
      }
      // Lymph nodes along the vein.
      part.material = .tissue(r.normal(45, 5), texture: 4)
      for _ in 0..<7 {
        let size = r.uniform(1.5, 3.4)
        part.ellipsoid(
          spine.anchor(r.uniform(2.2, 7.5))([side * r.uniform(36, 46), r.uniform(-24, 0), 0]),
          [size, size * 1.2, size * 1.7])
      }
    }
    return part
  }

  mutating func vertebralArtery(spine: Spine, side: Double, size: Double) {
    material.texture = 0
    var path: [SIMD3<Double>] = []
    let k = spine.scale
    path.append(spine.vertebrae[7]([side * 20 * k, -14, 0]))
    path.append(spine.vertebrae[6]([side * 17.5 * k, -4, -4]))
    for index in stride(from: 5, through: 2, by: -1) {
      let s = spine.size(index)
      path.append(spine.vertebrae[index]([side * s.foramenX, s.halfDepth - 5.9 * k, 0]))
    }
    path.append(spine.vertebrae[1](SIMD3(side * 17.5, 2.2, -11) * k))
    path.append(spine.vertebrae[1](SIMD3(side * 24, 1.4, 0) * k))
    path.append(spine.vertebrae[0](SIMD3(side * 27.5, 3.2, 0) * k))
    path.append(spine.vertebrae[0](SIMD3(side * 26, 10, 6) * k))
    path.append(spine.vertebrae[0](SIMD3(side * 18, 16, 5.5) * k))
    path.append(spine.vertebrae[0](SIMD3(side * 7, 10, 14) * k))
    for n in 1..<path.count { bar(path[n - 1], path[n], size, size) }
  }
}
