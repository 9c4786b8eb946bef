import Imaging

/// Where the vertebrae's centres lie, from their masks alone.
///
/// The centre is an anatomical point (see `LevelFinding.centre`), not the mask's centroid, which lies
/// near the canal. All is measured in each vertebra's own frame, whose axis follows the spine: in a
/// strip around the midline the mask begins in front with the vertebral body (C2: dens and body; C1:
/// the anterior arch), and the canal parts it from all that lies behind.
///
/// - C3 and below: the middle of that part's extents.
/// - C2: half way along the spine between its ends, the tip of the dens and the disc below.
/// - C1: the axis' dens at the height of the anterior arch.
///
/// Measured on phantoms by `centresFromMasksAreThoseOfTheAnatomy()`.
enum VertebraCentres {
  /// Half the width of the midline strip, mm: less than half a cervical canal.
  private static let stripHalfWidth = 4.0
  /// Half the width in which the midline is looked for, mm: a cervical body and the roots beside it.
  private static let midlineHalfWidth = 12.0
  /// A cervical canal is at least 10 mm deep; less than this is a hole in the mask.
  private static let leastGap = 4
  /// How deep the part in front may be, mm: from a thin anterior arch to a large body with spurs.
  private static let depths = 3.0...32.0
  /// A part in front with less than this share of the strip is a stray piece.
  private static let leastShare = 0.12

  /// - Returns: LPS mm by label. Left out: what the mask's edge cuts, and masks without a canal.
  static func centres(of labels: LabelVolume) -> [UInt8: Position] {
    let points = labels.points(every: 1)
    var known = points.mapValues { $0.reduce(.zero) { $0 + $1.position } / Double($0.count) }
    var found: [UInt8: Position] = [:]
    // The first pass takes the spine's course from the centroids, the second from the centres.
    for _ in 0..<2 {
      let order = known.keys.sorted()
      let line = SpineCurve.directions(order.map { known[$0] ?? .zero })
      var parts: [UInt8: (frame: VertebraFrame, front: Front)] = [:]
      for (label, direction) in zip(order, line) {
        guard let own = points[label] else { continue }
        let frame = VertebraFrame(
          origin: own.reduce(.zero) { $0 + $1.position } / Double(own.count), caudal: direction)
        if let front = front(of: own, in: frame) { parts[label] = (frame, front) }
      }
      found = [:]
      for (label, part) in parts {
        found[label] =
          label == 1
          ? atlas(part.frame, part.front, axis: points[2] ?? [])
          : part.frame.position(part.front.middle(followsAxis: label == 2))
      }
      known.merge(found) { $1 }
    }
    return found
  }

  /// The part of a vertebra before its canal, near the midline.
  private static func front(of points: [LabelPoint], in frame: VertebraFrame) -> Front? {
    let all = points.map { (place: frame.place($0.position), isAtEdge: $0.isAtEdge) }
    var midline = 0.0
    var front: Front?
    for _ in 0..<3 {
      let strip = all.filter { abs($0.place.x - midline) <= stripHalfWidth }
      guard let range = firstPiece(strip.map(\.place.y)) else { return nil }
      let own = strip.filter { range.contains($0.place.y) }
      let part = Front(
        places: own.map(\.place), depth: range, isCut: own.contains(where: \.isAtEdge))
      // The body is as wide on both sides of the midline.
      let beside = all.filter {
        range.contains($0.place.y) && part.height.contains($0.place.z)
          && abs($0.place.x - midline) <= midlineHalfWidth
      }
      midline = beside.reduce(0) { $0 + $1.place.x } / Double(max(1, beside.count))
      front = part.moved(to: midline)
    }
    guard let front, !front.isCut else { return nil }
    return front
  }

  /// From front to back in 1 mm steps: where the first sizeable piece begins and ends.
  private static func firstPiece(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max() else { return nil }
    var bins = [Int](repeating: 0, count: Int(high - low) + 1)
    for value in values { bins[Int(value - low)] += 1 }
    let floor = max(1, (bins.max() ?? 0) / 12)
    var start: Int?
    var empty = 0
    for n in 0..<bins.count + leastGap {
      let isSolid = n < bins.count && bins[n] >= floor
      if isSolid {
        start = start ?? n
        empty = 0
        continue
      }
      empty += 1
      guard let first = start, empty == leastGap else { continue }
      let end = n - leastGap + 1
      start = nil
      guard Double(bins[first..<end].reduce(0, +)) >= leastShare * Double(values.count) else {
        continue
      }
      guard depths.contains(Double(end - first)) else { return nil }
      return low + Double(first)...low + Double(end)
    }
    return nil
  }

