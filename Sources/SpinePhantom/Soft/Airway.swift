import Imaging

extension Part {
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
      part.organ(
        spine, side: side,
        [
          Section(apex, 36, -8, 5, 6), Section(apex + 0.4, 38, -7, 18, 21),
          Section(apex + 1, 41, -7, 25, 33), Section(apex + 2, 46, -8, 31, 44),
          Section(13.5, 50, -8, 36, 52),
        ])
    }
    part.material = .tissue(-1000, texture: 0)
    part.blend = 0.3
    // Nasal cavities and sinuses high in the field.
    for side in [-1.0, 1.0] {
      part.organ(
        spine, side: side,
        [
          Section(0.62, 7, -60, 1, 8), Section(0.5, 7, -61, 3, 20), Section(0.2, 8, -60, 5, 26),
          Section(-0.6, 7, -62, 4, 28), Section(-0.95, 7, -60, 1.5, 10),
        ])
    }
    part.organ(
      spine,
      [
        Section(-0.3, 0, -28, 6, 4), Section(0.2, 0, -29, 13 * open(), 8),
        Section(0.8, 0, -29, 13 * open(), 7),
        Section(1.3, 0, -27, 12 * open(), 4.2 * open()),
        Section(2.0, 0, -26, 11 * open(), 5 * open()),
        Section(2.7, 0, -26, 12 * open(), 6 * open()),
        Section(3.3, 0, -28, 13 * open(), 7 * open()), Section(3.8, 0, -32, 11 * open(), 7),
        Section(4.3, 0, -36, 7, 8),
        Section(4.7, 0, -38, 2.4, 9), Section(4.95, 0, -38, 2.2, 9), Section(5.3, 0, -36, 6.5, 8.5),
        Section(5.8, 0, -34, 8, 8.5), Section(7, 0, -34, 8.6, 8.6, flat: 6.5),
        Section(9, 1, -38, 8.8, 8.6, flat: 6), Section(13, 2, -40, 9, 8.6, flat: 6),
      ])
    for side in [-1.0, 1.0] {
      part.organ(
        spine, side: side,
        [Section(3.7, 14, -29, 3, 3), Section(4.1, 15, -27, 3.6, 4), Section(4.6, 14, -25, 2, 2)])
      part.organ(spine, side: side, [Section(3.15, 5, -39, 4, 3), Section(3.4, 5, -38, 4, 2.6)])
    }
    // Epiglottis.
    part.material = .tissue(60)
    part.organ(
      spine,
      [Section(3.9, 0, -41, 5, 2), Section(3.5, 0, -37.5, 8, 1.2), Section(3.0, 0, -34, 8, 1.1)])
    // Some mouths are a little open over the tongue.
    if r.chance(0.5) {
      part.material = .tissue(-1000, texture: 0)
      part.blend = 1.2
      part.ellipsoid(spine.head(SIMD3(0, -60, -3) * k), SIMD3(14, 20, r.uniform(1, 2.6)) * k)
    }
    return part
  }
}
