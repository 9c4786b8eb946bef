import Imaging

/// What the bones of one person are made of.
struct BoneMaterials: Sendable {
  var traits: Traits

  /// Thin-shelled and full of marrow: bodies, lateral masses.
  var spongy: Material {
    Material(
      outer: traits.cortexHU * 0.86, inner: traits.marrowHU, cortex: 0.65, texture: 70, grain: 1.2)
  }
  /// Pillars and processes: thicker shell, denser inside.
  var firm: Material {
    Material(
      outer: traits.cortexHU, inner: traits.marrowHU * 1.15, cortex: 1.05, texture: 75, grain: 1.2)
  }
  /// Laminae and arches: mostly cortex.
  var dense: Material {
    Material(
      outer: traits.cortexHU * 1.05, inner: traits.marrowHU * 1.2, cortex: 1.3, texture: 70,
      grain: 1.2)
  }
}

extension Part {
  /// C3 … C7: body, pedicles, pillars, laminae, transverse processes with foramina, spinous process.
  static func subaxial(
    index: Int, spine: Spine, materials: BoneMaterials, seed: UInt64
  ) -> Part {
    var r = PhantomRandom(seed: seed, stream: "vertebra\(index)")
    let s = spine.size(index)
    let isC7 = index == 6
    let k = spine.scale
    var part = Part(
      "C\(index + 1)", .bone, label: index + 1, pose: spine.vertebrae[index], roughness: 0.55)
    let (a, b, h) = (s.halfWidth, s.halfDepth, s.halfHeight)
    part.material = materials.spongy
    part.blend = 1.2
    part.vertebralBody(
      halfWidth: a, halfDepth: b, halfHeight: h, uncinate: s.uncinate, waist: 0.55 * k,
      hollow: r.normal(0.75, 0.15))
    // Pillars overlap their neighbours a little: the joint gap then runs between them.
    let pitch = 2 * h + s.disc
    let slope = isC7 ? 1.05 : r.normal(0.82, 0.06)
    let pillarX = s.canalHalfWidth + 6.4 * k
    let pillarY = b + 6.0 * k
    for side in [-1.0, 1.0] {
      let px = side * (pillarX + r.normal(0, 0.4))
      part.material = materials.spongy
      part.blend = 2.0
      part.bar(
        [side * (a - 3), b - 2.4, isC7 ? 2.4 : 1.4], [px * 0.93, pillarY - 2.5, isC7 ? 2.2 : 1.2],
        (isC7 ? 3.3 : 2.7) * k, (isC7 ? 3.5 : 3.0) * k, stretch: [1, 1.25])
      part.material = materials.firm
      part.blend = 1.6
      part.pillar(
        [px, pillarY, -0.3], [6.3 * k, (isC7 ? 4.9 : 5.5) * k, pitch * 0.5 + 0.7], slope: slope,
        corner: 2.2, tilt: Pose(pitch: 0, yaw: side * 8))
      part.material = materials.dense
      part.blend = 2.2
      part.lamina(side: side, from: [px * 0.80, pillarY + 3.6 * k, -2.0], canal: s, b: b, k: k)
      part.material = materials.firm
      part.blend = 1.2
      let fx = side * s.foramenX
      let fy = b - 5.9 * k
      if isC7 {
        part.chain(
          [
            [px * 0.9, pillarY - 3.5, 0.5], [side * 24 * k, b - 0.5, 0.8],
            [side * (31 + r.normal(0, 1.5)) * k, b + 1.2, 0.4],
          ],
          [3.4 * k, 3.0 * k, 3.0 * k], stretch: [1, 1.1])
        part.chain(
          [
            [side * (a - 2), fy - 2.6, -0.5], [side * (s.foramenX + 1), fy - 3.3, -0.2],
            [side * (s.foramenX + 6.5), fy + 0.6, 0.2], [side * 24 * k, b - 1.5, 0.6],
          ],
          [1.7, 1.4, 1.6, 2.0])
      } else {
        // The walls of the foramen: a block, from which it is cut last.
        part.blend = 1.6
        part.box(
          [side * (s.foramenX - 0.5), fy + 0.7, -0.6], [5.2 * k, 5.4 * k, 2.8 * k], corner: 2.8)
        part.blend = 1.2
        let anterior: SIMD3<Double> = [side * (s.foramenX + 5.0 * k), fy - 4.6 * k, -1.6]
        let posterior: SIMD3<Double> = [side * (s.foramenX + 9.2 * k), fy + 4.4 * k, -2.8]
        part.chain(
          [[side * (a - 2.2), fy - 2.6, -0.8], [fx, fy - 4.7 * k, -0.6], anterior],
          [2.0 * k, 1.5 * k, 1.9 * k], stretch: [1, 1.3])
        part.ellipsoid(anterior + [side * 0.8, -0.6, -0.2], [2.1 * k, 2.0 * k, 2.4 * k])
        part.bar([px * 0.92, pillarY - 3.6, -0.5], posterior, 2.4 * k, 1.9 * k, stretch: [1, 1.1])
      }
    }
    part.degenerate(canal: s, pitch: pitch, wear: materials.traits.wear, random: &r)
    part.spinous(index: index, canal: s, b: b, k: k, materials: materials, random: &r)
    // The basivertebral vein leaves through the back of the body.
    part.blend = 0.6
    part.bar(
      [r.normal(0, 0.6), b + 1.5, r.normal(0.3, 0.6)], [0, b - r.uniform(0.5, 3), 0],
      r.uniform(0.35, 0.85),
      0.3, stretch: [1, 1.5], side: [1, 0, 0], cut: true)
    if r.chance(0.45) {
      // A nutrient canal: thin and straight, and no fracture.
      let side = r.chance(0.5) ? 1.0 : -1.0
      let from: SIMD3<Double> = [side * a, r.uniform(-5, 3), r.uniform(-3, 3)]
      part.bar(from, from * 0.45 + [0, 0, r.normal(0, 2)], r.uniform(0.25, 0.5), cut: true)
    }
    // Canal and foramina are cut last.
    part.blend = 1.0
    part.bar(
      [0, b + s.canalDepth * 0.46, -14], [0, b + s.canalDepth * 0.46, 14], s.canalDepth * 0.47,
      stretch: [s.canalHalfWidth / (s.canalDepth * 0.47), 1], side: [0, 1, 0], cut: true)
    part.blend = 0.7
    for side in [-1.0, 1.0] {
      let size = s.foramenRadius * r.normal(1, 0.12)
      part.bar(
        [side * s.foramenX, b - 5.9 * k, -9], [side * s.foramenX, b - 5.9 * k, 9], size,
        stretch: [1, 1.08], side: [0, 1, 0], cut: true)
    }
    return part
  }

