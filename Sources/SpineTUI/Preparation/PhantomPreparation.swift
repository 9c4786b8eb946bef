import Imaging
import SpineAnalysis
import SpinePhantom

/// Makes training tensors straight from phantom seeds: only what the crops need is ever painted.
struct PhantomPreparation: Sendable {
  var settings = PreparationSettings.standard
  /// Fields of view per study for stage 1; 0 leaves stage 1 out.
  var views = 2
  /// Whether stage 2's slices are made.
  var makesLevels = true
  /// Fractured levels to force on each study instead of the drawn ones; their kinds follow the seed.
  var fracturedLevels: Int?
  /// Its first stage finds the levels, as in inference; nil takes the true outlines.
  var analyser: SpineAnalyser?

  /// Spacing of the painting that stage 1's views are taken from, mm: finer than its grid.
  private static let viewSpacing = 2.0

  static func name(seed: UInt64) -> String { "phantom-\(seed)" }

  func prepare(seed: UInt64, into folder: PreparationFolder) async throws {
    var options = PhantomOptions.default
    var random = ViewRandom(seed: seed)
    if let fracturedLevels {
      options.fractures = Level.allCases.shuffled(using: &random).prefix(fracturedLevels).map {
        Injury(level: $0, kind: FractureKind.kinds(at: $0).randomElement(using: &random)!)
      }
    }
    let study = PhantomStudy(seed: seed, options: options)
    var centres: [UInt8: Position] = [:]
    for truth in study.levels { centres[truth.level.label] = truth.centre }
    for (n, centre) in study.thoracicCentres.enumerated() { centres[UInt8(8 + n)] = centre }
    let volumes =
      views > 0 ? try self.volumes(study, centres: centres, random: &random) : []
    let levels = makesLevels ? try await self.levels(study, centres: centres) : nil
    try folder.write(
      study: Self.name(seed: seed), volumes: volumes, levels: levels,
      fractured: Set(study.levels.filter(\.isFractured).map(\.level)))
  }

  // MARK: Stage 1

  private func volumes(
    _ study: PhantomStudy, centres: [UInt8: Position], random: inout ViewRandom
  ) throws -> [PreparedVolume] {
    let base = study.defaultGeometry
    let around = base.centre
    let half = SIMD3<Double>(260, 170, Double(base.dimensions.z) * base.spacing.z / 2 + 45)
    let grid = geometry(
      Box(minimum: around - half, maximum: around + half),
      spacing: SIMD3(repeating: Self.viewSpacing))
    let volume = Volume(
      geometry: grid, voxels: .int16(try study.hounsfieldUnits(on: grid, threads: 1)),
      identity: SeriesIdentity(modality: "CT", isSynthetic: true))
    let labels = LabelVolume(geometry: grid, values: try study.labels(on: grid, threads: 1))
    return try (0..<views).map { n in
      let view = self.view(of: base, whole: grid, isWide: n % 2 == 1, random: &random)
      let hu = try VolumeSampler(volume: volume).values(on: view, threads: 1)
      let seen = try VoxelBuffer<Float>(count: hu.count) { _ = $0.initialize(from: hu) }
      return try PreparedVolume(
        volume: Volume(geometry: view, voxels: .float32(seen), identity: volume.identity),
        labels: labels, centres: centres, input: settings.localise, threads: 1)
    }
  }

  /// A scan's field and voxels: a neck protocol, or a radiotherapy planning scan of head and
  /// shoulders in coarse pixels.
  private func view(
    of base: VolumeGeometry, whole: VolumeGeometry, isWide: Bool, random: inout ViewRandom
  ) -> VolumeGeometry {
    let height = Double(base.dimensions.z) * base.spacing.z
    var top = base.centre.z + height / 2 + random.uniform(-25, 40)
    var bottom = base.centre.z - height / 2 - random.uniform(-20, 40)
    // Some scans show a part of the neck only.
    if random.uniform(0, 1) < 0.15 { bottom += random.uniform(0, 0.45) * height }
    if random.uniform(0, 1) < 0.15 { top -= random.uniform(0, 0.45) * height }
    let middle = base.centre
    let half: SIMD3<Double> =
      isWide
      ? [random.uniform(180, 258), random.uniform(130, 168), 0]
      : SIMD3(
        base.spacing.x * Double(base.dimensions.x) / 2 * random.uniform(0.75, 1.2),
        base.spacing.y * Double(base.dimensions.y) / 2 * random.uniform(0.75, 1.2), 0)
    let spacing: SIMD3<Double> =
      isWide
      ? SIMD3(repeating: random.uniform(2.5, 5)) * [1, 1, 0] + [0, 0, random.uniform(2, 4)]
      : SIMD3(repeating: Self.viewSpacing)
    let field = Box(
      minimum: [middle.x - half.x, middle.y - half.y, bottom],
      maximum: [middle.x + half.x, middle.y + half.y, top])
    return geometry(field, spacing: spacing)
  }

