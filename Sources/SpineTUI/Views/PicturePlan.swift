import Imaging
import SpineAnalysis

/// The picture that `state` wants in `rect`; nil where it has no pixels.
func pictureRequest(
  _ state: State, _ viewing: Viewing.State, in rect: CellRect
) -> PictureRequest? {
  let (size, aspect) = state.profile.pictureSize(in: rect)
  guard size.width >= 6, size.height >= 6 else { return nil }
  let isOfCharacters = state.profile.raster.pixelsDownCell != nil
  let textHeight = isOfCharacters ? 1 : max(8, min(16, state.profile.cell.height * 5 / 8))
  let findings = state.analysisOnScreen?.findings
  let panes = arrangement(viewing, size).map { orientation, pixels in
    pane(
      orientation, pixels, viewing, findings, aspect: aspect, textHeight: Double(textHeight))
  }
  var heat = state.predicting.heat
  heat.isShown = heat.isShown && state.analysisOnScreen?.heat != nil
  return PictureRequest(
    rect: rect, size: size, raster: state.profile.raster, seriesID: viewing.seriesID,
    reading: viewing.loadGeneration,
    resultNumber: heat.isShown ? state.predicting.results[viewing.seriesID]?.number ?? 0 : 0,
    panes: panes, window: viewing.window, isInverted: viewing.isInverted,
    sampling: viewing.sampling, heat: heat,
    textHeight: textHeight)
}

func pictureSources(_ viewing: Viewing.State, _ analysis: Analysis?) -> PictureSources {
  let spacing = viewing.volume.geometry.spacing
  return PictureSources(
    reslicer: viewing.reslicer, finestSpacing: min(spacing.x, spacing.y, spacing.z),
    heat: analysis?.heat.map {
      (Reslicer(geometry: $0.geometry, values: $0.values), $0.scale)
    })
}

/// The planes on screen, in the order of the request's panes.
func shownOrientations(_ viewing: Viewing.State) -> [PlaneOrientation] {
  arrangement(viewing, PixelSize(width: 100, height: 100)).map { $0.0 }
}

/// One plane over all, or three: axial at the left, sagittal and coronal beside it, below each other in
/// narrow pictures.
private func arrangement(
  _ viewing: Viewing.State, _ size: PixelSize
) -> [(PlaneOrientation, PixelRect)] {
  let (w, h) = (size.width, size.height)
  guard viewing.isLinked else {
    return [(viewing.orientation, PixelRect(x: 0, y: 0, width: w, height: h))]
  }
  let gap = 1
  if w * 10 >= h * 19 {
    let left = w * 2 / 5
    let middle = (w - left) / 2
    return [
      (.axial, PixelRect(x: 0, y: 0, width: left - gap, height: h)),
      (.sagittal, PixelRect(x: left, y: 0, width: middle - gap, height: h)),
      (.coronal, PixelRect(x: left + middle, y: 0, width: w - left - middle, height: h)),
    ]
  }
  let left = w * 11 / 20
  let top = h / 2
  return [
    (.axial, PixelRect(x: 0, y: 0, width: left - gap, height: h)),
    (.sagittal, PixelRect(x: left, y: 0, width: w - left, height: top - gap)),
    (.coronal, PixelRect(x: left, y: top, width: w - left, height: h - top)),
  ]
}

private func pane(
  _ orientation: PlaneOrientation, _ rect: PixelRect, _ viewing: Viewing.State,
  _ findings: Findings?, aspect: Double, textHeight: Double
) -> Pane {
  let slice = viewing.plane(orientation)
  let plane = slice.viewport(
    centre: viewing.centre, zoom: viewing.zoom, aspect: aspect, width: rect.width,
    height: rect.height)
  var pane = Pane(
    rect: rect, plane: plane,
    letters: viewing.volume.hasKnownPlace ? plane.edgeLetters : .unknown,
    scaleBar: viewing.volume.hasKnownPixelSize ? scaleBar(plane, width: rect.width) : nil)
  if viewing.mode == .crosshair || viewing.isLinked { pane.cross = plane.pixel(of: viewing.cursor) }
  pane.isActive = viewing.isLinked && orientation == viewing.orientation
  if viewing.isLinked { pane.crossPlanes = CrossPlanes(orientation) }
  pane.caption = caption(viewing, orientation, isActive: pane.isActive)
  pane.measures = measureMarks(viewing, orientation, plane, textHeight: textHeight)
  pane.missing = MissingSlices(
    on: plane, slab: viewing.slab?.thickness ?? 0, of: viewing.volume)
  if let findings {
    pane.marks = levelMarks(
      findings, orientation, plane, cursor: viewing.cursor, textHeight: textHeight,
      captionLines: pane.caption.count)
  }
  return pane
}

