/// An ellipse in patient space, its axes along the rows and columns of the plane it was drawn on.
public struct PlaneEllipse: Sendable, Hashable {
  /// LPS, mm.
  public let centre: Position
  /// Half axes along the plane's `right` and `down`, mm.
  public let halfAxes: SIMD2<Double>
  private let right: SIMD3<Double>
  private let down: SIMD3<Double>

  /// The ellipse in the rectangle between two opposite corners, each taken at its foot on `plane`.
  public init(corner: Position, opposite: Position, on plane: Plane) {
    let a = corner - plane.normal * plane.distance(to: corner)
    let b = opposite - plane.normal * plane.distance(to: opposite)
    centre = (a + b) / 2
    right = plane.right
    down = plane.down
    halfAxes = [abs((b - a).dot(right)) / 2, abs((b - a).dot(down)) / 2]
  }

  /// mm²: π · a · b.
  public var area: Double { .pi * halfAxes.x * halfAxes.y }

  /// Whether the foot of `position` on the ellipse's plane lies inside, the edge included.
  public func contains(_ position: Position) -> Bool {
    guard halfAxes.x > 0, halfAxes.y > 0 else { return false }
    let d = position - centre
    let (u, v) = (d.dot(right) / halfAxes.x, d.dot(down) / halfAxes.y)
    return u * u + v * v <= 1 + 1e-9
  }

  /// The corners of the rectangle around it.
  var corners: [Position] {
    let (a, b) = (right * halfAxes.x, down * halfAxes.y)
    return [centre - a - b, centre + a - b, centre - a + b, centre + a + b]
  }
}
