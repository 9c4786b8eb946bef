import Foundation
import Imaging
import Inference

/// The training examples of stage 2 from one study: its levels' slices, and where fractures lie.
public struct PreparedLevels: Sendable {
  public let levels: [Level]
  /// `[levels, slices, channels, size, size]`.
  public let slices: [Float16]
  /// `[levels, slices, cells, cells]`: the part of each cell that is fracture, 0…1. Nil where no
  /// fracture mask exists.
  public let fractures: [Float16]?
  public let input: ClassifyStage.Input

  /// Pixels along a side of a cell of `fractures`: the classifier's feature map has one value a cell.
  public static let cellPixels = 8

  /// - Parameters:
  ///   - labels: at any resolution; brought onto the localiser's grid, where inference has its masks.
  ///   - centres: anatomical centres, LPS mm, by label; levels without one are left out, as are
  ///     levels whose centre lies outside the volume.
  ///   - fractures: 1 in fractured voxels of any level, on its own grid.
  public init(
    volume: Volume, labels: LabelVolume, centres: [UInt8: Position],
    fractures: FractureMask?,
    settings: PreparationSettings, threads: Int
  ) throws {
    let grid = try LocaliserGrid.geometry(
      for: volume, input: settings.localise, threads: threads)
    let coarse = labels.labels(on: grid)
    let found = Level.allCases.filter { level in
      guard let centre = centres[level.label] else { return false }
      return volume.geometry.contains(centre) && coarse.contains(level.label)
    }
    // The thoracic centre, where known, bends the curve at C7 as it does in inference.
    let line = (1...8).compactMap { label in centres[UInt8(label)].map { (UInt8(label), $0) } }
    let directions = SpineCurve.directions(line.map(\.1))
    let examples = try found.compactMap { level -> Example? in
      guard let place = line.firstIndex(where: { $0.0 == level.label }) else { return nil }
      let mask = try LevelMask(
        geometry: grid, values: coarse.map { $0 == level.label ? 1 : 0 })
      return Example(level: level, mask: mask, direction: directions[place])
    }
    try self.init(volume: volume, examples: examples, input: settings.classify, threads: threads) {
      try fractures?.part(of: $0, labels: labels)
    }
  }

  /// From stage 1's own masks and centres, as inference has them.
  ///
  /// - Parameter isWanted: whether inference would read the level in this frame.
  init(
    volume: Volume, localisation: Localisation, truth: LevelTruth?, settings: PreparationSettings,
    threads: Int,
    isWanted: (LocalisedLevel, CropFrame) -> Bool
  ) throws {
    let input = settings.classify
    let examples = zip(localisation.levels, localisation.directions).map {
      Example(level: $0.level, mask: $0.mask, direction: $1)
    }
    let wanted = zip(examples, localisation.levels).filter { example, level in
      truth?.confirms(level) ?? true && isWanted(level, example.frame(input))
    }
    try self.init(
      volume: volume, examples: wanted.map(\.0), input: input, threads: threads
    ) { level in
      try truth.map { try $0.fractures.part(of: level, labels: $0.labels) }
    }
  }

  private struct Example {
    let level: Level
    let mask: LevelMask
    let direction: SIMD3<Double>

    func frame(_ input: ClassifyStage.Input) -> CropFrame {
      CropFrame(
        points: mask.points, direction: direction, slices: input.slices,
        margin: input.marginMillimetres)
    }
  }

  private init(
    volume: Volume, examples: [Example], input: ClassifyStage.Input, threads: Int,
    broken: (Level) throws -> VolumeSampler?
  ) throws {
    let sampler = VolumeSampler(volume: volume)
    var slices: [Float16] = []
    var cells: [Float16]?
    for example in examples {
      let frame = example.frame(input)
      slices += try LevelCrop.values(
        volume: sampler, mask: example.mask.sampler, frame: frame, input: input, threads: threads
      ).map(Float16.init)
      if let broken = try broken(example.level) {
        cells =
          (cells ?? [])
          + (try broken.values(
            on: frame.geometry(input).coarsened(by: Self.cellPixels), threads: threads
          ).map(Float16.init))
      }
    }
    levels = examples.map(\.level)
    self.slices = slices
    fractures = cells
    self.input = input
  }

