/// The part of a header that may differ from frame to frame: place, rescale, windows.
extension InstanceParsing {
  /// Reads the plane, rescale and windows from `data`: a plain image's data set, or a frame's
  /// functional groups laid over the shared ones.
  func readFrame(_ data: FileHeader.Attributes, into instance: inout Instance) throws(BadAttribute)
  {
    instance.plane = try plane(data, &instance)
    instance.sliceThickness = (try? data.decimal(.sliceThickness)) ?? nil
    if data[.modalityLUT] != nil {
      throw BadAttribute("its values need a Modality LUT, which is not read")
    }
    let slope = try data.decimal(.rescaleSlope)
    let intercept = try data.decimal(.rescaleIntercept)
    if let slope, slope == 0 {
      throw BadAttribute(.rescaleSlope, data[.rescaleSlope] ?? [], "every value would be the same")
    }
    instance.rescale = Rescale(slope: slope ?? 1, intercept: intercept ?? 0)
    if slope == nil || intercept == nil, instance.identity.modality == "CT" {
      instance.warnings.append(
        ImagingWarning(
          code: "no-rescale",
          text: "Rescale Slope or Intercept is missing: the values may not be HU"))
    }
    // A spectral CT's maps have scales of their own. Source: PS3.3 C.11.1.1.2.
    let unit = data.text(.rescaleType)
    if !unit.isEmpty, unit != "HU", instance.identity.modality == "CT" {
      instance.warnings.append(
        ImagingWarning(
          code: ImagingWarning.notHounsfieldCode,
          text: "the values are no HU: Rescale Type is \(DisplayText.safe(unit, limit: 16))"))
    }
    readWindows(data, into: &instance)
    instance.hasTables = data[.voiLUT] != nil
  }

  private func plane(
    _ data: FileHeader.Attributes, _ instance: inout Instance
  ) throws(BadAttribute) -> ImagePlane? {
    let spacing = try data.decimals(.pixelSpacing, count: 2)
    let position = try data.decimals(.imagePosition, count: 3)
    let directions = try data.decimals(.imageOrientation, count: 6)
    if let spacing, spacing.contains(where: { !VolumeGeometry.possibleSpacing.contains($0) }) {
      throw BadAttribute(.pixelSpacing, data[.pixelSpacing] ?? [], "no spacing of pixels in mm")
    }
    if let position, position.contains(where: { abs($0) > VolumeGeometry.farthest }) {
      throw BadAttribute(.imagePosition, data[.imagePosition] ?? [], "no place in a patient, in mm")
    }
    instance.pixelSpacing = spacing.map { [$0[1], $0[0]] }
    guard let spacing, let position, let directions else { return nil }
    let row = SIMD3(directions[0], directions[1], directions[2])
    let column = SIMD3(directions[3], directions[4], directions[5])
    let tolerance = 1e-3
    guard abs(row.length - 1) <= tolerance, abs(column.length - 1) <= tolerance,
      abs(row.dot(column)) <= tolerance
    else {
      throw BadAttribute(
        .imageOrientation, data[.imageOrientation] ?? [], "not two unit vectors at right angles")
    }
    // Pixel Spacing is between rows first. Source: PS3.3 10.7.1.3.
    return ImagePlane(
      position: [position[0], position[1], position[2]], alongRow: row, alongColumn: column,
      columnSpacing: spacing[1], rowSpacing: spacing[0])
  }

  /// The header's windows that can be shown; the others leave a warning.
  private func readWindows(_ data: FileHeader.Attributes, into instance: inout Instance) {
    guard let centers = data[.windowCenter], let widths = data[.windowWidth] else { return }
    let names = data[.windowExplanation] ?? []
    instance.windows = []
    guard let function = VOIFunction(term: data.text(.voiFunction)) else {
      instance.warnings.append(
        ImagingWarning(
          code: "window-unusable",
          text: "the header's windows follow an unknown function: "
            + DisplayText.safe(data.text(.voiFunction), limit: 16)))
      return
    }
    var isOdd = centers.count != widths.count
    for (index, (center, width)) in zip(centers, widths).enumerated() {
      guard let center = decimalNumber(center), let width = decimalNumber(width),
        width >= function.smallestWidth
      else {
        isOdd = true
        continue
      }
      instance.windows.append(
        Window(
          center: center, width: width,
          explanation: DisplayText.safe(index < names.count ? names[index] : ""),
          function: function))
    }
    if isOdd {
      instance.warnings.append(
        ImagingWarning(
          code: "window-unusable",
          text: "a window of the header has no width of at least 1, or no center"))
    }
  }

  /// The frames of a multi-frame image, each with its own place and rescale.
  func frameImages(_ instance: Instance, frames: Int) throws(BadAttribute) -> [Instance] {
    var result: [Instance] = []
    if header.frameGroups.isEmpty {
      // A multi-frame image of the old kind: one header for all, so that no frame has a place.
      var image = instance
      try readFrame(header.dataSet, into: &image)
      image.plane = nil
      for frame in 0..<frames {
        image.frame = frame
        result.append(image)
      }
      return result
    }
    guard header.frameGroups.count == frames + 1, let shared = header.frameGroups.first else {
      throw BadAttribute("\(frames) frames, of which the header does not say where they lie")
    }
    for frame in 0..<frames {
      // Functional groups stand above the data set, a frame's own above the shared ones.
      let own = header.frameGroups[frame + 1]
      let data = header.dataSet.merging(shared) { $1 }.merging(own) { $1 }
      var image = instance
      image.frame = frame
      try readFrame(data, into: &image)
      image.discriminators = [
        data.text(.frameAcquisitionNumber), data.text(.stackID), data.text(.temporalPosition),
        (data[.frameType] ?? []).joined(separator: "\\"), data.text(.convolutionKernel),
      ]
      if let type = data[.frameType] {
        image.imageType = type.prefix(4).map { DisplayText.safe($0) }
      }
      result.append(image)
    }
    return result
  }
}
