import Imaging

/// Which vertebra each voxel is: 0 none, 1…7 C1–C7, 8 T1 and on, as in the RSNA-2022 segmentations.
public struct LabelVolume: Sendable {
  public let geometry: VolumeGeometry
  public let values: VoxelBuffer<UInt8>

  /// - Precondition: one value for each voxel.
  public init(geometry: VolumeGeometry, values: VoxelBuffer<UInt8>) {
    precondition(
      values.count == geometry.voxelCount,
      "\(values.count) labels for a grid of \(geometry.dimensions)")
    self.geometry = geometry
    self.values = values
  }

  /// The label at the centre of each of `target`'s voxels (nearest voxel; 0 outside).
  func labels(on target: VolumeGeometry) -> [UInt8] {
    let walk = GridWalk(from: target, cell: [0, 0, 0], over: geometry)
    let size = walk.target
    let source = geometry.dimensions
    var result = [UInt8](repeating: 0, count: target.voxelCount)
    values.withUnsafeBuffer { labels in
      var n = 0
      for k in 0..<size.z {
        for j in 0..<size.y {
          var index = walk.start + walk.stepJ * Double(j) + walk.stepK * Double(k)
          for _ in 0..<size.x {
            let slice = walk.slices?.slice(at: index.z) ?? index.z
            let voxel = SIMD3<Double>(index.x, index.y, slice).rounded(.toNearestOrAwayFromZero)
            if voxel.x >= 0, voxel.y >= 0, voxel.z >= 0, voxel.x < Double(source.x),
              voxel.y < Double(source.y), voxel.z < Double(source.z)
            {
              result[n] = labels[(Int(voxel.z) * source.y + Int(voxel.y)) * source.x + Int(voxel.x)]
            }
            index += walk.stepI
            n += 1
          }
        }
      }
    }
    return result
  }
}
