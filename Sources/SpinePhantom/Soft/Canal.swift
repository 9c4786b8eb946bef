import Imaging

extension Part {
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
        pose([0, 0, -s.halfHeight * 0.4]), pose([0, 0, s.halfHeight + above * s.disc]),
        s.halfDepth * 1.0, s.halfDepth * 1.0,
        stretch: [s.halfWidth / s.halfDepth * 0.98, 1], side: pose.y)
    }
    // Ligaments between the spinous processes and of the nape.
    part.material = .tissue(28, texture: 12, grain: 3)
    part.organ(
      spine,
      [
        Section(0.7, 0, 26, 2, 8), Section(2, 0, 34, 2.0, 9), Section(5, 0, 31, 2.2, 10),
        Section(8, 0, 36, 2.4, 12), Section(12, 0, 36, 2.4, 12),
      ])
    part.material = .tissue(15, texture: 15, grain: 3)
    part.organ(
      spine,
      [
        Section(0.2, 0, 72, 1.2, 12), Section(2.5, 0, 54, 1.2, 14), Section(5, 0, 54, 1.1, 12),
        Section(7, 0, 60, 1.1, 8),
      ])
    // Epidural fat and veins, dural sac, cord.
    func along(_ material: Material, _ a: Double, _ b: Double, _ y: (Int) -> Double, top: Double) {
      part.material = material
      var sections: [TubeSection] = []
      for index in 1...11 {
        let pose = spine.vertebrae[index]
        sections.append(
          TubeSection(
            at: pose([0, y(index), index == 1 ? -6 * k : 0]), a: a * k, b: b * k,
            turn: pose.x.y * 57.3))
      }
      sections.append(
        TubeSection(at: spine.vertebrae[0]([0, y(0), 0]), a: a * 1.12 * k, b: b * 1.12 * k))
      sections.append(
        TubeSection(at: spine.head([0, y(0) - 2, top * k]), a: a * 1.25 * k, b: b * 1.4 * k))
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
          [
            pose([side * 6, y + 6, s.halfHeight + 3]),
            pose([side * 13, y - 0.5, s.halfHeight + 0.5]),
            pose([side * 22, y - 6, s.halfHeight - 3]),
            pose([side * 33, y - 8, s.halfHeight - 14]),
          ],
          [1.2, 2.4, 2.0, 1.8])
      }
    }
    return part
  }
}
