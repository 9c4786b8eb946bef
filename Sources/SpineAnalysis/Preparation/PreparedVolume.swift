import Foundation
import Imaging
import Inference

/// One training example of stage 1: a volume as the localiser sees it, and the truth on its grid.
public struct PreparedVolume: Sendable {
  public let geometry: VolumeGeometry
  /// Windowed to 0…1, i fastest.
  public let image: [Float]
  /// The labels of `LabelVolume`, i fastest.
  public let labels: [UInt8]
  /// Where the vertebrae's centres lie, in voxels of the grid, by label.
  public let centres: [UInt8: Index]

  /// - Parameter centres: anatomical centres (design of `LevelFinding.centre`), LPS mm, by label.
  /// - Throws: what `LocaliserGrid` throws; `CancellationError`.
  public init(
    volume: Volume, labels: LabelVolume, centres: [UInt8: Position], input: LocaliseStage.Input,
    threads: Int
  ) throws {
    let grid = try LocaliserGrid.geometry(for: volume, input: input, threads: threads)
    geometry = grid
    image = try LocaliserInput.values(volume: volume, grid: grid, input: input, threads: threads)
    self.labels = labels.labels(on: grid)
    self.centres = centres.mapValues { grid.affine.index(of: $0) }
  }

  private var shape: [Int] {
    [geometry.dimensions.z, geometry.dimensions.y, geometry.dimensions.x]
  }
  var imageFile: Data { NumPyFile.encoded(image.map(Float16.init), shape: shape) }
  var labelFile: Data { NumPyFile.encoded(labels, shape: shape) }
}

/// The input of stage 1.
enum LocaliserInput {
  /// - Returns: `[D, H, W]` of `grid`, HU windowed to 0…1.
  static func values(
    volume: Volume, grid: VolumeGeometry, input: LocaliseStage.Input, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> [Float] {
    let hu = try VolumeSampler(volume: volume).values(
      on: grid, threads: threads, isCancelled: isCancelled)
    return hu.map { input.windowHU.value(ofHounsfieldUnits: $0) }
  }
}
