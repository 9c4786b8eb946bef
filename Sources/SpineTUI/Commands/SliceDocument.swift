import Imaging

/// What `slice --json` says of the slice it wrote; docs/formats.md has an example.
struct SliceDocument: Encodable {
  let output: String
  let series: String
  let orientation: PlaneOrientation
  let index: Int
  let slices: Int
  /// LPS coordinate of the slice's middle on the patient axis it is counted along; nil, as all places and
  /// directions, where the files do not say how the image lies in the patient.
  @OrNull var position: Double?
  let width: Int
  let height: Int
  /// Nil where the files state no size.
  @OrNull var pixelSpacing: [Double]?
  @OrNull var origin: [Double]?
  @OrNull var right: [Double]?
  @OrNull var down: [Double]?
  @OrNull var letters: EdgeLetters?
  /// Nil for raw HU.
  @OrNull var window: Window?
  /// Low HU are bright, as the files ask; false for raw HU.
  let isInverted: Bool
  let warnings: [ImagingWarning]

  init(
    output: String, stack: SliceStack, index: Int, plane: Plane, window: Window?, volume: Volume
  ) {
    self.output = output
    series = volume.identity.seriesUID
    orientation = stack.orientation
    self.index = index
    slices = stack.sliceCount
    width = plane.width
    height = plane.height
    func placed<T>(_ value: T) -> T? { volume.hasKnownPlace ? value : nil }
    position = placed(stack.millimetres(at: index))
    pixelSpacing =
      volume.hasKnownPixelSize ? [plane.pixelSpacing.x, plane.pixelSpacing.y] : nil
    origin = placed([plane.origin.x, plane.origin.y, plane.origin.z])
    right = placed([plane.right.x, plane.right.y, plane.right.z])
    down = placed([plane.down.x, plane.down.y, plane.down.z])
    letters = placed(plane.edgeLetters)
    self.window = window
    isInverted = window != nil && volume.isInverted
    warnings = volume.warnings
  }

  enum CodingKeys: String, CodingKey {
    case output, series, index, slices, width, height, letters, window, warnings
    case orientation = "plane"
    case position = "position_mm"
    case pixelSpacing = "pixel_spacing_mm"
    case origin = "origin_mm_lps"
    case isInverted = "inverted"
    case right = "right_lps"
    case down = "down_lps"
  }
}