  /// A plate from the pillar to the base of the spinous process, its upper edge tipped forward.
  mutating func lamina(
    side: Double, from: SIMD3<Double>, canal s: VertebraSizes, b: Double, k: Double,
    halfHeight: Double = 5.6, thickness: Double = 1.75
  ) {
    let to: SIMD3<Double> = [side * 1.2, b + s.canalDepth + 1.6, -2.6]
    let axis = to - from
    let half = axis.length / 2
    // Frame: z along the plate, y across its thickness, x its height.
    let normal: SIMD3<Double> = [side * 0.55, 0.75, 0.38]
    let pose = Pose(along: axis, side: normal, origin: .zero)
    box((from + to) * 0.5, [halfHeight * k, thickness * k, half + 1.6], corner: 1.5, tilt: pose)
  }

  mutating func spinous(
    index: Int, canal s: VertebraSizes, b: Double, k: Double, materials: BoneMaterials,
    random r: inout PhantomRandom
  ) {
    let base: SIMD3<Double> = [0, b + s.canalDepth + 1.0, -2.8]
    let lean = r.normal(0, 0.6)
    let length = s.spinous
    material = materials.firm
    blend = 2.4
    if index == 6 {
      let tip = base + [lean * 1.4, length - 3, -s.spinousDrop]
      bar(base, tip, 3.3 * k, 3.5 * k, stretch: [0.82, 1.65])
      blend = 1.5
      ellipsoid(tip + [0, 0.5, 0], [4.2 * k, 3.8 * k, 5.2 * k])
      return
    }
    let fork = base + [lean, length - 5.5, -s.spinousDrop * 0.75]
    bar(base, fork, 3.0 * k, 2.5 * k, stretch: [0.85, 1.55])
    blend = 1.6
    let spread = (index == 5 ? r.uniform(0.5, 3.0) : r.uniform(3.4, 5.4)) * k
    for side in [-1.0, 1.0] {
      let tip =
        fork + [side * spread + lean, 5.0 * k + r.normal(0, 0.8), -2.6 * k + r.normal(0, 0.5)]
      bar(fork, tip, 2.3 * k, 1.9 * k, stretch: [1, 1.15])
    }
  }
}
