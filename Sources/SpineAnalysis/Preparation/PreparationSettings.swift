/// What the networks' inputs look like. Training copies it into the manifest, so a package states
/// exactly what it was trained on.
public struct PreparationSettings: Sendable, Hashable, Codable {
  public var localise: LocaliseStage.Input
  public var classify: ClassifyStage.Input

  /// 3 mm for naming (TotalSegmentator's fast mode names vertebrae at that spacing), and crops of
  /// 73 mm, which hold a C7 with its transverse and spinous processes, in 0.65 mm pixels.
  ///
  /// Window −500…1300 HU: third place of the RSNA-2022 challenge.
  public static let standard = PreparationSettings(
    localise: .init(
      name: "image", layout: "NCDHW", spacingMillimetres: 3,
      windowHU: InputWindow(low: -500, high: 1300), sizeMultiple: 16, maximumSide: 512),
    classify: .init(
      name: "slices", layout: "SCHW", slices: 15, neighbours: 5, neighbourStepMillimetres: 1,
      sizePixels: 112, pixelMillimetres: 0.65, marginMillimetres: 1,
      windowHU: InputWindow(low: -500, high: 1300)))
}
