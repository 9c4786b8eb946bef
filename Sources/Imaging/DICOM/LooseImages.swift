/// Images without a place in the patient, or with places that make no stack: a pile to leaf through,
/// in the order of their numbers.
///
/// The grid only holds them: its k means nothing, and what is on the picture's left is not known.
extension ImageStack {
  /// The stack where the images make one, else a pile of them.
  init(anyOf instances: [Instance]) {
    if let stack = try? ImageStack(instances) {
      self = stack
    } else {
      self.init(pileOf: instances)
    }
  }

  /// - Parameter unordered: at least one image, all of one size.
  init(pileOf unordered: [Instance]) {
    let ordered = unordered.sorted {
      ($0.instanceNumber ?? .max, $0.frame, $0.path)
        < ($1.instanceNumber ?? .max, $1.frame, $1.path)
    }
    let first = ordered[0]
    var warnings = [ImagingWarning(code: Volume.looseCode, text: Self.reason(ordered))]
    let spacings = Set(ordered.map(\.pixelSpacing))
    let spacing = spacings.count == 1 ? first.pixelSpacing : nil
    if spacing == nil {
      warnings.append(
        ImagingWarning(
          code: "pixel-size-unknown",
          text: "the size of the pixels is not stated: nothing can be measured"))
    }
    let (x, y) = (spacing?.x ?? 1, spacing?.y ?? 1)
    // Down the pile is caudal on screen, so that the first image is the first slice.
    let affine = Affine(i: [x, 0, 0], j: [0, y, 0], k: [0, 0, -max(x, y)], origin: .zero)
    self.init(
      instances: ordered,
      geometry: VolumeGeometry(
        dimensions: [first.columns, first.rows, ordered.count], affine: affine),
      warnings: warnings)
  }

  private static func reason(_ instances: [Instance]) -> String {
    do {
      _ = try ImageStack(instances)
      return ""
    } catch {
      return error.description + "; they are shown one by one, without sides and measures across"
    }
  }
}

extension Volume {
  /// The warning that images are no volume.
  static let looseCode = "not-a-volume"
  /// Warnings that say that the place in the patient is not known.
  private static let placeless: Set<String> = [
    looseCode, "orientation-unknown", "position-unknown",
  ]

  /// False where the files do not say how the voxels lie in the patient: no letters, no prediction.
  public var hasKnownPlace: Bool { !warnings.contains { Self.placeless.contains($0.code) } }

  /// Images that belong together but make no volume: each is looked at by itself, nothing is cut
  /// across them.
  public var isLooseImages: Bool { warnings.contains { $0.code == Self.looseCode } }

  /// False where pixels have no known size: no scale, no distances.
  public var hasKnownPixelSize: Bool { !warnings.contains { $0.code == "pixel-size-unknown" } }
}
