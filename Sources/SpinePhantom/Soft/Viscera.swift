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
    part.organ(
      spine, [Section(0.3, 0, 11, 8, 7), Section(-0.3, 0, 8, 12, 10), Section(-1.0, 0, 2, 17, 13)])
    // Fat and fasciae of the deep face; tongue and floor of the mouth.
    part.material = .tissue(52, texture: 9, grain: 4)
    part.organ(
      spine,
      [
        Section(3.3, 0, -47, 12, 10), Section(2.8, 0, -52, 20, 20), Section(2.2, 0, -55, 23, 26),
        Section(1.3, 0, -58, 22, 25), Section(0.75, 0, -58, 17, 17),
      ])
    // Soft palate, tonsils and the wall of the pharynx.
    part.material = .tissue(50, texture: 6)
    part.organ(
      spine,
      [Section(0.9, 0, -42, 13, 9), Section(0.2, 0, -34, 17, 13), Section(-0.4, 0, -30, 15, 9)])
    part.organ(
      spine,
      [
        Section(0.1, 0, -25, 21, 10), Section(1, 0, -25, 21, 10), Section(2, 0, -24, 19, 10),
        Section(3, 0, -24, 19, 11), Section(3.8, 0, -28, 19, 14), Section(4.6, 0, -33, 18, 17),
        Section(5.4, 0, -33, 15, 14), Section(6.2, 0, -31, 12, 13),
      ])
    for side in [-1.0, 1.0] {
      part.organ(spine, side: side, [Section(1.4, 14, -33, 6, 8), Section(2.6, 14, -32, 6, 8)])
    }
    // Salivary glands.
    for side in [-1.0, 1.0] {
      part.material = .tissue(r.normal(-8, 16), texture: 14, grain: 4)
      part.organ(
        spine, side: side,
        [
          Section(-0.2, 60, -16, 6, 11), Section(0.8, 56, -16, 11, 14),
          Section(1.7, 52, -14, 10, 12), Section(2.5, 49, -14, 5, 7),
        ])
      part.material = .tissue(r.normal(44, 10), texture: 8, grain: 3)
      part.organ(
        spine, side: side,
        [
          Section(2.3, 36, -42, 6, 8), Section(2.9, 34, -42, 9, 13, 15),
          Section(3.5, 32, -40, 6, 8),
        ])
      // Thyroid lobes: iodine makes them bright without contrast.
      part.material = .tissue(traits.bloodHU > 100 ? 190 : r.normal(104, 12), texture: 7, grain: 3)
      let lobe = r.normal(1, 0.12)
      part.organ(
        spine, side: side,
        [
          Section(5.2, 15, -30, 3, 6), Section(6, 15, -34, 6 * lobe, 10),
          Section(6.8, 15, -37, 7 * lobe, 11), Section(7.5, 13, -39, 4, 6),
        ])
    }
    part.organ(
      spine,
      [Section(6.5, 0, -49, 8, 2.6), Section(7.0, 0, -50, 9, 3.4), Section(7.3, 0, -50, 6, 2)])
    // Oesophagus, a little to the left.
    part.material = .tissue(42, texture: 5)
    part.organ(
      spine,
      [
        Section(5.5, 1, -18, 9, 4.5), Section(7, 3, -19, 8.5, 5), Section(9, 4, -22, 8.5, 6),
        Section(12, 4, -24, 9, 7),
      ])
    if r.chance(0.4) {
      part.material = .tissue(-700, texture: 10)
      part.organ(
        spine,
        [
          Section(7.6, 3, -20, 1.6, 1.2), Section(8.4, 4, -21, 2.6, 1.6),
          Section(9.4, 4, -23, 1.4, 1.2),
        ])
    }
    return part
  }
}
