import Imaging

/// What must hold of a volume before a stage may speak of it.
enum InputChecks {
  /// - Throws: `AnalysisError`, when not even the levels can be named.
  static func require(_ volume: Volume, for stage: LocaliseStage) throws(AnalysisError) {
    try require(volume)
    let spacing = volume.geometry.spacing
    guard isFineEnough(spacing, for: stage.requires) else {
      throw .tooCoarse(
        pixelMillimetres: max(spacing.x, spacing.y), sliceMillimetres: spacing.z)
    }
  }

  /// What must hold whatever the model: a CT whose place is known, in HU.
  static func require(_ volume: Volume) throws(AnalysisError) {
    let modality = volume.identity.modality
    guard modality.isEmpty || modality == "CT" else { throw .notCT(modality: modality) }
    let geometry = volume.geometry
    guard abs(geometry.affine.determinant) > 1e-6, volume.hasKnownPlace else { throw .noGeometry }
    guard geometry.dimensions.min() >= 8 else {
      throw .tooFewSlices(count: geometry.dimensions.min())
    }
    if let warning = volume.warnings.first(where: { $0.code == ImagingWarning.notHounsfieldCode }) {
      throw .notHounsfieldUnits(reason: warning.text)
    }
    if let reason = hounsfieldProblem(volume) { throw .notHounsfieldUnits(reason: reason) }
  }

  /// Why stage 2 cannot speak of any level of a volume; nil when it can.
  static func reasonNotToClassify(_ volume: Volume, _ stage: ClassifyStage) -> String? {
    let spacing = volume.geometry.spacing
    guard !isFineEnough(spacing, for: stage.requires) else { return nil }
    let voxel = [spacing.x, spacing.y, spacing.z].map(millimetres).joined(separator: " × ")
    return
      "voxels of \(voxel) mm are too coarse: the model needs pixels of at most \(millimetres(stage.requires.pixelMillimetres)) mm and slices of at most \(millimetres(stage.requires.sliceMillimetres)) mm"
  }

  /// Why stage 2 cannot speak of one level; nil when it can.
  static func reasonNotToClassify(
    _ level: LocalisedLevel, frame: CropFrame, in volume: Volume, _ stage: ClassifyStage
  ) -> String? {
    let geometry = volume.geometry
    let span = level.box.corners.map { geometry.affine.index(of: $0).z }
    if let gap = geometry.widestGap(fromK: span.min() ?? 0, toK: span.max() ?? 0),
      gap > stage.requires.sliceMillimetres
    {
      return "slices are missing there: a gap of \(millimetres(gap)) mm"
    }
    let reach = Double(stage.input.slices - 1) / 2 * frame.pitch - stage.input.marginMillimetres
    let ends = [frame.centre - frame.caudal * reach, frame.centre + frame.caudal * reach]
    // A millimetre or two beyond the last slice is the mask's own coarseness.
    let isWhole = ends.allSatisfy { end in
      geometry.contains(end + (frame.centre - end).normalized * 3)
    }
    return isWhole ? nil : "the edge of the scan cuts it"
  }

  /// Compares finest to finest: which stored axis is the slice axis does not matter.
  private static func isFineEnough(
    _ spacing: SIMD3<Double>, for needs: StageRequirements
  ) -> Bool {
    let has = [spacing.x, spacing.y, spacing.z].sorted()
    let limits = [needs.pixelMillimetres, needs.pixelMillimetres, needs.sliceMillimetres].sorted()
    return zip(has, limits).allSatisfy { $0 <= $1 * 1.001 }
  }

  /// Why the values cannot be Hounsfield units; nil when they can.
  ///
  /// A neck in HU has air (the airway, or the room) below −300 and bone above 150.
  private static func hounsfieldProblem(_ volume: Volume) -> String? {
    let size = volume.geometry.dimensions
    var low = Float.infinity
    var high = -Float.infinity
    let step = SIMD3(max(1, size.x / 128), max(1, size.y / 128), max(1, size.z / 128))
    for k in stride(from: 0, to: size.z, by: step.z) {
      for j in stride(from: 0, to: size.y, by: step.y) {
        for i in stride(from: 0, to: size.x, by: step.x) {
          let value = volume.hounsfieldUnits(i: i, j: j, slice: k)
          guard value.isFinite, value != volume.padding else { continue }
          low = min(low, value)
          high = max(high, value)
        }
      }
    }
    if low > -300 { return "nothing is as thin as air" }
    if high < 150 { return "nothing is as dense as bone" }
    return nil
  }
}

extension VolumeGeometry {
  /// The widest step between stored slices that overlaps a range of k, mm; nil for an even stack.
  fileprivate func widestGap(fromK low: Double, toK high: Double) -> Double? {
    guard let coordinates = sliceCoordinates else { return nil }
    let steps = zip(coordinates, coordinates.dropFirst()).filter { $1 >= low && $0 <= high }
    return steps.map { ($1 - $0) * affine.k.length }.max()
  }
}

extension Box {
  fileprivate var corners: [Position] {
    [minimum.z, maximum.z].flatMap { z in
      [minimum.y, maximum.y].flatMap { y in [minimum.x, maximum.x].map { [$0, y, z] } }
    }
  }
}

extension SIMD3<Int> {
  func min() -> Int { Swift.min(x, y, z) }
}
