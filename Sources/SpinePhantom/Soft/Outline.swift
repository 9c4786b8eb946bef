import Imaging

extension Part {
  /// The skin: head, neck, shoulders as one smooth outline.
  static func outline(spine: Spine, traits: Traits, seed: UInt64) -> Part {
    var part = Part("skin", .skin, roughness: 1.3)
    let k = spine.scale
    let fat = traits.fat - 4.5
    let w = 54 * (0.65 + 0.35 * traits.bulk) + fat
    let d = 63 * (0.65 + 0.35 * traits.bulk) + 0.8 * fat
    let up = traits.shoulders
    part.blend = 14
    func band(_ level: Double, _ y: Double, _ a: Double, _ b: Double) -> Section {
      Section(level, 0, y, a, b)
    }
    // The back of the neck is broad, the front narrow.
    part.organ(
      spine,
      [
        band(-0.6, 18, w * 1.1, d * 0.96), band(0.5, 20, w * 1.08, d * 0.92),
        band(2, 18, w * 1.05, d * 0.86),
        band(3, 15, w * 1.02, d * 0.80), band(4, 13, w * 1.02, d * 0.78),
        band(5, 12, w * 1.05, d * 0.77),
        band(6, 13, w * 1.14, d * 0.78), band(7, 14, w * 1.34, d * 0.80),
        band(8, 12, w * 1.65, d * 0.88),
        band(9, 8, w * 1.95, d * 1.0), band(10, 4, w * 2.2, d * 1.12),
        band(12, 0, w * 2.4, d * 1.2),
      ])
    part.organ(
      spine,
      [
        band(1, -20, w * 0.85, d * 0.6), band(3, -21, w * 0.8, d * 0.62),
        band(4, -22, w * 0.76, d * 0.66),
        band(5, -22, w * 0.78, d * 0.65), band(6, -22, w * 0.85, d * 0.61),
        band(7, -21, w * 1.0, d * 0.6),
        band(8, -22, w * 1.25, d * 0.62), band(9, -22, w * 1.5, d * 0.66),
        band(11, -22, w * 1.7, d * 0.74),
      ])
    // Shoulders: a slope of trapezius, then the deltoids.
    part.blend = 22
    let t1 = spine.vertebrae[7].origin
    for side in [-1.0, 1.0] {
      let wide = (1 + 0.012 * fat) * k * traits.bulk
      part.bar(
        t1 + SIMD3(side * 25, 24, 2 + 0.4 * up) * k, t1 + SIMD3(side * 135, 12, -34 + up) * k,
        30 * wide,
        40 * wide, stretch: [1, 1])
      part.ellipsoid(t1 + SIMD3(side * 158, 8, -60 + up) * k, SIMD3(46, 52, 70) * wide)
    }
    part.blend = 16
    let chest: [TubeSection] = [
      TubeSection(at: t1 + [0, 8, -210], a: 165 * k, b: (98 + fat) * k),
      TubeSection(at: t1 + [0, 6, -110], a: 158 * k, b: (90 + fat) * k),
      TubeSection(at: t1 + [0, 2, -72], a: 140 * k, b: (72 + fat) * k),
      TubeSection(at: t1 + [0, 0, -50], a: 90 * k, b: (50 + fat) * k),
    ]
    part.tube(smoothed(chest))
    // Head: vault, face, jaw, in the head's frame.
    let head = spine.head
    part.blend = 12
    let vault = head(SIMD3(0, 10, 78) * k)
    var tilt = head
    tilt.origin = .zero
    part.ellipsoid(vault, SIMD3(76.5, 92.5, 76) * k, tilt: tilt)
    part.ellipsoid(head(SIMD3(0, -44, 22) * k), SIMD3(66, 58, 62) * k, tilt: tilt)
    part.ellipsoid(head(SIMD3(0, -50, -24) * k), SIMD3(53 + fat, 50, 24) * k, tilt: tilt)
    part.blend = 8
    part.ellipsoid(head(SIMD3(0, -102, 22) * k), SIMD3(14, 17, 22) * k, tilt: tilt)
    part.blend = 10
    part.ellipsoid(head(SIMD3(0, -87, -34) * k), SIMD3(22, 16, 14) * k, tilt: tilt)
    // Throat below the jaw, where neck and floor of the mouth meet.
    part.ellipsoid(spine.anchor(3.4)(SIMD3(0, -38, 0) * k), SIMD3(36 + fat, 26, 26) * k)
    for side in [-1.0, 1.0] {
      part.blend = 4
      part.ellipsoid(
        head(SIMD3(side * 73, 8, 35) * k), SIMD3(4, 14, 25) * k,
        tilt: Pose(pitch: 0, yaw: side * -28))
    }
    return part
  }

  /// The table's top: a curved shell with a foam mat, below the patient.
  static func table(spine: Spine, traits: Traits, backY: Double) -> Part {
    var part = Part("table", .paint, label: -1)
    part.material = Material(outer: -120, inner: -900, cortex: 1.4)
    part.blend = 0.5
    part.box([0, backY + 28, 0], [205, 16, 1000], corner: 14)
    part.material = Material(outer: -960, inner: -960)
    part.box([0, backY + 6, 0], [190, 6, 1000], corner: 3)
    return part
  }
}
