import Imaging

/// Where the chosen series is shown beneath the list: pictures at the left, words at the right.
struct ThumbnailLayout: Equatable {
  var picture: CellRect
  var words: CellRect

  /// Nil where the list needs the lines itself.
  ///
  /// - Parameter bottom: the row behind the last that may be used.
  init?(columns: Int, bottom: Int) {
    guard bottom >= 34, columns >= 60 else { return nil }
    let rows = min(14, bottom / 4)
    // Three squares, a cell being about twice as tall as wide.
    let width = min(rows * 2 * SeriesPreview.sliceCount, columns - 30)
    picture = CellRect(row: bottom - rows, column: 1, rows: rows, columns: width)
    words = CellRect(
      row: bottom - rows, column: width + 3, rows: rows, columns: columns - width - 5)
  }
}

/// Three slices of a preview, or the middle of all three planes of a whole volume; nothing is cut across images
/// that are none.
func thumbnailRequest(
  _ thumbnails: Browsing.Thumbnails, _ profile: TerminalProfile, in rect: CellRect
) -> PictureRequest? {
  guard let viewing = thumbnails.shown else { return nil }
  let (size, aspect) = profile.pictureSize(in: rect)
  guard size.width >= 24, size.height >= 6 else { return nil }
  let planes: [Plane]
  if thumbnails.isWhole, !viewing.volume.isLooseImages {
    planes = PlaneOrientation.allCases.map { viewing.plane($0) }
  } else {
    planes = SeriesPreview.places(of: viewing.stack.sliceCount).map(viewing.stack.plane(at:))
  }
  let width = size.width / SeriesPreview.sliceCount
  let gap = profile.raster.pixelsDownCell == nil ? 2 : 1
  let panes = planes.enumerated().map { n, plane in
    let rect = PixelRect(x: n * width, y: 0, width: width - gap, height: size.height)
    let fitted = plane.viewport(
      centre: nil, zoom: 1, aspect: aspect, width: rect.width, height: rect.height)
    return Pane(
      rect: rect, plane: fitted,
      letters: viewing.volume.hasKnownPlace ? fitted.edgeLetters : .unknown)
  }
  return PictureRequest(
    rect: rect, size: size, raster: profile.raster,
    seriesID: "\(viewing.seriesID)#thumbnails", reading: thumbnails.number,
    resultNumber: 0, panes: panes, window: viewing.window, isInverted: viewing.isInverted,
    heat: Predicting.HeatSettings(), textHeight: profile.raster.pixelsDownCell == nil ? 8 : 1)
}
