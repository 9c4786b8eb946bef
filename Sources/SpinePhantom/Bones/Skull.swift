import Imaging

extension Part {
  /// Skull base and vault, in the head's frame: origin at the atlas' centre.
  static func skull(spine: Spine, materials: BoneMaterials, seed: UInt64) -> Part {
    let k = spine.scale
    var part = Part("skull", .bone, pose: spine.head, roughness: 0.4)
    let c = materials.traits.cortexHU
    part.material = Material(outer: c * 1.1, inner: 620, cortex: 1.8, texture: 80, grain: 1.5)
    part.blend = 4
    // Vault: its floor is the posterior fossa; the brow and face are in front of the field.
    part.shell([0, 10 * k, 78 * k], SIMD3(71, 86, 66) * k, wall: 6.5 * k)
    // Foramen magnum: 35 mm long, 30 mm wide.
    part.blend = 2
    part.bar(
      [0, 15.5 * k, 0], [0, 15.5 * k, 40 * k], 16.2 * k, stretch: [0.93, 1.08], side: [0, 1, 0],
      cut: true)
    // Everything of the shell in front of the clivus is replaced by the base below.
    part.box([0, -58 * k, 40 * k], SIMD3(80, 54, 70) * k, corner: 3, cut: true)
    part.blend = 3
    part.material = Material(outer: c, inner: 330, cortex: 1.2, texture: 90, grain: 1.5)
    // Clivus: from the basion up and forward.
    part.bar(
      [0, -2.0 * k, 14.5 * k], [0, -23 * k, 44 * k], 4.6 * k, 7.6 * k, stretch: [2.6, 0.85],
      side: [0, 0.8, 0.6])
    for side in [-1.0, 1.0] {
      // Condyles: oval, converging to the front, over the atlas' lateral masses.
      part.ellipsoid(
        [side * 17.0 * k, 2.5 * k, 12.6 * k], SIMD3(6.6, 11.5, 6.2) * k,
        tilt: Pose(pitch: 0, roll: side * 18, yaw: side * -24))
      part.bar([side * 12 * k, -3 * k, 17 * k], [side * 24 * k, 10 * k, 18 * k], 5 * k, 6 * k)
      part.bar([side * 16 * k, 22 * k, 15 * k], [side * 38 * k, 14 * k, 17 * k], 4 * k, 5 * k)
      // Petrous pyramid.
      part.bar(
        [side * 14 * k, -16 * k, 32 * k], [side * 52 * k, 6 * k, 28 * k], 6 * k, 11 * k,
        stretch: [1, 0.9])
      // Sphenoid and skull floor in front.
      part.box([side * 30 * k, -28 * k, 36 * k], SIMD3(26, 15, 2.6) * k, corner: 2)
      // Pterygoid plates and the maxilla's back wall.
      part.bar(
        [side * 15 * k, -36 * k, 32 * k], [side * 14 * k, -38 * k, 6 * k], 2.2 * k, 1.6 * k,
        stretch: [0.7, 2.2], side: [0, 1, 0])
      part.bar(
        [side * 30 * k, -46 * k, 34 * k], [side * 24 * k, -50 * k, 6 * k], 1.8 * k, 1.8 * k,
        stretch: [6, 1], side: [0, 1, 0.0])
      // Styloid process.
      part.bar(
        [side * 38 * k, -4 * k, 16 * k], [side * 32 * k, -14 * k, -8 * k], 2.0 * k, 1.2 * k)
      // Zygomatic arch.
      let zygoma: [SIMD3<Double>] = [
        [60, -18, 26], [66, -38, 24], [56, -62, 20], [40, -74, 14],
      ]
      part.chain(
        zygoma.map { mirrored($0, side, k) }, [4 * k, 2.6 * k, 4 * k, 6 * k], stretch: [0.7, 1.4])
      // Mastoid: cellular, so mostly air inside.
      part.material = Material(outer: c * 0.9, inner: -250, cortex: 1.6, texture: 430, grain: 3)
      part.bar(
        [side * 52 * k, 11 * k, 26 * k], [side * 50 * k, 6 * k, -2 * k], 11 * k, 5 * k,
        stretch: [0.85, 1.2], side: [0, 1, 0])
      part.material = Material(outer: c, inner: 330, cortex: 1.2, texture: 90, grain: 1.5)
    }
    // Air cells of the face: sphenoid, maxillary and ethmoid sinuses in thin walls.
    part.material = Material(outer: c * 0.62, inner: -960, cortex: 0.9, texture: 0)
    part.blend = 1.2
    part.box([0, -37 * k, 43 * k], SIMD3(15, 11, 9) * k, corner: 5)
    for side in [-1.0, 1.0] {
      part.box([side * 30 * k, -63 * k, 22 * k], SIMD3(13, 15, 15) * k, corner: 7)
      for n in 0..<3 {
        part.ellipsoid([side * 9 * k, (-52 - 11 * Double(n)) * k, 46 * k], SIMD3(6, 6.5, 8) * k)
      }
      // Turbinates and the wall of the nose.
      part.material = Material(outer: 420, inner: 60, cortex: 0.4, texture: 10)
      part.bar(
        [side * 9 * k, -45 * k, 14 * k], [side * 9 * k, -80 * k, 14 * k], 3.6 * k, 3.0 * k,
        stretch: [0.8, 1.5])
      part.bar(
        [side * 8 * k, -46 * k, 28 * k], [side * 8 * k, -76 * k, 28 * k], 2.6 * k, 2.4 * k,
        stretch: [0.8, 1.6])
      part.material = Material(outer: c * 0.62, inner: -960, cortex: 0.9, texture: 0)
    }
    part.material = Material(outer: c, inner: 330, cortex: 1.2, texture: 90, grain: 1.5)
    part.box([0, -64 * k, 24 * k], SIMD3(0.9, 22, 18) * k, corner: 0.8)
    // External protuberance, hard palate.
    part.ellipsoid([0, 88 * k, 42 * k], SIMD3(7, 5, 7) * k)
    part.box([0, -62 * k, 5 * k], SIMD3(17, 24, 1.8) * k, corner: 1.5, tilt: Pose(pitch: -3))
    part.arch(
      height: 1.5 * k, front: -88 * k, back: -46 * k, halfWidth: 24 * k, radius: 5.0 * k, tall: 1.5)
    return part
  }

