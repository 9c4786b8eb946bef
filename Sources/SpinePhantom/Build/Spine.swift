import Foundation
import Imaging

/// Where every vertebra and the head stand in the scene. The middle of C4 is the origin.
struct Spine: Sendable {
  /// C1, C2, … C7, T1 … T5: pose of each vertebra's own frame.
  var vertebrae: [Pose]
  /// Sizes of C3 … T5, with individual variation.
  var sizes: [VertebraSizes]
  /// The head, whose origin is the atlas' centre when it sits straight.
  var head: Pose
  var scale: Double

  init(traits: Traits, seed: UInt64) {
    var r = PhantomRandom(seed: seed, stream: "spine")
    scale = traits.scale
    sizes = VertebraSizes.all.map { base in
      var s = base.scaled(traits.scale)
      s.halfWidth *= r.normal(1, 0.03)
      s.halfDepth *= r.normal(1, 0.03)
      s.halfHeight *= r.normal(1, 0.025)
      s.spinous *= r.normal(1, 0.09)
      s.canalDepth *= r.normal(1, 0.03)
      s.disc *= r.normal(1, 0.05)
      return s
    }
    // C4/5 to C6/7 lose the most height with age.
    for n in 1...3 where r.chance(0.25 + 0.6 * traits.wear) {
      sizes[n].disc *= 1 - traits.wear * r.uniform(0.15, 0.55)
    }
    // Lean of each level: the lordosis shared between C2 and C7, kyphosis below.
    let levels = 12
    var lean = [Double](repeating: 0, count: levels)
    for n in 0..<levels {
      let down = Double(n) - 6  // 0 at C7
      let even =
        down <= 0 ? traits.lean + traits.lordosis * down / 5 : traits.lean + 4.5 * down
      lean[n] = even + r.normal(0, 0.8)
    }
    lean[0] = 0.45 * lean[1] + traits.nod - 4
    let yaw = (0..<levels).map {
      traits.turn * 0.45 * max(0, (6 - Double($0)) / 5) + r.normal(0, 0.5)
    }
    let roll = (0..<levels).map {
      traits.bend * max(-0.5, (6 - Double($0)) / 4) + r.normal(0, 0.5)
    }
    vertebrae = (0..<levels).map { Pose(pitch: lean[$0], roll: -roll[$0], yaw: yaw[$0]) }
    for n in 2..<levels {
      let above =
        n == 2
        ? VertebraSizes.axisHalfLength * scale : sizes[n - 3].halfHeight + sizes[n - 3].disc / 2
      let below = (n == 2 ? 2.4 * scale : sizes[n - 3].disc / 2) + sizes[n - 2].halfHeight
      vertebrae[n].origin =
        vertebrae[n - 1].origin - vertebrae[n - 1].z * above - vertebrae[n].z * below
    }
    vertebrae[0] = Pose(
      pitch: lean[0], roll: -roll[1], yaw: yaw[1] + 0.35 * traits.turn,
      origin: vertebrae[1]([0, 0, VertebraSizes.atlasHeight * scale]))
    let shift = vertebrae[3].origin
    for n in 0..<levels { vertebrae[n].origin -= shift }
    head = Pose(
      pitch: lean[0] + 4 + r.normal(0, 3), roll: -roll[1], yaw: yaw[1] + 0.4 * traits.turn,
      origin: vertebrae[0].origin)
  }

  /// Sizes of the vertebra at an index counted from C1 = 0; C3 and below.
  func size(_ index: Int) -> VertebraSizes { sizes[index - 2] }

  /// The spine's own frame at a level given as a number: C1 = 1, C2/3 disc = 2.5 …; 0 and −1 lie 30
  /// and 60 mm up in the head. Soft tissue hangs on it.
  func anchor(_ level: Double) -> Pose {
    func known(_ n: Int) -> Pose {
      if n <= 0 {
        return Pose(pitch: 0, yaw: headYaw, origin: head([0, 0, 30 * Double(1 - n) * scale]))
      }
      return vertebrae[min(n, vertebrae.count) - 1]
    }
    let low = Int(level.rounded(.down))
    let u = level - Double(low)
    let (p, q, r, t) = (known(low - 1), known(low), known(low + 1), known(low + 2))
    func mixed(_ k: Int) -> Double {
      catmullRom(p.origin[k], q.origin[k], r.origin[k], t.origin[k], u)
    }
    func angle(_ pose: Pose) -> Double { atan2(pose.x.y, pose.x.x) * 180 / .pi }
    return Pose(
      pitch: 0, yaw: angle(q) * (1 - u) + angle(r) * u, origin: [mixed(0), mixed(1), mixed(2)])
  }

  private var headYaw: Double { atan2(head.x.y, head.x.x) * 180 / .pi }
}
