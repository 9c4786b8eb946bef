/// The 6-connected components of a mask.
struct Components: Sendable {
  let size: SIMD3<Int>
  /// 0 outside the mask, else the component's number, from 1.
  let labels: [Int32]
  /// Voxels of component n at index n − 1.
  let counts: [Int]

  /// - Parameter mask: i fastest, `size.x · size.y · size.z` values.
  init(mask: [Bool], size: SIMD3<Int>) {
    var labels = [Int32](repeating: 0, count: mask.count)
    var counts: [Int] = []
    var stack: [Int] = []
    let row = size.x
    let slice = size.x * size.y
    for seed in mask.indices where mask[seed] && labels[seed] == 0 {
      let number = Int32(counts.count + 1)
      labels[seed] = number
      stack.append(seed)
      var count = 0
      while let voxel = stack.popLast() {
        count += 1
        let i = voxel % row
        let j = voxel / row % size.y
        let k = voxel / slice
        func visit(_ neighbour: Int) {
          if mask[neighbour] && labels[neighbour] == 0 {
            labels[neighbour] = number
            stack.append(neighbour)
          }
        }
        if i > 0 { visit(voxel - 1) }
        if i + 1 < size.x { visit(voxel + 1) }
        if j > 0 { visit(voxel - row) }
        if j + 1 < size.y { visit(voxel + row) }
        if k > 0 { visit(voxel - slice) }
        if k + 1 < size.z { visit(voxel + slice) }
      }
      counts.append(count)
    }
    self.size = size
    self.labels = labels
    self.counts = counts
  }

  /// The number of the largest component; the first of equals; nil when the mask is empty.
  var largest: Int32? {
    guard let most = counts.max(), let index = counts.firstIndex(of: most) else { return nil }
    return Int32(index + 1)
  }

  /// The lowest and highest voxel indices of a component along each axis.
  func bounds(of number: Int32) -> (lower: SIMD3<Int>, upper: SIMD3<Int>)? {
    var lower = size
    var upper = SIMD3(repeating: -1)
    for voxel in labels.indices where labels[voxel] == number {
      let place = SIMD3(voxel % size.x, voxel / size.x % size.y, voxel / (size.x * size.y))
      for axis in 0..<3 {
        lower[axis] = min(lower[axis], place[axis])
        upper[axis] = max(upper[axis], place[axis])
      }
    }
    return upper.x < 0 ? nil : (lower, upper)
  }
}
