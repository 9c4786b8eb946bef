import CPhantomKernels
import Foundation
import Imaging

/// One sheet along which a bone is broken, in the vertebra's frame.
struct Break {
  var through: SIMD3<Double>
  /// Points to the fragment that moves.
  var normal: SIMD3<Double>
  /// Sphere outside which nothing changes.
  var centre: SIMD3<Double>
  var radius: Double
  var shift: SIMD3<Double> = .zero
  var squeeze = 0.0
  var density = 0.0

  func made(gap: Double, seed: UInt32) -> cphantom_break {
    let n = normal.normalized
    var b = cphantom_break()
    b.normal = (Float(n.x), Float(n.y), Float(n.z))
    b.offset = Float(through.dot(n))
    b.centre = (Float(centre.x), Float(centre.y), Float(centre.z))
    b.radius = Float(radius)
    b.gap = Float(gap)
    b.shift = (Float(shift.x), Float(shift.y), Float(shift.z))
    b.roughness = 0.55
    b.squeeze = Float(squeeze)
    b.density = Float(density)
    b.seed = seed
    return b
  }
}

extension FractureKind {
  /// The sheets of this kind at a level, with displacement `d` mm.
  func breaks(
    level: Level, spine: Spine, displacement d: Double, random r: inout PhantomRandom
  ) -> [Break] {
    let k = spine.scale
    let side = r.chance(0.5) ? 1.0 : -1.0
    func jitter(_ s: Double) -> SIMD3<Double> { [r.normal(0, s), r.normal(0, s), r.normal(0, s)] }
    func arch(_ at: SIMD3<Double>, _ along: SIMD3<Double>, _ shift: SIMD3<Double>) -> Break {
      Break(through: at, normal: along + jitter(0.22), centre: at, radius: 9, shift: shift)
    }
    switch self {
    case .atlasAnteriorArch:
      let x = side * r.uniform(2.5, 9)
      return [arch(SIMD3(x, -9.6 + abs(x) * 0.2, 0) * k, [side, 0.35, 0], [side * d * 0.6, 0, 0])]
    case .atlasPosteriorArch:
      return [1.0, -1.0].prefix(r.chance(0.55) ? 2 : 1).map { s in
        arch(
          SIMD3(s * side * 17.8, 18, -0.5) * k, [s * side * 0.35, -0.9, 0],
          [s * side * d * 0.5, 0, d * 0.3])
      }
    case .jefferson:
      let x = side * r.uniform(5, 10)
      return [
        arch(SIMD3(x, -8.4, 0) * k, [side, 0.3, 0], [side * d * 0.7, 0, 0]),
        arch(SIMD3(side * 16.5, 20.5, -0.8) * k, [side * 0.5, -0.8, 0], [side * d * 0.7, 0, 0]),
        arch(SIMD3(-side * 16.8, 20, -0.8) * k, [-side * 0.5, -0.8, 0], [-side * d * 0.6, 0, 0]),
      ]
    case .atlasLateralMass:
      let at = SIMD3(side * 17.5, 2, -1) * k
      return [
        Break(
          through: at, normal: [side, 0.3, 0.1] + jitter(0.2), centre: at, radius: 14,
          shift: [side * d * 0.6, 0, 0])
      ]
    case .densTypeII:
      let z = r.uniform(1.5, 4.5) * k
      let way = r.chance(0.6) ? 1.0 : -1.0
      return [
        Break(
          through: [0, 0, z], normal: [r.normal(0, 0.1), way * 0.3, 1], centre: [0, 0.5, 11 * k],
          radius: 16.5 * k, shift: [0, way * d, 0])
      ]
    case .densTypeIII:
      let z = -r.uniform(4.5, 7.5) * k
      return [
        Break(
          through: [0, 0, z], normal: [r.normal(0, 0.15), r.normal(0.1, 0.2), 1],
          centre: [0, 0, 0], radius: 17 * k, shift: [0, d * 0.6, 0])
      ]
    case .hangman:
      return [1.0, -1.0].map { s in
        let at = SIMD3(s * 17.2, 6.8 + r.normal(0, 1), -8) * k
        return Break(
          through: at, normal: [s * 0.1, 1, -0.45] + jitter(0.15), centre: at, radius: 12,
          shift: [0, d * 0.8, 0])
      }
    default:
      return subaxialBreaks(level: level, spine: spine, displacement: d, side: side, random: &r)
    }
  }

