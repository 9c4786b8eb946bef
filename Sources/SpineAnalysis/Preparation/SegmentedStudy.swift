import Imaging

/// A study whose vertebrae somebody outlined, checked: the outlines lie on the images.
public struct SegmentedStudy: Sendable {
  public let volume: Volume
  public let labels: LabelVolume
  /// Anatomical centres from the outlines, LPS mm, by label; see `VertebraCentres`.
  public let centres: [UInt8: Position]

  /// Mean HU of a whole outlined vertebra: soft tissue has less than 80, bone more than 150.
  private static let leastBone: Float = 100

  /// Brings images and outlines together by position, never by index.
  ///
  /// - Parameters:
  ///   - volume: the images.
  ///   - segmentation: labels as values, on any grid, in the same patient coordinates.
  /// - Throws: `AnalysisError` for what no model reads; `PreparationError.images` for gaps, which no
  ///   outline can be trusted in; `PreparationError.segmentation` for outlines that do not fit.
  public init(volume: Volume, segmentation: Volume) throws {
    try Self.require(volume)
    let labels = try LabelVolume(segmentation: segmentation)
    let points = labels.points(every: 2)
    try Self.check(points, on: volume)
    self.volume = volume
    self.labels = labels
    centres = VertebraCentres.centres(of: labels)
  }

  /// - Throws: when training should not see the images.
  public static func require(_ volume: Volume) throws {
    try InputChecks.require(volume)
    let odd = ["slices-refused", "missing-slices", "uneven-spacing", "repeated-places"]
    if let warning = volume.warnings.first(where: { odd.contains($0.code) }) {
      throw PreparationError.images(reason: warning.text)
    }
    guard volume.geometry.isEvenlySpaced else {
      throw PreparationError.images(reason: "its slices are not evenly spaced")
    }
  }

  private static func check(_ points: [UInt8: [LabelPoint]], on volume: Volume) throws {
    func refuse(_ reason: String) -> PreparationError { .segmentation(reason: reason) }
    let cervical = Level.allCases.filter { points[$0.label] != nil }
    guard !cervical.isEmpty else { throw refuse("it outlines no cervical vertebra") }
    let heights = points.mapValues { $0.reduce(0) { $0 + $1.position.z } / Double($0.count) }
    for (label, next) in zip(heights.keys.sorted(), heights.keys.sorted().dropFirst()) {
      guard let upper = heights[label], let lower = heights[next], upper <= lower else { continue }
      throw refuse("vertebra \(next) lies above vertebra \(label): it stands on its head")
    }
    let bone = cervical.flatMap { points[$0.label] ?? [] }
    let inside = bone.filter { volume.geometry.contains($0.position) }
    guard inside.count * 100 >= bone.count * 98 else {
      throw refuse("\(100 - inside.count * 100 / bone.count) % of it lies outside the images")
    }
    let sum = inside.reduce(Float(0)) { $0 + volume.nearestValue(at: $1.position) }
    let mean = sum / Float(inside.count)
    guard mean >= leastBone else {
      throw refuse("what it outlines is no bone (\(Int(mean)) HU on average): it lies elsewhere")
    }
  }
}

extension Volume {
  /// HU of the nearest voxel.
  ///
  /// - Precondition: evenly spaced; `position` lies in the field of view.
  fileprivate func nearestValue(at position: Position) -> Float {
    let index = geometry.affine.index(of: position).rounded(.toNearestOrAwayFromZero)
    func clamped(_ axis: Int) -> Int {
      min(max(0, Int(index[axis])), geometry.dimensions[axis] - 1)
    }
    return hounsfieldUnits(i: clamped(0), j: clamped(1), slice: clamped(2))
  }
}