  private static func atlas(
    _ frame: VertebraFrame, _ arch: Front, axis: [LabelPoint]
  ) -> Position? {
    let height = (arch.height.lowerBound + arch.height.upperBound) / 2
    let dens = axis.map { frame.place($0.position) }.filter {
      abs($0.z - height) <= 2 && abs($0.x - arch.midline) <= 8
        && $0.y > arch.depth.lowerBound && $0.y < arch.depth.upperBound + 16
    }
    // A dens is some 10 mm thick: fewer points than this are the rim of another thing.
    guard dens.count >= 60 else { return nil }
    let middle = dens.reduce(SIMD3<Double>.zero) { $0 + $1 } / Double(dens.count)
    return frame.position([middle.x, middle.y, height])
  }
}

/// A vertebra's own axes.
private struct VertebraFrame {
  let origin: Position
  let left: SIMD3<Double>
  let posterior: SIMD3<Double>
  let caudal: SIMD3<Double>

  init(origin: Position, caudal direction: SIMD3<Double>) {
    self.origin = origin
    caudal = direction.normalized
    let axis = SIMD3<Double>(1, 0, 0)
    left = (axis - caudal * axis.dot(caudal)).normalized
    posterior = left.cross(caudal)
  }

  /// mm to the left, to posterior and to caudal of the origin.
  func place(_ position: Position) -> SIMD3<Double> {
    let d = position - origin
    return [d.dot(left), d.dot(posterior), d.dot(caudal)]
  }

  func position(_ place: SIMD3<Double>) -> Position {
    origin + left * place.x + posterior * place.y + caudal * place.z
  }
}

/// The midline strip of a body, a dens with its body, or an anterior arch.
private struct Front {
  let places: [SIMD3<Double>]
  /// From anterior to posterior, mm.
  let depth: ClosedRange<Double>
  /// From cranial to caudal, mm; without the outermost hundredth at each end.
  let height: ClosedRange<Double>
  let isCut: Bool
  private(set) var midline = 0.0

  init(places: [SIMD3<Double>], depth: ClosedRange<Double>, isCut: Bool) {
    self.places = places
    self.depth = depth
    self.isCut = isCut
    let heights = places.map(\.z).sorted()
    let cut = heights.count / 100
    height = heights[cut]...heights[heights.count - 1 - cut]
  }

  func moved(to midline: Double) -> Front {
    var front = self
    front.midline = midline
    return front
  }

  /// Half way along the spine; in depth half way too, or where the part's own axis is at that height.
  func middle(followsAxis: Bool) -> SIMD3<Double> {
    let z = (height.lowerBound + height.upperBound) / 2
    let there = followsAxis ? places.filter { abs($0.z - z) <= 2 } : []
    let y =
      there.isEmpty
      ? (depth.lowerBound + depth.upperBound) / 2
      : there.reduce(0) { $0 + $1.y } / Double(there.count)
    return [midline, y, z]
  }
}

/// A voxel of a mask.
struct LabelPoint {
  var position: Position
  /// It lies on the outermost layer of the grid: the vertebra may go on beyond it.
  var isAtEdge: Bool
}

extension LabelVolume {
  /// Voxels of each label, thinned out to about one in each cube of `spacing` mm.
  func points(every spacing: Double) -> [UInt8: [LabelPoint]] {
    let size = geometry.dimensions
    let own = geometry.spacing
    func step(_ axis: Int) -> Int { max(1, Int((spacing / own[axis]).rounded())) }
    let (si, sj, sk) = (step(0), step(1), step(2))
    var result: [UInt8: [LabelPoint]] = [:]
    values.withUnsafeBuffer { values in
      for k in stride(from: 0, to: size.z, by: sk) {
        for j in stride(from: 0, to: size.y, by: sj) {
          let row = (k * size.y + j) * size.x
          for i in stride(from: 0, to: size.x, by: si) where values[row + i] != 0 {
            let isAtEdge =
              i < si || i + si >= size.x || j < sj || j + sj >= size.y || k < sk || k + sk >= size.z
            result[values[row + i], default: []].append(
              LabelPoint(position: geometry.position(i: i, j: j, slice: k), isAtEdge: isAtEdge))
          }
        }
      }
    }
    return result
  }
}
