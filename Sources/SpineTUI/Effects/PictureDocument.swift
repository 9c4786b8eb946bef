import Imaging

/// What stands beside a saved picture: what it shows, and where. Only the series' UID tells whose it is.
///
/// What the files do not state, places in the patient or the size of pixels, is null.
struct PictureDocument: Encodable, Sendable {
  struct Pane: Encodable, Sendable {
    let plane: PlaneOrientation
    /// Counted from 1, as on screen.
    let slice: Int
    let slices: Int
    /// Pixels of the picture: left, top, width, height.
    let rectangle: [Int]
  }

  struct Measured: Encodable, Sendable {
    let number: Int
    let tool: String
    let plane: PlaneOrientation
    let slice: Int
    @OrNull var points: [[Double]]?
    /// As shown: "23.4 mm".
    let value: String

    enum CodingKeys: String, CodingKey {
      case number, tool, plane, slice, value
      case points = "points_mm_lps"
    }
  }

  let picture: String
  let isResearchUseOnly = true
  /// Nil while names are hidden: of NIfTI files it is the file's name.
  @OrNull var series: String?
  let window: Window
  let isInverted: Bool
  /// Nil for single slices.
  @OrNull var slab: Slab?
  let interpolation: Interpolation
  let showsHeat: Bool
  let panes: [Placed<Pane>]
  let measurements: [Measured]

  enum CodingKeys: String, CodingKey {
    case picture, series, window, slab, interpolation, panes, measurements
    case isResearchUseOnly = "research_use_only"
    case isInverted = "inverted"
    case showsHeat = "heat"
  }

  init(picture: String, request: PictureRequest, state: State, viewing: Viewing.State) {
    self.picture = picture
    series = state.hidesDemographics ? nil : viewing.volume.identity.seriesUID
    window = request.window
    isInverted = request.isInverted
    slab = request.sampling.slab
    interpolation = request.sampling.interpolation
    showsHeat = request.heat.isShown
    let orientations = shownOrientations(viewing)
    let volume = viewing.volume
    panes = zip(orientations, request.panes).map { orientation, pane in
      let (stack, index) = (viewing.stack(orientation), viewing.index(orientation))
      return Placed(
        document: Pane(
          plane: orientation, slice: index + 1, slices: stack.sliceCount,
          rectangle: [pane.rect.x, pane.rect.y, pane.rect.width, pane.rect.height]),
        place: PlaneDocument(pane.plane, position: stack.millimetres(at: index), of: volume))
    }
    measurements = viewing.measuring.done.filter { measurement in
      orientations.contains(measurement.orientation)
        && viewing.index(measurement.orientation) == measurement.index
    }.map {
      Measured(
        number: $0.number, tool: $0.tool.rawValue, plane: $0.orientation, slice: $0.index + 1,
        points: volume.hasKnownPlace ? $0.points.map(list) : nil, value: viewing.text(of: $0.value))
    }
  }
}