extension Plane {
  /// This slice in `width` × `height` pixels that are `aspect` times as tall as wide, mm-true.
  ///
  /// - Parameters:
  ///   - centre: what lies in the middle (its foot on the plane); nil: the middle of the slice.
  ///   - zoom: 1 fits the whole slice.
  func viewport(
    centre: Position?, zoom: Double, aspect: Double, width: Int, height: Int
  ) -> Plane {
    let fit = max(extent.x / Double(width), extent.y / (Double(height) * aspect))
    let spacing = SIMD2(fit / zoom, fit / zoom * aspect)
    let wanted = centre ?? self.centre
    let middle = wanted - normal * distance(to: wanted)
    let corner =
      middle - right * (Double(width - 1) / 2 * spacing.x)
      - down * (Double(height - 1) / 2 * spacing.y)
    return Plane(
      origin: corner, right: right, down: down, pixelSpacing: spacing, width: width, height: height)
  }
}

/// The longest round length that takes at most a quarter of the picture.
private func scaleBar(_ plane: Plane, width: Int) -> ScaleBar? {
  let room = Double(width) / 4 * plane.pixelSpacing.x
  guard let length = [100.0, 50, 20, 10, 5, 2, 1].first(where: { $0 <= room }) else { return nil }
  let text = length >= 10 ? "\(Int(length / 10)) cm" : "\(Int(length)) mm"
  return ScaleBar(pixels: length / plane.pixelSpacing.x, text: text)
}

/// Names of the levels that this plane cuts.
///
/// Sagittal and coronal pictures name every vertebra whose box reaches within 10 mm of the plane;
/// axial ones the vertebra at this height. Names stand before the vertebra (anterior) or at its right
/// side, where they hide no bone; in axial pictures at the top left, below the caption.
private func levelMarks(
  _ findings: Findings, _ orientation: PlaneOrientation, _ plane: Plane, cursor: Position,
  textHeight: Double, captionLines: Int
) -> [LevelMark] {
  let gap = textHeight * 0.7
  let found = findings.levels.filter { $0.inView && $0.centre != nil }
  let shown: [LevelFinding]
  switch orientation {
  case .axial:
    shown =
      found.filter { $0.box.map { $0.minimum.z <= cursor.z && cursor.z <= $0.maximum.z } ?? false }
      .min { distance($0, cursor) < distance($1, cursor) }.map { [$0] } ?? []
  case .sagittal, .coronal:
    shown = found.filter { finding in
      guard let box = finding.box else {
        return finding.centre.map { abs(plane.distance(to: $0)) < 20 } ?? false
      }
      let (low, high, here) =
        orientation == .sagittal
        ? (box.minimum.x, box.maximum.x, plane.origin.x)
        : (box.minimum.y, box.maximum.y, plane.origin.y)
      return low - 10 <= here && here <= high + 10
    }
  }
  return shown.compactMap { finding in
    guard let centre = finding.centre else { return nil }
    let text = finding.isFractured ? "\(finding.level)!" : "\(finding.level)"
    let middle = plane.pixel(of: centre)
    let corners = finding.box.map { box -> SIMD4<Double> in
      let a = plane.pixel(of: box.minimum)
      let b = plane.pixel(of: box.maximum)
      return [min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)]
    }
    let anchor =
      orientation == .axial
      ? SIMD2(textHeight * 4.5, textHeight * (1.2 + 1.5 * Double(captionLines)))
      : SIMD2((corners?.x ?? middle.x) - gap, middle.y)
    return LevelMark(
      text: text, isFractured: finding.isFractured, anchor: anchor, box: corners)
  }
}

private func distance(_ finding: LevelFinding, _ cursor: Position) -> Double {
  finding.centre.map { abs($0.z - cursor.z) } ?? .infinity
}
