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
    /// LPS coordinate of the slice's middle on the patient axis that it is counted along.
    @OrNull var position: Double?
    /// Pixels of the picture: left, top, width, height.
    let rectangle: [Int]
    /// The centre of the pane's first pixel, LPS mm, and the directions of its rows and columns.
    @OrNull var origin: [Double]?
    @OrNull var right: [Double]?
    @OrNull var down: [Double]?
    @OrNull var pixelSpacing: [Double]?

    enum CodingKeys: String, CodingKey {
      case plane, slice, slices, rectangle
      case position = "position_mm"
      case origin = "origin_mm_lps"
      case right = "right_lps"
      case down = "down_lps"
      case pixelSpacing = "pixel_spacing_mm"
    }
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
  let panes: [Pane]
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
    func placed<Place>(_ place: Place) -> Place? { volume.hasKnownPlace ? place : nil }
    panes = zip(orientations, request.panes).map { orientation, pane in
      Pane(
        plane: orientation, slice: viewing.index(orientation) + 1,
        slices: viewing.stack(orientation).sliceCount,
        position: placed(viewing.stack(orientation).millimetres(at: viewing.index(orientation))),
        rectangle: [pane.rect.x, pane.rect.y, pane.rect.width, pane.rect.height],
        origin: placed(list(pane.plane.origin)), right: placed(list(pane.plane.right)),
        down: placed(list(pane.plane.down)),
        pixelSpacing: volume.hasKnownPixelSize
          ? [pane.plane.pixelSpacing.x, pane.plane.pixelSpacing.y] : nil)
    }
    measurements = viewing.measuring.done.filter { measurement in
      orientations.contains(measurement.orientation)
        && viewing.index(measurement.orientation) == measurement.index
    }.map {
      Measured(
        number: $0.number, tool: $0.tool.rawValue, plane: $0.orientation, slice: $0.index + 1,
        points: placed($0.points.map(list)), value: viewing.text(of: $0.value))
    }
  }
}

private func list(_ vector: SIMD3<Double>) -> [Double] { [vector.x, vector.y, vector.z] }
