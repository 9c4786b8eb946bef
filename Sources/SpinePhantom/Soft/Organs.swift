import Imaging

extension Part {
  /// Brain, tongue, glands, throat, thyroid, oesophagus: what lies under bone and over muscle.
  static func viscera(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "viscera")
    var part = Part("viscera", .paint, roughness: 1.5)
    part.blend = 0.6
    let k = spine.scale
    let head = spine.head
    var tilt = head
    tilt.origin = .zero
    // Brain in its fluid, cerebellum and stem.
    part.material = .tissue(12, texture: 2)
    part.ellipsoid(head(SIMD3(0, 10, 78) * k), SIMD3(66, 81, 61) * k, tilt: tilt)
    part.material = .tissue(36, texture: 3)
    part.ellipsoid(head(SIMD3(0, 10, 84) * k), SIMD3(64, 79, 58) * k, tilt: tilt)
    part.material = .tissue(10, texture: 2)
    part.ellipsoid(head(SIMD3(0, 21, 17) * k), SIMD3(14, 14, 13) * k, tilt: tilt)
    part.material = .tissue(36, texture: 3)
    for side in [-1.0, 1.0] {
      part.ellipsoid(head(SIMD3(side * 25, 42, 38) * k), SIMD3(28, 26, 19) * k, tilt: tilt)
      part.ellipsoid(head(SIMD3(side * 9, 34, 22) * k), SIMD3(7, 10, 8) * k, tilt: tilt)
    }
    part.organ(spine, [Section(0.3, 0, 11, 8, 7), Section(-0.3, 0, 8, 12, 10), Section(-1.0, 0, 2, 17, 13)])
    // Fat and fasciae of the deep face; tongue and floor of the mouth.
    part.material = .tissue(52, texture: 9, grain: 4)
    part.organ(spine, [Section(3.3, 0, -47, 12, 10), Section(2.8, 0, -52, 20, 20), Section(2.2, 0, -55, 23, 26), Section(1.3, 0, -58, 22, 25), Section(0.75, 0, -58, 17, 17)])
    // Soft palate, tonsils and the wall of the pharynx.
    part.material = .tissue(50, texture: 6)
    part.organ(spine, [Section(0.9, 0, -42, 13, 9), Section(0.2, 0, -34, 17, 13), Section(-0.4, 0, -30, 15, 9)])
    part.organ(spine, [Section(0.1, 0, -25, 21, 10), Section(1, 0, -25, 21, 10), Section(2, 0, -24, 19, 10), Section(3, 0, -24, 19, 11), Section(3.8, 0, -28, 19, 14), Section(4.6, 0, -33, 18, 17), Section(5.4, 0, -33, 15, 14), Section(6.2, 0, -31, 12, 13)])
    for side in [-1.0, 1.0] {
      part.organ(spine, side: side, [Section(1.4, 14, -33, 6, 8), Section(2.6, 14, -32, 6, 8)])
    }
    // Salivary glands.
    for side in [-1.0, 1.0] {
      part.material = .tissue(r.normal(-8, 16), texture: 14, grain: 4)
      part.organ(spine, side: side, [Section(-0.2, 60, -16, 6, 11), Section(0.8, 56, -16, 11, 14), Section(1.7, 52, -14, 10, 12), Section(2.5, 49, -14, 5, 7)])
      part.material = .tissue(r.normal(44, 10), texture: 8, grain: 3)
      part.organ(spine, side: side, [Section(2.3, 36, -42, 6, 8), Section(2.9, 34, -42, 9, 13, 15), Section(3.5, 32, -40, 6, 8)])
      // Thyroid lobes: iodine makes them bright without contrast.
      part.material = .tissue(traits.bloodHU > 100 ? 190 : r.normal(104, 12), texture: 7, grain: 3)
      let lobe = r.normal(1, 0.12)
      part.organ(spine, side: side, [Section(5.2, 15, -30, 3, 6), Section(6, 15, -34, 6 * lobe, 10), Section(6.8, 15, -37, 7 * lobe, 11), Section(7.5, 13, -39, 4, 6)])
    }
    part.organ(spine, [Section(6.5, 0, -49, 8, 2.6), Section(7.0, 0, -50, 9, 3.4), Section(7.3, 0, -50, 6, 2)])
    // Oesophagus, a little to the left.
    part.material = .tissue(42, texture: 5)
    part.organ(spine, [Section(5.5, 1, -18, 9, 4.5), Section(7, 3, -19, 8.5, 5), Section(9, 4, -22, 8.5, 6), Section(12, 4, -24, 9, 7)])
    if r.chance(0.4) {
      part.material = .tissue(-700, texture: 10)
      part.organ(spine, [Section(7.6, 3, -20, 1.6, 1.2), Section(8.4, 4, -21, 2.6, 1.6), Section(9.4, 4, -23, 1.4, 1.2)])
    }
    return part
  }

  /// Air: nose, throat, larynx, trachea, lung apices, with their walls.
  static func airway(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "airway")
    var part = Part("airway", .paint, roughness: 1.0)
    let k = spine.scale
    // Rest, swallowing and a bent neck open and close each part of the throat on its own.
    func open() -> Double { r.normal(0.95, 0.2) }
    // Lungs under their pleura.
    for side in [-1.0, 1.0] {
      part.blend = 0.4
      part.material = Material(outer: 20, inner: -845, cortex: 1.2, texture: 28, grain: 5)
      let apex = r.normal(8.7, 0.18)
      part.organ(spine, side: side, [Section(apex, 36, -8, 5, 6), Section(apex + 0.4, 38, -7, 18, 21), Section(apex + 1, 41, -7, 25, 33), Section(apex + 2, 46, -8, 31, 44), Section(13.5, 50, -8, 36, 52)])
    }
    part.material = .tissue(-1000, texture: 0)
    part.blend = 0.3
    // Nasal cavities and sinuses high in the field.
    for side in [-1.0, 1.0] {
      part.organ(spine, side: side, [Section(0.62, 7, -60, 1, 8), Section(0.5, 7, -61, 3, 20), Section(0.2, 8, -60, 5, 26), Section(-0.6, 7, -62, 4, 28), Section(-0.95, 7, -60, 1.5, 10)])
    }
    part.organ(spine, [
      Section(-0.3, 0, -28, 6, 4), Section(0.2, 0, -29, 13 * open(), 8), Section(0.8, 0, -29, 13 * open(), 7),
      Section(1.3, 0, -27, 12 * open(), 4.2 * open()), Section(2.0, 0, -26, 11 * open(), 5 * open()), Section(2.7, 0, -26, 12 * open(), 6 * open()),
      Section(3.3, 0, -28, 13 * open(), 7 * open()), Section(3.8, 0, -32, 11 * open(), 7), Section(4.3, 0, -36, 7, 8),
      Section(4.7, 0, -38, 2.4, 9), Section(4.95, 0, -38, 2.2, 9), Section(5.3, 0, -36, 6.5, 8.5),
      Section(5.8, 0, -34, 8, 8.5), Section(7, 0, -34, 8.6, 8.6, flat: 6.5), Section(9, 1, -38, 8.8, 8.6, flat: 6), Section(13, 2, -40, 9, 8.6, flat: 6),
    ])
    for side in [-1.0, 1.0] {
      part.organ(spine, side: side, [Section(3.7, 14, -29, 3, 3), Section(4.1, 15, -27, 3.6, 4), Section(4.6, 14, -25, 2, 2)])
      part.organ(spine, side: side, [Section(3.15, 5, -39, 4, 3), Section(3.4, 5, -38, 4, 2.6)])
    }
    // Epiglottis.
    part.material = .tissue(60)
    part.organ(spine, [Section(3.9, 0, -41, 5, 2), Section(3.5, 0, -37.5, 8, 1.2), Section(3.0, 0, -34, 8, 1.1)])
    // Some mouths are a little open over the tongue.
    if r.chance(0.5) {
      part.material = .tissue(-1000, texture: 0)
      part.blend = 1.2
      part.ellipsoid(spine.head(SIMD3(0, -60, -3) * k), SIMD3(14, 20, r.uniform(1, 2.6)) * k)
    }
    return part
  }

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
      part.organ(spine, side: side, grow: size, wander: w, [Section(0.3, 28, -8, 4, 4.5), Section(1.5, 33, -13, 5, 5), Section(3, 35, -18, 5.5, 6), Section(5, 34, -22, 6, 6.5), Section(7, 32, -28, 6.5, 6.5), Section(8.5, 30, -40, 7.5, 6.5), Section(12, 24, -48, 8, 7)])
      part.organ(spine, side: side, [Section(2.5, 58, -22, 2.4, 2.0), Section(5, 55, 2, 2.2, 2.2), Section(7, 48, -24, 2.6, 2.2)])
      part.material = .tissue(traits.bloodHU, texture: 2)
      part.organ(spine, side: side, wander: w, [Section(3.6, 27, -24, 4.6, 4.6), Section(5, 26, -24, 3.8, 3.8), Section(7, 23, -28, 3.8, 3.8), Section(9, 18, -36, 4.2, 4.2), Section(12, 14, -40, 5, 5)])
      part.organ(spine, side: side, wander: w, [Section(3.6, 27, -22, 3.4, 3.4), Section(2.5, 29, -18, 2.7, 2.7), Section(1.2, 29, -14, 2.6, 2.6), Section(0.2, 26, -15, 2.6, 2.6)])
      part.organ(spine, side: side, wander: w, [Section(3.6, 26, -28, 2.6, 2.6), Section(2.5, 32, -30, 2.2, 2.2), Section(1.2, 44, -22, 2, 2)])
      part.vertebralArtery(spine: spine, side: side, size: side == dominant ? 1.55 : 1.9)
      // Calcified plaque at the bifurcation of the old.
      if traits.age > 58, r.chance(0.55) {
        part.material = .tissue(r.uniform(350, 900), texture: 60, grain: 1)
        part.ellipsoid(spine.anchor(r.normal(3.6, 0.25))([side * (30.5 + w.x), -22 + w.y, 0]), [r.uniform(0.6, 1.2), r.uniform(1, 2.6), r.uniform(1.5, 4)])
      }
      // Lymph nodes along the vein.
      part.material = .tissue(r.normal(45, 5), texture: 4)
      for _ in 0..<7 {
        let size = r.uniform(1.5, 3.4)
        part.ellipsoid(spine.anchor(r.uniform(2.2, 7.5))([side * r.uniform(36, 46), r.uniform(-24, 0), 0]), [size, size * 1.2, size * 1.7])
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

  /// Discs, canal, sac, cord, roots and ligaments.
  static func canal(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "canal")
    var part = Part("canal", .paint)
    part.blend = 0.5
    let k = spine.scale
    // The column of discs; bone is painted over it later.
    part.material = .tissue(88, texture: 9, grain: 2.5)
    for index in 2...11 {
      let s = spine.size(index)
      let pose = spine.vertebrae[index]
      let above = index == 2 ? 0.5 : 1.0
      part.bar(
        pose([0, 0, -s.halfHeight * 0.4]), pose([0, 0, s.halfHeight + above * s.disc]), s.halfDepth * 1.0, s.halfDepth * 1.0,
        stretch: [s.halfWidth / s.halfDepth * 0.98, 1], side: pose.y)
    }
    // Ligaments between the spinous processes and of the nape.
    part.material = .tissue(28, texture: 12, grain: 3)
    part.organ(spine, [Section(0.7, 0, 26, 2, 8), Section(2, 0, 34, 2.0, 9), Section(5, 0, 31, 2.2, 10), Section(8, 0, 36, 2.4, 12), Section(12, 0, 36, 2.4, 12)])
    part.material = .tissue(15, texture: 15, grain: 3)
    part.organ(spine, [Section(0.2, 0, 72, 1.2, 12), Section(2.5, 0, 54, 1.2, 14), Section(5, 0, 54, 1.1, 12), Section(7, 0, 60, 1.1, 8)])
    // Epidural fat and veins, dural sac, cord.
    func along(_ material: Material, _ a: Double, _ b: Double, _ y: (Int) -> Double, top: Double) {
      part.material = material
      var sections: [TubeSection] = []
      for index in 1...11 {
        let pose = spine.vertebrae[index]
        sections.append(TubeSection(at: pose([0, y(index), index == 1 ? -6 * k : 0]), a: a * k, b: b * k, turn: pose.x.y * 57.3))
      }
      sections.append(TubeSection(at: spine.vertebrae[0]([0, y(0), 0]), a: a * 1.12 * k, b: b * 1.12 * k))
      sections.append(TubeSection(at: spine.head([0, y(0) - 2, top * k]), a: a * 1.25 * k, b: b * 1.4 * k))
      part.tube(smoothed(sections))
    }
    func centre(_ index: Int) -> Double {
      if index == 0 { return 14.5 * k }
      if index == 1 { return 15.2 * k }
      let s = spine.size(index)
      return s.halfDepth + s.canalDepth * 0.46
    }
    along(.tissue(8, texture: 16, grain: 3), 11.6, 7.4, centre, top: 22)
    along(.tissue(14, texture: 2, grain: 4), 9.6, 5.9, { centre($0) - 0.6 }, top: 24)
    let shift = r.normal(0, 0.4)
    along(.tissue(39, texture: 2.5, grain: 4), 6.4, 3.8, { centre($0) - 0.8 + shift }, top: 26)
    // Roots through the foramina.
    part.material = .tissue(38, texture: 4, grain: 3)
    for index in 2...7 {
      let s = spine.size(index)
      let pose = spine.vertebrae[index]
      for side in [-1.0, 1.0] {
        let y = s.halfDepth
        part.chain(
          [pose([side * 6, y + 6, s.halfHeight + 3]), pose([side * 13, y - 0.5, s.halfHeight + 0.5]), pose([side * 22, y - 6, s.halfHeight - 3]), pose([side * 33, y - 8, s.halfHeight - 14])],
          [1.2, 2.4, 2.0, 1.8])
      }
    }
    return part
  }
}