  /// A horseshoe of alveolar bone.
  mutating func arch(
    height: Double, front: Double, back: Double, halfWidth: Double, radius: Double, tall: Double
  ) {
    for side in [-1.0, 1.0] {
      chain(
        [
          [0, front, height], [side * halfWidth * 0.45, front + 4, height],
          [side * halfWidth * 0.82, front + 16, height], [side * halfWidth, back, height],
        ], [radius, radius, radius, radius * 1.1], stretch: [0.9, tall])
    }
  }

  /// Mandible and teeth, in the head's frame.
  static func mandible(spine: Spine, materials: BoneMaterials, seed: UInt64) -> Part {
    let k = spine.scale
    var part = Part("mandible", .bone, pose: spine.head, roughness: 0.4)
    let c = materials.traits.cortexHU
    part.material = Material(outer: c * 1.25, inner: 260, cortex: 2.2, texture: 90, grain: 2)
    part.blend = 3
    for side in [-1.0, 1.0] {
      let angle: SIMD3<Double> = SIMD3(side * 45, -30, -26) * k
      part.bar(
        SIMD3(side * 49, -16, 22) * k, angle, 3.6 * k, 4.4 * k, stretch: [0.85, 3.4],
        side: [0, 1, 0])
      part.ellipsoid(SIMD3(side * 50, -14, 25) * k, SIMD3(9, 4.5, 5) * k)
      part.chain(
        [
          angle, SIMD3(side * 39, -55, -30) * k, SIMD3(side * 27, -76, -32) * k,
          SIMD3(side * 11, -88, -33) * k, SIMD3(0, -91, -33) * k,
        ],
        [4.6, 5.0, 5.2, 5.4, 5.6].map { $0 * k }, stretch: [1, 2.3])
    }
    return part
  }

