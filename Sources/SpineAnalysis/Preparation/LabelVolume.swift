import Imaging

/// Which vertebra each voxel is: 0 none, 1…7 C1–C7, 8…19 T1–T12, as in the RSNA-2022 segmentations.
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

  /// The labels of a segmentation file that was read as a volume, wherever its axes point.
  ///
  /// - Throws: `PreparationError.segmentation` when it holds anything but whole numbers 0…255.
  public init(segmentation volume: Volume) throws {
    let wrong = PreparationError.segmentation(
      reason: "it holds other values than the whole numbers 0 to 255")
    let buffer = try VoxelBuffer<UInt8>(count: volume.geometry.voxelCount) { target in
      func fill<Element>(_ source: UnsafeBufferPointer<Element>, _ label: (Element) -> UInt8?)
        throws
      {
        for n in source.indices {
          guard let value = label(source[n]) else { throw wrong }
          target[n] = value
        }
      }
      switch volume.voxels {
      case .int16(let stored): try stored.withUnsafeBuffer { try fill($0, UInt8.init(exactly:)) }
      case .float32(let stored): try stored.withUnsafeBuffer { try fill($0, UInt8.init(exactly:)) }
      }
    }
    self.init(geometry: volume.geometry, values: buffer)
  }

  /// The label of the nearest voxel; 0 outside.
  func label(at position: Position) -> UInt8 {
    let index = geometry.affine.index(of: position)
    let slice = geometry.sliceCoordinates.map { SliceTable($0).slice(at: index.z) } ?? index.z
    let voxel = SIMD3<Double>(index.x, index.y, slice).rounded(.toNearestOrAwayFromZero)
    let size = geometry.dimensions
    guard voxel.x >= 0, voxel.y >= 0, voxel.z >= 0, voxel.x < Double(size.x),
      voxel.y < Double(size.y), voxel.z < Double(size.z)
    else { return 0 }
    return values[(Int(voxel.z) * size.y + Int(voxel.y)) * size.x + Int(voxel.x)]
  }

  /// The label at the centre of each of `target`'s voxels (nearest voxel; 0 outside).
  func labels(on target: VolumeGeometry) -> [UInt8] {
    let size = target.dimensions
    var result = [UInt8](repeating: 0, count: target.voxelCount)
    for n in result.indices {
      result[n] = label(
        at: target.position(i: n % size.x, j: n / size.x % size.y, slice: n / (size.x * size.y)))
    }
    return result
  }
}
