import CPhantomKernels
import Foundation

/// A horizontal elliptic cross-section of a muscle, vessel or hollow organ.
struct TubeSection: Sendable {
  /// Centre in the scene, mm.
  var at: SIMD3<Double>
  /// Semi-axes, mm.
  var a: Double
  var b: Double
  /// Rotation about z, degrees; positive turns x towards posterior.
  var turn = 0.0
  /// Distance behind the centre at which the section is cut flat, mm.
  var flat = 1000.0

  var node: cphantom_node {
    let angle = turn * .pi / 180
    return cphantom_node(
      z: Float(at.z), x: Float(at.x), y: Float(at.y), a: Float(a), b: Float(b),
      cosine: Float(cos(angle)), sine: Float(sin(angle)), flat: Float(flat))
  }
}

/// Sections of a tube made dense and smooth by a Catmull–Rom spline, so that no joint shows.
func smoothed(_ sections: [TubeSection], step: Double = 5) -> [TubeSection] {
  let s = sections.sorted { $0.at.z < $1.at.z }
  guard s.count > 2 else { return s }
  var out: [TubeSection] = []
  for n in 0..<(s.count - 1) {
    let (p, q) = (s[max(n - 1, 0)], s[n])
    let (r, t) = (s[n + 1], s[min(n + 2, s.count - 1)])
    let pieces = max(1, Int(((r.at.z - q.at.z) / step).rounded()))
    for m in 0..<pieces {
      let u = Double(m) / Double(pieces)
      func blend(_ path: (TubeSection) -> Double) -> Double {
        catmullRom(path(p), path(q), path(r), path(t), u)
      }
      var made = q
      // Height stays linear so that sections keep their order.
      made.at = [blend { $0.at.x }, blend { $0.at.y }, q.at.z + (r.at.z - q.at.z) * u]
      made.a = max(0.3, blend { $0.a })
      made.b = max(0.3, blend { $0.b })
      made.turn = blend { $0.turn }
      // A cut that comes or goes must not swing past its ends.
      made.flat = q.flat + (r.flat - q.flat) * u
      out.append(made)
    }
  }
  out.append(s[s.count - 1])
  return out
}

func catmullRom(_ p: Double, _ q: Double, _ r: Double, _ t: Double, _ u: Double) -> Double {
  let a = 2 * q
  let b = (r - p) * u
  let c = (2 * p - 5 * q + 4 * r - t) * u * u
  let d = (3 * q - p - 3 * r + t) * u * u * u
  return 0.5 * (a + b + c + d)
}
