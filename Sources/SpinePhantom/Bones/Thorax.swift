import Imaging

extension Part {
  /// T1 … T5: body, pedicles, laminae, long transverse processes, a sloping spinous process.
  static func thoracic(
    index: Int, spine: Spine, materials: BoneMaterials, seed: UInt64
  ) -> Part {
    var r = PhantomRandom(seed: seed, stream: "vertebra\(index)")
    let s = spine.size(index)
    let k = spine.scale
    var part = Part(
      "T\(index - 6)", .bone, label: index + 1, pose: spine.vertebrae[index], roughness: 0.55)
    let (a, b, h) = (s.halfWidth, s.halfDepth, s.halfHeight)
    let pitch = 2 * h + s.disc
    part.material = materials.spongy
    part.blend = 1.4
    part.vertebralBody(
      halfWidth: a, halfDepth: b, halfHeight: h, uncinate: s.uncinate, waist: 1.2, hollow: 1.0)
    let px = (s.canalHalfWidth + 4.2) * k
    for side in [-1.0, 1.0] {
      part.material = materials.spongy
      part.blend = 2.0
      part.bar(
        [side * (a - 4), b - 2, 2.4], [side * px, b + 7 * k, 2.0], 3.3 * k, 3.6 * k,
        stretch: [1, 1.4])
      part.material = materials.firm
      part.pillar(
        [side * px, b + 9.5 * k, -0.4], [5.6 * k, 3.6 * k, pitch * 0.5 + 0.6], slope: 1.7,
        corner: 2.0)
      let tip: SIMD3<Double> = [side * (36 - Double(index - 7) * 3) * k, b + 15 * k, 5.5]
      part.bar([side * px, b + 8.5 * k, 1.5], tip, 3.9 * k, 3.6 * k, stretch: [1, 1.15])
      part.ellipsoid(tip, [4.2 * k, 4.6 * k, 5.0 * k])
      part.material = materials.dense
      part.blend = 2.4
      part.lamina(
        side: side, from: [side * px * 0.82, b + 12.0 * k, -3], canal: s, b: b, k: k, halfHeight: 8,
        thickness: 2.3)
    }
    let base: SIMD3<Double> = [0, b + s.canalDepth + 1, -4]
    let tip = base + [r.normal(0, 0.8), s.spinous - 3, -s.spinousDrop]
    part.material = materials.firm
    part.bar(base, tip, 3.2 * k, 3.2 * k, stretch: [0.9, 1.7])
    part.ellipsoid(tip, [3.9 * k, 3.6 * k, 5.0 * k])
    part.blend = 1.0
    part.bar(
      [0, b + s.canalDepth * 0.48, -16], [0, b + s.canalDepth * 0.48, 16], s.canalDepth * 0.47,
      stretch: [s.canalHalfWidth / (s.canalDepth * 0.47), 1], side: [0, 1, 0], cut: true)
    return part
  }

  /// One rib on each side, from the spine round to the front. Part of no label.
  static func rib(_ number: Int, side: Double, spine: Spine, materials: BoneMaterials) -> Part {
    let index = 6 + number
    let k = spine.scale
    let s = spine.size(index)
    var part = Part(
      "rib \(number)", .bone, pose: Pose(origin: spine.vertebrae[index].origin), roughness: 0.4)
    part.material = Material(
      outer: materials.traits.cortexHU * 0.9, inner: materials.traits.marrowHU * 0.55, cortex: 0.9,
      texture: 60, grain: 1.4)
    part.blend = 1.5
    let n = Double(number - 1)
    // Head, neck, tubercle, angle, shaft, end at the manubrium: the first is short and flat.
    let path: [SIMD3<Double>] = [
      [s.halfWidth + 2.5, s.halfDepth - 3.5, 3.5], [26, s.halfDepth + 9.5, 5],
      [38, s.halfDepth + 13, 5],
      [50 + 12 * n, 12 + 6 * n, -1 - 3 * n], [58 + 17 * n, -8, -9 - 6 * n],
      [55 + 22 * n, -32 - 5 * n, -19 - 12 * n], [40 + 20 * n, -54 - 9 * n, -30 - 16 * n],
      [22 + 6 * n, -66 - 10 * n, -40 - 20 * n],
    ]
    let radii = [3.6, 2.9, 3.6, 3.5, 3.5, 3.4, 3.4, 3.6].map { $0 * k }
    let placed = path.map { mirrored($0, side, k) }
    part.chain(placed, radii, stretch: number == 1 ? [1.65, 0.75] : [0.95, 1.35])
    return part
  }

  /// Clavicles, scapulae, humeral heads and the top of the sternum.
  static func shoulder(side: Double, spine: Spine, traits: Traits, materials: BoneMaterials) -> Part
  {
    let k = spine.scale
    let t1 = spine.vertebrae[7].origin
    var part = Part(
      side < 0 ? "right shoulder" : "left shoulder", .bone, pose: Pose(origin: t1), roughness: 0.5)
    part.material = Material(
      outer: materials.traits.cortexHU, inner: materials.traits.marrowHU * 0.5, cortex: 1.8,
      texture: 50, grain: 1.6)
    part.blend = 2
    let up = traits.shoulders
    let path: [SIMD3<Double>] = [
      [19, -60, -42], [40, -60, -33], [72, -45, -20 + 0.5 * up], [105, -20, -12 + up],
      [140, -6, -10 + up],
    ]
    let clavicle = path.map { mirrored($0, side, k) }
    part.chain(clavicle, [9, 6.4, 5.8, 6.2, 7].map { $0 * k }, stretch: [1, 0.9])
    part.material.cortex = 1.2
    part.ellipsoid(SIMD3(side * 158, 8, -38 + up) * k, SIMD3(24, 24, 26) * k)
    part.bar(SIMD3(side * 130, 24, -40 + up) * k, SIMD3(side * 122, 27, -70 + up) * k, 9 * k, 7 * k)
    let spine: [SIMD3<Double>] = [[150, 25, -14 + up], [125, 42, -22 + up], [85, 52, -38 + up]]
    part.chain(
      spine.map { mirrored($0, side, k) }, [6.5 * k, 5.5 * k, 4.0 * k], stretch: [0.7, 1.4])
    part.bar(
      SIMD3(side * 122, 26, -62 + up) * k, SIMD3(side * 80, 50, -58 + up) * k, 3.2 * k, 2.6 * k,
      stretch: [1, 6])
    return part
  }
}
