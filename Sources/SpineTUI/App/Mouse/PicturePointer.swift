import Imaging

/// A place in the picture under the pointer.
struct PicturePoint: Sendable {
  var orientation: PlaneOrientation
  /// On the slice shown there, LPS mm.
  var position: Position
  /// mm to a pixel of the pane, across and down.
  var spacing: SIMD2<Double>
  /// Pixels of the whole picture.
  var pixel: SIMD2<Double>
}

/// What lies under the pointer; nil outside the picture.
///
/// - Parameter held: the pane whose slice is meant wherever the pointer is, as while dragging.
func pointInPicture(
  _ state: State, _ event: MouseEvent, held: PlaneOrientation? = nil
) -> PicturePoint? {
  guard state.focus == .image, let viewing = state.viewing,
    let rect = imageLayout(state, viewing).picture,
    let request = pictureRequest(state, viewing, in: rect)
  else { return nil }
  let pixel = picturePixel(event, in: rect, state.profile)
  let orientations = shownOrientations(viewing)
  for (orientation, pane) in zip(orientations, request.panes) {
    let isMeant = held.map { $0 == orientation } ?? pane.rect.contains(pixel)
    guard isMeant else { continue }
    let local = pixel - SIMD2(Double(pane.rect.x), Double(pane.rect.y))
    return PicturePoint(
      orientation: orientation, position: pane.plane.position(x: local.x, y: local.y),
      spacing: pane.plane.pixelSpacing, pixel: pixel)
  }
  return nil
}

/// The pointer in pixels of the picture in `rect`, pixel centres at whole numbers; where the terminal
/// tells cells only, the middle of the cell.
func picturePixel(
  _ event: MouseEvent, in rect: CellRect, _ profile: TerminalProfile
) -> SIMD2<Double> {
  let cell = SIMD2(Double(profile.cell.width), Double(profile.cell.height))
  let corner = SIMD2(Double(rect.column), Double(rect.row))
  let place: SIMD2<Double>
  if let pixel = event.pixel {
    place = (SIMD2(Double(pixel.x), Double(pixel.y)) + 0.5) / cell - corner
  } else {
    place = SIMD2(Double(event.column), Double(event.row)) + 0.5 - corner
  }
  // Pictures made of characters have one pixel across a cell and one or two down it.
  let pixels = profile.raster.pixelsDownCell.map { SIMD2(1, Double($0)) } ?? cell
  return place * pixels - 0.5
}

extension PixelRect {
  func contains(_ pixel: SIMD2<Double>) -> Bool {
    pixel.x >= Double(x) - 0.5 && pixel.x < Double(x + width) - 0.5
      && pixel.y >= Double(y) - 0.5 && pixel.y < Double(y + height) - 0.5
  }
}
