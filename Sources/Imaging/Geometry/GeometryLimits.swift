/// What a grid must be like for pictures to be made of it: far wider than any scan, far narrower than
/// what arithmetic or memory would not bear.
extension VolumeGeometry {
  /// Distance between voxel centres, mm: from a tenth of a micrometre to ten metres.
  static let possibleSpacing = 1e-4...1e4
  /// From the origin of patient space, mm.
  static let farthest = 1e7
  /// Pixels of the largest picture at its finest spacing: 268 million, a gigabyte of HU.
  private static let largestPicture = 268_435_456.0
  /// The volume of a voxel by the product of its edges; 0.05 is a stack tilted by 87°.
  private static let flattest = 0.05

  /// Why no picture can be made of the grid; nil for every scan of a patient.
  var impossibility: String? {
    let columns = [affine.i, affine.j, affine.k]
    let lengths = columns.map(\.length)
    guard lengths.allSatisfy(Self.possibleSpacing.contains) else {
      return "voxels cannot be \(lengths.map { "\($0)" }.joined(separator: " × ")) mm wide"
    }
    guard (0..<3).allSatisfy({ abs(affine.origin[$0]) <= Self.farthest }) else {
      return "the image cannot lie kilometres away"
    }
    guard abs(affine.determinant) >= Self.flattest * lengths[0] * lengths[1] * lengths[2] else {
      return "its axes lie in one plane"
    }
    let finest = lengths.min() ?? 1
    let sides = zip(lengths, [dimensions.x, dimensions.y, dimensions.z])
      .map { $0 / finest * Double($1) }.sorted()
    guard sides[1] * sides[2] <= Self.largestPicture else {
      return "pictures of it would have more than 268 million pixels"
    }
    return nil
  }
}