  private func subaxialBreaks(
    level: Level, spine: Spine, displacement d: Double, side: Double, random r: inout PhantomRandom
  ) -> [Break] {
    let k = spine.scale
    // C2 has a teardrop too: its body stands below its origin.
    let isAxis = level == .c2
    let s = isAxis ? VertebraSizes.c3.scaled(k) : spine.size(level.rawValue)
    let (a, b, h) = (s.halfWidth, s.halfDepth, s.halfHeight)
    let lift: SIMD3<Double> = [0, 0, isAxis ? -10.5 * k : 0]
    let pillar: SIMD3<Double> = [side * (s.canalHalfWidth + 6.4 * k), b + 6 * k, -0.3]
    func tilted(_ n: SIMD3<Double>, _ spread: Double = 0.2) -> SIMD3<Double> {
      n + [r.normal(0, spread), r.normal(0, spread), r.normal(0, spread)]
    }
    switch self {
    case .compression:
      let z = h * r.uniform(0.2, 0.5)
      return [
        Break(
          through: [0, 0, z], normal: tilted([0, -0.25, 1], 0.12), centre: [0, -2.5, 1],
          radius: 13 * k, squeeze: r.uniform(0.14, 0.38), density: r.uniform(60, 220))
      ]
    case .burst:
      let x = r.normal(0, 2.5)
      return [
        Break(
          through: [0, 0, h * 0.3], normal: tilted([0, -0.2, 1], 0.12), centre: [0, -2, 1],
          radius: 13 * k, squeeze: r.uniform(0.15, 0.35), density: r.uniform(60, 180)),
        Break(
          through: [x, 0, 0], normal: tilted([1, 0.1, 0], 0.12), centre: [0, 0, 0], radius: 13 * k,
          shift: [0.4 * d, 0, 0]),
        Break(
          through: [0, b - 5, 1], normal: [0, 1, 0.35], centre: [0, b - 1.5, 2], radius: 9.5 * k,
          shift: [0, 0.8 + d, 0]),
      ]
    case .teardrop:
      let size = r.uniform(4.5, 7.5)
      let corner: SIMD3<Double> = [0, -b, -h] + lift
      return [
        Break(
          through: corner + [0, size * 0.5, size * 0.5], normal: tilted([0, -0.72, -0.69], 0.08),
          centre: corner + [0, 1, 1], radius: 12.5 * k, shift: [0, -0.7 * d, -0.5 * d])
      ]
    case .facet:
      let up = r.chance(0.6) ? 1.0 : -1.0
      let at = pillar + [0, -up * 1.5, up * 3.5]
      return [
        Break(
          through: at, normal: tilted([0, -0.35 * up, up]), centre: at + [0, 0, up * 3], radius: 11,
          shift: [0, -0.6 * d * up, 0.3 * d])
      ]
    case .lamina:
      let at: SIMD3<Double> = [side * r.uniform(6, 12), 0, -2]
      let y = b + s.canalDepth + 1.8 - (abs(at.x) - 1.2) * 0.52
      let place: SIMD3<Double> = [at.x, y, -2.4]
      return [
        Break(
          through: place, normal: tilted([side * 0.9, -0.45, 0]), centre: place, radius: 10.5,
          shift: [0, -0.5 * d, 0.2 * d])
      ]
    case .pedicle:
      let at: SIMD3<Double> = [side * (a + 2.6), b + 0.6, 1.2]
      return [
        Break(
          through: at, normal: tilted([side * 0.7, 0.7, 0], 0.15), centre: at, radius: 8.5,
          shift: [side * 0.3 * d, 0.3 * d, 0])
      ]
    case .transverseProcess:
      let x = level == .c7 ? 23.5 * k : s.foramenX + r.uniform(-0.5, 2.5)
      let y = level == .c7 ? b : b - 5 * k
      return [
        Break(
          through: [side * x, y, -1], normal: tilted([side, 0.1, 0], 0.15),
          centre: [side * (x + 5), y, -1.5], radius: 12, shift: [side * 0.6 * d, 0, -0.6 * d])
      ]
    case .spinousProcess:
      let y = b + s.canalDepth + s.spinous * r.uniform(0.22, 0.55)
      let end = b + s.canalDepth + s.spinous + 6
      let middle = (y + end) / 2
      return [
        Break(
          through: [0, y, -3 - s.spinousDrop * 0.35], normal: tilted([0, 1, -0.1]),
          centre: [0, middle, -3 - s.spinousDrop * 0.6], radius: (end - y) / 2 + 8,
          shift: [0, 0.3 * d, -0.8 * d])
      ]
    default:
      return []
    }
  }
}
