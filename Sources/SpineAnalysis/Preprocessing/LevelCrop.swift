import Imaging

/// The input of stage 2 for one level.
enum LevelCrop {
  /// - Parameters:
  ///   - mask: how much each voxel of the localiser's grid belongs to the level, 0…1.
  /// - Returns: `[slices, neighbours + 1, size, size]`, C order: HU windowed to 0…1, then the mask.
  static func values(
    volume: VolumeSampler, mask: VolumeSampler, frame: CropFrame, input: ClassifyStage.Input,
    threads: Int, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> [Float] {
    let plane = input.sizePixels * input.sizePixels
    let channels = input.neighbours + 1
    var result = [Float](repeating: 0, count: input.slices * channels * plane)
    // Each neighbour is its own 1 mm thick slice, however far apart the slices lie.
    let cell: SIMD3<Double> = [1, 1, min(1, input.neighbourStepMillimetres / frame.pitch)]
    for n in 0..<input.neighbours {
      let offset = Double(n - input.neighbours / 2) * input.neighbourStepMillimetres
      let hu = try volume.values(
        on: frame.geometry(input, offset: offset), cell: cell, threads: threads,
        isCancelled: isCancelled)
      for slice in 0..<input.slices {
        let to = (slice * channels + n) * plane
        for p in 0..<plane {
          result[to + p] = input.windowHU.value(ofHounsfieldUnits: hu[slice * plane + p])
        }
      }
    }
    let soft = try mask.values(
      on: frame.geometry(input), cell: cell, threads: threads, isCancelled: isCancelled)
    for slice in 0..<input.slices {
      let to = (slice * channels + input.neighbours) * plane
      for p in 0..<plane { result[to + p] = soft[slice * plane + p] }
    }
    return result
  }
}
