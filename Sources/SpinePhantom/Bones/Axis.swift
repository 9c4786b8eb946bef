import Imaging

extension Part {
  /// C2: dens, body, superior facets, inferior pillars, laminae and a stout forked spinous process.
  /// Its origin lies half way between the tip of the dens and the C2/3 disc.
  static func axis(spine: Spine, materials: BoneMaterials, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "axis")
    let k = spine.scale
    var part = Part("C2", .bone, label: 2, pose: spine.vertebrae[1], roughness: 0.5)
    // Doherty and Heggeness 1995: 39 mm from tip to lower endplate, dens 10 × 11 mm, body 16 deep.
    part.material = materials.spongy
    part.blend = 2.4
    part.vertebralBody(
      halfWidth: 8.6 * k, halfDepth: 7.6 * k, halfHeight: 7.6 * k, uncinate: 0.2, waist: 1.2,
      hollow: 1.0, at: [0, 0.4, -9.6 * k])
    part.material = materials.firm
    let back = r.normal(1.2, 0.8)
    part.chain(
      [
        [0, 0, -5 * k], [0, 0, 3 * k], [0, 0.1, 8 * k], [0, back * 0.5, 13 * k],
        [0, back, 16.0 * k],
      ],
      [6.6 * k, 5.0 * k, 4.7 * k, 5.1 * k, 3.5 * k], stretch: [1, 1.06], side: [0, 1, 0])
    for side in [-1.0, 1.0] {
      // Superior facets: shoulders falling to the side.
      part.material = materials.firm
      part.blend = 2.6
      part.ellipsoid(
        [side * 15.2 * k, 0.8 * k, -1.5 * k], [8.8 * k, 9.0 * k, 5.6 * k],
        tilt: Pose(pitch: 0, roll: side * 24))
      part.bar(
        [side * 3 * k, 0.6 * k, -4.2 * k], [side * 15 * k, 0.8 * k, -3.4 * k], 4.6 * k, 5.0 * k,
        stretch: [1, 1.3])
      part.bar(
        [side * 9 * k, 2 * k, -8 * k], [side * 17 * k, 8 * k, -8 * k], 4.4 * k, 4.2 * k,
        stretch: [1, 1.2])
      // Pars and inferior pillar.
      part.blend = 2.0
      part.bar(
        [side * 17 * k, 4 * k, -5 * k], [side * 18.2 * k, 13.2 * k, -14 * k], 4.8 * k, 4.6 * k)
      part.pillar(
        [side * 18.4 * k, 13.0 * k, -16.0 * k], [6.0 * k, 5.2 * k, 5.6 * k], slope: 0.78,
        corner: 2.2,
        tilt: Pose(pitch: 0, yaw: side * 8))
      // Transverse process, small, its foramen slanting outwards.
      part.material = materials.firm
      part.blend = 1.4
      let tip: SIMD3<Double> = [side * (25.2 + r.normal(0, 0.8)) * k, 4.6 * k, -10.5 * k]
      part.chain(
        [[side * 9 * k, -2.0, -10 * k], [side * 17 * k, -3.4 * k, -9.5 * k], tip],
        [2.4 * k, 2.0 * k, 2.2 * k])
      part.bar([side * 18 * k, 9 * k, -9 * k], tip, 2.8 * k, 2.2 * k)
      // Lamina: the thickest of the neck.
      part.material = materials.dense
      part.blend = 2.4
      var canal = VertebraSizes.c3
      canal.canalDepth = 17.5 * k
      let from: SIMD3<Double> = [side * 15.5 * k, 15.5 * k, -12.5 * k]
      let to: SIMD3<Double> = [side * 1.5, 7.6 * k + canal.canalDepth + 2, -12.5 * k]
      let pose = Pose(along: to - from, side: [side * 0.55, 0.75, 0.40], origin: .zero)
      part.box(
        (from + to) * 0.5, [6.6 * k, 2.5 * k, (to - from).length / 2 + 2], corner: 1.8, tilt: pose)
    }
    part.material = materials.firm
    part.blend = 2.6
    let base: SIMD3<Double> = [0, 26.0 * k, -13.0 * k]
    let fork = base + [r.normal(0, 0.5), 10.5 * k, -3.6 * k]
    part.bar(base, fork, 4.0 * k, 3.9 * k, stretch: [1, 1.45])
    let spread = r.uniform(4.5, 6.5) * k
    for side in [-1.0, 1.0] {
      part.bar(
        fork, fork + [side * spread, 6.0 * k, -3.2 * k], 3.2 * k, 2.7 * k, stretch: [1, 1.2])
    }
    part.blend = 1.0
    part.bar(
      [0, 16.4 * k, -30], [0, 15.4 * k, 14], 8.4 * k, stretch: [1.42, 1], side: [0, 1, 0], cut: true
    )
    part.blend = 0.7
    for side in [-1.0, 1.0] {
      part.bar(
        [side * 15.6 * k, 2.6 * k, -17 * k], [side * 22.5 * k, 1.2 * k, -1.0 * k], 2.9 * k,
        cut: true)
    }
    return part
  }
}
