import Foundation
import Imaging

/// A rigid placement: where a part's own axes (x left, y posterior, z superior) lie in its parent, mm.
struct Pose: Sendable {
  var x: SIMD3<Double> = [1, 0, 0]
  var y: SIMD3<Double> = [0, 1, 0]
  var z: SIMD3<Double> = [0, 0, 1]
  var origin: SIMD3<Double> = .zero

  static let identity = Pose()

  init(origin: SIMD3<Double> = .zero) { self.origin = origin }

  /// - Parameters:
  ///   - pitch: about x, degrees; positive tips the top to the front.
  ///   - roll: about y, degrees; positive tips the top to the patient's right.
  ///   - yaw: about z, degrees; positive turns the front to the patient's left.
  init(
    pitch: Double, roll: Double = 0, yaw: Double = 0, origin: SIMD3<Double> = .zero
  ) {
    let (p, r, w) = (pitch * .pi / 180, roll * .pi / 180, yaw * .pi / 180)
    func turned(_ v: SIMD3<Double>) -> SIMD3<Double> {
      let a: SIMD3<Double> = [v.x, v.y * cos(p) - v.z * sin(p), v.y * sin(p) + v.z * cos(p)]
      let b: SIMD3<Double> = [a.x * cos(r) - a.z * sin(r), a.y, a.x * sin(r) + a.z * cos(r)]
      return [b.x * cos(w) - b.y * sin(w), b.x * sin(w) + b.y * cos(w), b.z]
    }
    x = turned([1, 0, 0])
    y = turned([0, 1, 0])
    z = turned([0, 0, 1])
    self.origin = origin
  }

  /// Axis z along `axis`; y as near as can be to `side`.
  init(along axis: SIMD3<Double>, side: SIMD3<Double>, origin: SIMD3<Double>) {
    z = axis.normalized
    var across = side - z * side.dot(z)
    if across.length < 1e-6 { across = z.cross([0, 0, 1]) }
    if across.length < 1e-6 { across = [0, 1, 0] }
    y = across.normalized
    x = y.cross(z)
    self.origin = origin
  }

  /// A point of the part, in the parent.
  func callAsFunction(_ p: SIMD3<Double>) -> SIMD3<Double> { origin + direction(p) }

  func direction(_ p: SIMD3<Double>) -> SIMD3<Double> { x * p.x + y * p.y + z * p.z }

  /// A point of the parent, in the part.
  func inverse(_ p: SIMD3<Double>) -> SIMD3<Double> {
    let d = p - origin
    return [d.dot(x), d.dot(y), d.dot(z)]
  }

  func composed(_ inner: Pose) -> Pose {
    var out = Pose(origin: self(inner.origin))
    out.x = direction(inner.x)
    out.y = direction(inner.y)
    out.z = direction(inner.z)
    return out
  }

  /// Parent → part, 3×4 row by row.
  var frame:
    (
      Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float, Float
    )
  {
    let t = SIMD3(-origin.dot(x), -origin.dot(y), -origin.dot(z))
    return (
      Float(x.x), Float(x.y), Float(x.z), Float(t.x), Float(y.x), Float(y.y), Float(y.z),
      Float(t.y), Float(z.x), Float(z.y), Float(z.z), Float(t.z)
    )
  }
}