  var sliceFile: Data {
    NumPyFile.encoded(
      slices,
      shape: [
        levels.count, input.slices, input.neighbours + 1, input.sizePixels, input.sizePixels,
      ])
  }

  var fractureFile: Data? {
    let cells = input.sizePixels / Self.cellPixels
    return fractures.map {
      NumPyFile.encoded($0, shape: [levels.count, input.slices, cells, cells])
    }
  }
}

/// What is known of a study whose levels stage 1 finds.
public struct LevelTruth: Sendable {
  let centres: [UInt8: Position]
  let labels: LabelVolume
  let fractures: FractureMask

  /// - Parameter centres: anatomical centres, LPS mm, by label.
  public init(centres: [UInt8: Position], labels: LabelVolume, fractures: FractureMask) {
    self.centres = centres
    self.labels = labels
    self.fractures = fractures
  }

  /// Farther from the true centre than this is another level's place, mm: half the least distance of two.
  private static let tolerance = 8.0

  func confirms(_ found: LocalisedLevel) -> Bool {
    centres[found.level.label].map { ($0 - found.centre).length <= Self.tolerance } ?? false
  }
}

/// Where bone is broken, whichever level's it is.
public struct FractureMask: Sendable {
  let geometry: VolumeGeometry
  /// Places of the broken voxels in the grid's storage.
  let broken: [Int]

  /// - Parameter values: not 0 in broken voxels.
  public init(geometry: VolumeGeometry, values: VoxelBuffer<UInt8>) {
    self.geometry = geometry
    broken = values.withUnsafeBuffer { values in values.indices.filter { values[$0] != 0 } }
  }

  /// 1 in the broken voxels that touch the level's own bone.
  func part(of level: Level, labels: LabelVolume) throws -> VolumeSampler {
    let size = geometry.dimensions
    let reach = [-1.0, 0, 1]
    let steps = reach.flatMap { z in
      reach.flatMap { y in reach.map { SIMD3($0, y, z) * labels.geometry.spacing } }
    }
    let own = broken.filter { n in
      let here = geometry.position(
        i: n % size.x, j: n / size.x % size.y, slice: n / (size.x * size.y))
      return steps.contains { labels.label(at: here + $0) == level.label }
    }
    let buffer = try VoxelBuffer<Float>(count: geometry.voxelCount) { target in
      for n in own { target[n] = 1 }
    }
    return VolumeSampler(geometry: geometry, values: buffer)
  }
}

/// How much each voxel of the localiser's grid belongs to one level.
struct LevelMask: Sendable {
  let sampler: VolumeSampler
  /// Positions of the voxels that belong to it by at least half, LPS mm.
  let points: [Position]

  init(geometry: VolumeGeometry, values: [Float]) throws {
    let buffer = try VoxelBuffer<Float>(count: values.count) { target in
      _ = target.initialize(from: values)
    }
    sampler = VolumeSampler(geometry: geometry, values: buffer)
    let size = geometry.dimensions
    points = values.indices.filter { values[$0] >= 0.5 }.map { n in
      geometry.position(i: n % size.x, j: n / size.x % size.y, slice: n / (size.x * size.y))
    }
  }
}

extension VolumeGeometry {
  /// The same field in the plane with `factor`² voxels joined in one; whole cells only.
  func coarsened(by factor: Int) -> VolumeGeometry {
    let shift = Double(factor - 1) / 2
    return VolumeGeometry(
      dimensions: SIMD3(dimensions.x / factor, dimensions.y / factor, dimensions.z),
      affine: Affine(
        i: affine.i * Double(factor), j: affine.j * Double(factor), k: affine.k,
        origin: affine.position(of: [shift, shift, 0])))
  }
}
