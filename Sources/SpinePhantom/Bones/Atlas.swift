import Imaging

extension Part {
  /// C1: a ring of two arches and two lateral masses. Its origin is the point on the dens axis at
  /// the height of the anterior arch.
  static func atlas(spine: Spine, materials: BoneMaterials, seed: UInt64) -> Part {
    var r = PhantomRandom(seed: seed, stream: "atlas")
    let k = spine.scale
    var part = Part("C1", .bone, label: 1, pose: spine.vertebrae[0], roughness: 0.5)
    // Doherty and Heggeness 1994: anterior arch about 7 mm thick and 11 mm high at the midline,
    // ring 45 mm deep and 78 mm wide over the transverse processes.
    part.material = materials.dense
    part.blend = 2.0
    let arch: [SIMD3<Double>] = [
      [-13.5, -4.8, -1.0], [-9.0, -8.0, 0], [-4.2, -9.7, 0], [0, -10.2, 0], [4.2, -9.7, 0],
      [9.0, -8.0, 0], [13.5, -4.8, -1.0],
    ].map { $0 * k }
    part.chain(arch, [3.3, 3.0, 2.9, 3.0, 2.9, 3.0, 3.3].map { $0 * k }, stretch: [1, 1.75])
    part.ellipsoid([0, -12.0 * k, -1.2], [3.0 * k, 2.0 * k, 3.4 * k])
    for side in [-1.0, 1.0] {
      part.material = materials.firm
      part.blend = 2.4
      // Lateral mass: taller outside than inside, its length turned in front towards the middle.
      part.ellipsoid(
        [side * 17.2 * k, 2.4 * k, -0.6], [7.4 * k, 9.6 * k, 8.2 * k],
        tilt: Pose(pitch: 0, roll: side * 14, yaw: side * -18))
      part.ellipsoid(
        [side * 18.5 * k, 1.5 * k, -4.5 * k], [7.6 * k, 7.8 * k, 4.6 * k],
        tilt: Pose(pitch: 0, roll: side * 20))
      // Transverse process: two roots around the foramen.
      let fx = side * 27.5 * k
      let fy = 3.2 * k
      let tip: SIMD3<Double> = [side * (35.5 + r.normal(0, 1.0)) * k, 6.5 * k, -1.5]
      part.blend = 1.6
      part.chain(
        [[side * 20 * k, -1.5 * k, 0], [fx, fy - 4.9 * k, -0.6], tip], [3.0 * k, 1.9 * k, 2.6 * k])
      part.chain(
        [[side * 21 * k, 7.5 * k, 0.4], [fx, fy + 5.2 * k, -0.4], tip], [3.2 * k, 2.0 * k, 2.6 * k])
      part.ellipsoid(tip, [3.0 * k, 3.4 * k, 3.6 * k])
      // Posterior arch: slender behind the mass, where the artery lies on it, then higher.
      part.material = materials.dense
      part.blend = 1.8
      let posterior: [SIMD3<Double>] = [
        [side * 19.5, 9.5, 0.5], [side * 18.8, 16.0, -0.6], [side * 15.0, 22.5, -1.0],
        [side * 8.5, 27.2, -1.2], [0, 29.0 + r.normal(0, 0.2), -1.4],
      ].map { $0 * k }
      part.chain(posterior, [3.2, 2.2, 2.3, 2.6, 3.0].map { $0 * k }, stretch: [1, 1.55])
    }
    part.ellipsoid([0, 30.6 * k, -1.4], [3.0 * k, 2.8 * k, 3.6 * k])
    // The ring's inside: room for the dens and its ligament in front, the cord behind.
    part.blend = 1.0
    part.bar(
      [0, 0.8 * k, -14], [0, 0.8 * k, 14], 7.9 * k, stretch: [1.18, 1], side: [0, 1, 0], cut: true)
    part.bar(
      [0, 14 * k, -16], [0, 14 * k, 16], 11.4 * k, stretch: [1.3, 1], side: [0, 1, 0], cut: true)
    for side in [-1.0, 1.0] {
      part.bar(
        [side * 27.5 * k, 3.2 * k, -9], [side * 27.5 * k, 3.2 * k, 9], 3.1 * k, stretch: [1, 1.05],
        side: [0, 1, 0], cut: true)
    }
    return part
  }
}