  /// Teeth of both jaws: enamel over dentine. Some are missing, some filled.
  static func teeth(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "teeth")
    let k = spine.scale
    var part = Part("teeth", .bone, pose: spine.head, roughness: 0.2)
    part.blend = 0.4
    let missing = max(0.03, min(0.85, (traits.age - 45) / 90))
    for n in 0..<14 {
      // Place along the dental arch, from one molar to the other.
      let t = (Double(n) - 6.5) / 6.5
      let molar = abs(t) > 0.6
      let x = (t < 0 ? -1.0 : 1.0) * 24 * (1 - (1 - abs(t)) * (1 - abs(t))).squareRoot()
      let y = -89 + 38 * abs(t) * abs(t)
      for upper in [true, false] where !r.chance(missing) {
        part.material = Material(
          outer: r.normal(2300, 150), inner: r.normal(1500, 100), cortex: 1.3, texture: 40)
        let crown = SIMD3(x, y, upper ? -7.5 : -12.5) * k
        let root = SIMD3(x * 0.98, y + 2, upper ? 5 : -26) * k
        part.bar(
          crown, root, (molar ? 4.6 : 3.2) * k, (molar ? 2.2 : 1.5) * k,
          stretch: [1, molar ? 1.1 : 1.15], side: [0, 1, 0])
      }
    }
    return part
  }

  /// Hyoid, thyroid and cricoid cartilage: ossified with age.
  static func larynx(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    let k = spine.scale
    var part = Part("larynx", .bone, roughness: 0.7)
    part.blend = 0.8
    func at(_ level: Double, _ x: Double, _ y: Double) -> SIMD3<Double> {
      let anchor = spine.anchor(level)
      return anchor([x * k, y * k, 0])
    }
    part.material = Material(outer: 900, inner: 220, cortex: 0.9, texture: 60, grain: 1.5)
    for side in [-1.0, 1.0] {
      part.chain(
        [
          at(3.35, 0, -47), at(3.38, side * 9, -45), at(3.3, side * 16, -36),
          at(3.15, side * 20, -24),
        ],
        [3.0, 2.8, 2.1, 1.6].map { $0 * k }, stretch: [0.8, 1.3])
    }
    let bony = max(0, min(1, (traits.age - 25) / 45))
    part.material = Material(
      outer: 130 + 620 * bony, inner: 110 + 60 * bony, cortex: 0.7, texture: 90 * bony + 8, grain: 3
    )
    for side in [-1.0, 1.0] {
      // A lamina in three leaves, so that it bulges as cartilage does.
      let corners = [
        at(4.5, 0, -52), at(4.52, side * 10.5, -44.5), at(4.55, side * 17.5, -34),
        at(4.55, side * 20, -24),
      ]
      for n in 0..<3 {
        let (from, to) = (corners[n], corners[n + 1])
        let pose = Pose(along: to - from, side: [side, -0.8 + 0.35 * Double(n), 0], origin: .zero)
        part.box(
          (from + to) * 0.5,
          [
            (11.5 + 0.7 * Double(n)) * k, (1.4 + 0.15 * Double(n)) * k,
            (to - from).length / 2 + 0.9,
          ],
          corner: 1.2, tilt: pose)
      }
      part.bar(at(4.3, side * 20, -24), at(3.5, side * 19, -23), 1.6 * k, 1.2 * k)
      part.bar(at(4.9, side * 18, -25), at(5.55, side * 14, -27), 1.7 * k, 1.3 * k)
      // Cricoid: low in front, high behind.
      let ring: [SIMD3<Double>] = [
        at(5.62, 0, -43), at(5.6, side * 8, -41), at(5.5, side * 11.5, -34),
        at(5.4, side * 8, -26.5), at(5.35, 0, -25),
      ]
      part.chain(ring, [1.8, 1.8, 2.0, 2.2, 2.2].map { $0 * k }, stretch: [0.8, 2.2])
    }
    return part
  }
}
