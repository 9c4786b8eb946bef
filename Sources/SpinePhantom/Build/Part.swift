import CPhantomKernels
import Imaging

/// What a solid is made of. Outer and inner in HU, `cortex` in mm.
struct Material: Sendable {
  var outer: Double
  var inner: Double
  /// Thickness of the outer layer, mm; 0: solid throughout.
  var cortex: Double = 0
  /// Standard deviation of the inner texture, HU, and the size of its features, mm.
  var texture: Double = 0
  var grain: Double = 3

  static func tissue(_ hu: Double, texture: Double = 4, grain: Double = 4) -> Material {
    Material(outer: hu, inner: hu, texture: texture, grain: grain)
  }
}

/// A named piece of anatomy: solids in its own frame, joined in one way.
struct Part: Sendable {
  enum Mode: Int32 {
    case skin, muscle, paint, bone
  }

  var name: String
  var mode: Mode
  /// Label of its voxels; 0: none; −1: stands outside the skin.
  var label: Int = 0
  var pose: Pose = .identity
  var roughness = 0.0
  var solids: [cphantom_solid] = []
  /// Nodes of the tubes among `solids`, whose `first_node` counts from here.
  var nodes: [cphantom_node] = []
  var breaks: [cphantom_break] = []
  /// Radius of smooth joints for solids added from now on, mm.
  var blend = 1.5
  var material = Material(outer: 1000, inner: 250, cortex: 1)

  init(
    _ name: String, _ mode: Mode, label: Int = 0, pose: Pose = .identity, roughness: Double = 0
  ) {
    self.name = name
    self.mode = mode
    self.label = label
    self.pose = pose
    self.roughness = roughness
  }

  mutating func ellipsoid(
    _ at: SIMD3<Double>, _ axes: SIMD3<Double>, tilt: Pose = .identity, cut: Bool = false
  ) {
    add(CPHANTOM_ELLIPSOID, [axes.x, axes.y, axes.z], moved(tilt, at), axes, cut)
  }

  /// A hollow ellipsoid of the given wall thickness.
  mutating func shell(
    _ at: SIMD3<Double>, _ axes: SIMD3<Double>, wall: Double, tilt: Pose = .identity
  ) {
    add(CPHANTOM_SHELL, [axes.x, axes.y, axes.z, wall], moved(tilt, at), axes, false)
  }

  mutating func box(
    _ at: SIMD3<Double>, _ half: SIMD3<Double>, corner: Double, tilt: Pose = .identity,
    cut: Bool = false
  ) {
    add(CPHANTOM_BOX, [half.x, half.y, half.z, corner], moved(tilt, at), half, cut)
  }

  /// A tapered bar from one point to another. `stretch` multiplies its radius along x and y of a
  /// frame whose y lies towards `side`.
  mutating func bar(
    _ from: SIMD3<Double>, _ to: SIMD3<Double>, _ radius: Double, _ endRadius: Double? = nil,
    stretch: SIMD2<Double> = [1, 1], side: SIMD3<Double> = [0, 0, 1], cut: Bool = false
  ) {
    let end = endRadius ?? radius
    let half = max((to - from).length / 2, 0.01)
    let pose = Pose(along: to - from, side: side, origin: (from + to) * 0.5)
    let most = max(radius, end)
    let size: [Double] = [half, radius, end, stretch.x, stretch.y]
    let extent: SIMD3<Double> = [most * stretch.x, most * stretch.y, half + most]
    add(CPHANTOM_CAPSULE, size, pose, extent, cut)
  }

  /// Bars through all points in turn.
  mutating func chain(
    _ points: [SIMD3<Double>], _ radii: [Double], stretch: SIMD2<Double> = [1, 1],
    side: SIMD3<Double> = [0, 0, 1]
  ) {
    for n in 1..<points.count {
      bar(points[n - 1], points[n], radii[n - 1], radii[n], stretch: stretch, side: side)
    }
  }

  /// A vertebral body; see `CPHANTOM_BODY`.
  mutating func vertebralBody(
    halfWidth: Double, halfDepth: Double, halfHeight: Double, uncinate: Double, waist: Double,
    hollow: Double, at: SIMD3<Double> = .zero
  ) {
    let size: [Double] = [
      halfWidth, halfDepth, halfHeight, uncinate, waist, hollow, 0.82 * halfDepth, 0.42 * halfDepth,
    ]
    let tall = halfHeight + uncinate + 2 * hollow + 1
    add(CPHANTOM_BODY, size, Pose(origin: at), [halfWidth + 1, halfDepth + 1, tall], false)
  }

  mutating func pillar(
    _ at: SIMD3<Double>, _ half: SIMD3<Double>, slope: Double, corner: Double,
    tilt: Pose = .identity
  ) {
    add(
      CPHANTOM_PILLAR, [half.x, half.y, half.z, slope, corner], moved(tilt, at),
      [half.x, half.y, half.z + slope * half.y], false)
  }

  /// A tube through horizontal sections of rising height.
  mutating func tube(_ sections: [TubeSection]) {
    guard sections.count > 1 else { return }
    let sorted = sections.sorted { $0.at.z < $1.at.z }
    let first = nodes.count
    nodes += sorted.map(\.node)
    var low = SIMD3<Double>(repeating: .infinity)
    var high = -low
    for s in sorted {
      let r = max(s.a, s.b)
      low = pointwiseMin(low, s.at - SIMD3(r, r, 0))
      high = pointwiseMax(high, s.at + SIMD3(r, r, 0))
    }
    append(CPHANTOM_TUBE, [], .identity, low, high, false, first: first, count: sorted.count)
  }

  private func moved(_ tilt: Pose, _ at: SIMD3<Double>) -> Pose {
    var pose = tilt
    pose.origin = at
    return pose
  }

  private mutating func add(
    _ kind: Int, _ size: [Double], _ pose: Pose, _ half: SIMD3<Double>, _ cut: Bool
  ) {
    func reach(_ k: Int) -> Double {
      abs(pose.x[k]) * half.x + abs(pose.y[k]) * half.y + abs(pose.z[k]) * half.z
    }
    let r = SIMD3(reach(0), reach(1), reach(2))
    append(kind, size, pose, pose.origin - r, pose.origin + r, cut, first: 0, count: 0)
  }

  private mutating func append(
    _ kind: Int, _ size: [Double], _ pose: Pose, _ low: SIMD3<Double>,
    _ high: SIMD3<Double>, _ cut: Bool, first: Int, count: Int
  ) {
    var s = cphantom_solid()
    s.kind = Int32(kind)
    s.operation = cut ? Int32(CPHANTOM_CUT) : Int32(CPHANTOM_ADD)
    s.frame = pose.frame
    withUnsafeMutableBytes(of: &s.size) { raw in
      let out = raw.bindMemory(to: Float.self)
      for (n, v) in size.enumerated() { out[n] = Float(v) }
    }
    s.low = (Float(low.x), Float(low.y), Float(low.z))
    s.high = (Float(high.x), Float(high.y), Float(high.z))
    s.blend = Float(blend)
    s.cortex = Float(material.cortex)
    s.outer = Float(material.outer)
    s.inner = Float(material.inner)
    s.texture = Float(material.texture)
    s.grain = Float(material.grain)
    s.first_node = Int32(first)
    s.node_count = Int32(count)
    solids.append(s)
  }
}

/// A point given for the left side, mirrored to `side` (−1: right) and scaled.
func mirrored(_ p: SIMD3<Double>, _ side: Double, _ scale: Double) -> SIMD3<Double> {
  [p.x * side * scale, p.y * scale, p.z * scale]
}