  // MARK: Stage 2

  private func levels(
    _ study: PhantomStudy, centres: [UInt8: Position]
  ) async throws -> PreparedLevels {
    let base = study.defaultGeometry
    // The spine's part of the scan with the scan's own voxels; room for a crop around every level.
    let reach = Double(settings.classify.sizePixels) * settings.classify.pixelMillimetres * 0.62
    var low = SIMD3(repeating: Double.infinity)
    var high = -low
    for truth in study.levels where study.isInView(truth.level, on: base) {
      let middle = (truth.boxMinimum + truth.boxMaximum) / 2
      low = pointwiseMin(low, pointwiseMin(middle - SIMD3(repeating: reach), truth.boxMinimum))
      high = pointwiseMax(high, pointwiseMax(middle + SIMD3(repeating: reach), truth.boxMaximum))
    }
    let strip = base.cropped(from: low, to: high)
    let volume = Volume(
      geometry: strip, voxels: .int16(try study.hounsfieldUnits(on: strip, threads: 1)),
      identity: SeriesIdentity(modality: "CT", isSynthetic: true))
    let coarse = geometry(Box(minimum: low, maximum: high), spacing: [1.5, 1.5, 1.5])
    let labels = LabelVolume(geometry: coarse, values: try study.labels(on: coarse, threads: 1))
    let pixel = settings.classify.pixelMillimetres
    let breakGrid = geometry(Box(minimum: low, maximum: high), spacing: [pixel, pixel, 1])
    let fractures = FractureMask(
      geometry: breakGrid, values: try study.fractureMask(on: breakGrid, threads: 1))
    guard let analyser else {
      return try PreparedLevels(
        volume: volume, labels: labels, centres: centres, fractures: fractures,
        settings: settings, threads: 1)
    }
    let whole = geometry(base.box, spacing: SIMD3(repeating: Self.viewSpacing))
    let field = Volume(
      geometry: whole, voxels: .int16(try study.hounsfieldUnits(on: whole, threads: 1)),
      identity: volume.identity)
    return try await analyser.preparedLevels(
      of: volume, seenIn: field,
      truth: LevelTruth(centres: centres, labels: labels, fractures: fractures), settings: settings)
  }

  private func geometry(_ box: Box, spacing: SIMD3<Double>) -> VolumeGeometry {
    let extent = (box.maximum - box.minimum) / spacing
    let size = SIMD3(Int(extent.x) + 1, Int(extent.y) + 1, Int(extent.z) + 1)
    return VolumeGeometry(
      dimensions: size, affine: Affine(spacing: spacing, origin: box.minimum))
  }
}

extension VolumeGeometry {
  /// The field of view, from voxel centre to voxel centre.
  ///
  /// - Precondition: the grid's axes are the patient's, ascending.
  fileprivate var box: Box {
    let last = dimensions &- 1
    return Box(
      minimum: affine.origin,
      maximum: affine.position(of: [Double(last.x), Double(last.y), Double(last.z)]))
  }

  /// The voxels between two positions, on the same lattice, as far as the grid reaches.
  ///
  /// - Precondition: the grid's axes are the patient's, ascending.
  fileprivate func cropped(from low: Position, to high: Position) -> VolumeGeometry {
    let first = affine.index(of: low).rounded(.down)
    let last = affine.index(of: high).rounded(.up)
    var start = SIMD3<Int>.zero
    var size = SIMD3<Int>.zero
    for axis in 0..<3 {
      start[axis] = max(0, Int(first[axis]))
      size[axis] = max(1, min(dimensions[axis] - 1, Int(last[axis])) - start[axis] + 1)
    }
    let origin = affine.position(of: [Double(start.x), Double(start.y), Double(start.z)])
    return VolumeGeometry(
      dimensions: size, affine: Affine(i: affine.i, j: affine.j, k: affine.k, origin: origin))
  }
}

/// SplitMix64: what a view shows follows from the study's seed.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct ViewRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    Double.random(in: low..<high, using: &self)
  }
}
