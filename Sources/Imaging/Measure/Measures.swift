import Foundation

/// The angle at `vertex` between the directions to `a` and to `b`, degrees 0…180.
///
/// From sine and cosine together, which stays exact near 0° and 180° where the cosine alone does not.
/// Zero when a point coincides with the vertex.
public func angleDegrees(at vertex: Position, from a: Position, to b: Position) -> Double {
  let (u, v) = (a - vertex, b - vertex)
  return atan2(u.cross(v).length, u.dot(v)) * 180 / .pi
}

/// The distance between two positions, mm.
public func distanceMillimetres(_ a: Position, _ b: Position) -> Double { (a - b).length }
