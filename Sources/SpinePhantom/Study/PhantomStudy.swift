import Foundation
import Imaging

/// One synthetic neck: everything about it follows from its seed.
///
/// It can be painted on any grid (a whole study, a crop, a coarse or an oblique grid): the anatomy is
/// the same everywhere, and so is the noise on grids of the same voxel size.
public struct PhantomStudy: Sendable {
  public let seed: UInt64
  public let options: PhantomOptions
  /// C1 first; always seven, whether or not a grid shows them.
  public let levels: [LevelTruth]
  let anatomy: Anatomy
  private let scene: Scene

  public init(seed: UInt64, options: PhantomOptions = .default) {
    self.seed = seed
    self.options = options
    let anatomy = Anatomy(seed: seed, options: options)
    self.anatomy = anatomy
    scene = Scene(anatomy, seed: seed)
    levels = Level.allCases.map { level in
      guard let part = anatomy.parts.first(where: { $0.label == Int(level.label) }) else {
        preconditionFailure("the anatomy has no \(level)")
      }
      let box = part.box
      var low = SIMD3<Double>(repeating: .infinity)
      var high = -low
      for corner in 0..<8 {
        let p = anatomy.placement([
          corner & 1 == 0 ? box.low.x : box.high.x, corner & 2 == 0 ? box.low.y : box.high.y,
          corner & 4 == 0 ? box.low.z : box.high.z,
        ])
        low = pointwiseMin(low, p)
        high = pointwiseMax(high, p)
      }
      return LevelTruth(
        level: level, centre: anatomy.placement(part.pose.origin), boxMinimum: low,
        boxMaximum: high,
        fractures: anatomy.fractures.filter { $0.level == level })
    }
  }

  public var fractures: [FractureTruth] { levels.flatMap(\.fractures) }
  public var isFractured: Bool { !fractures.isEmpty }

  /// HU at each voxel, i fastest: −1024…3071.
  ///
  /// Each voxel is the mean over its own volume, blurred by the scanner's point spread; noise and
  /// shoulder streaks are added unless the options say no.
  /// - Throws: `CancellationError` when the calling task is cancelled; `VolumeError` without memory.
  public func hounsfieldUnits(
    on geometry: VolumeGeometry, threads: Int = defaultThreads, progress: ProgressHandler? = nil
  ) throws -> VoxelBuffer<Int16> {
    try renderer(geometry, threads).render(
      .hounsfieldUnits, progress: progress, stage: "painting slices"
    ) {
      Int16(max(-1024, min(3071, $0.rounded())))
    }
  }

  /// The vertebra at each voxel's centre: 1–7 C1–C7, 8… T1…, 0 elsewhere.
  public func labels(
    on geometry: VolumeGeometry, threads: Int = defaultThreads, progress: ProgressHandler? = nil
  ) throws -> VoxelBuffer<UInt8> {
    try renderer(geometry, threads).render(.labels, progress: progress, stage: "labelling slices") {
      UInt8($0)
    }
  }

  /// 1 where a break runs through bone, widened to the voxel size; 0 elsewhere.
  public func fractureMask(
    on geometry: VolumeGeometry, threads: Int = defaultThreads, progress: ProgressHandler? = nil
  ) throws -> VoxelBuffer<UInt8> {
    try renderer(geometry, threads).render(.breaks, progress: progress, stage: "marking breaks") {
      $0 > 0.02 ? 1 : 0
    }
  }

  public static var defaultThreads: Int { ProcessInfo.processInfo.activeProcessorCount }

  private func renderer(_ geometry: VolumeGeometry, _ threads: Int) -> Renderer {
    Renderer(
      scene: scene, geometry: geometry,
      sampling: Sampling(
        geometry: geometry, kernelWidth: anatomy.traits.kernelWidth, noise: anatomy.traits.noise),
      streak: anatomy.traits.noise * 0.55, withNoise: options.withNoise, threads: threads)
  }
}
