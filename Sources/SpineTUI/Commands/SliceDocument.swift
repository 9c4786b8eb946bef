import Imaging

/// What `slice --json` says of the slice it wrote, beside where it lies; docs/formats.md has an example.
struct SliceDocument: Encodable, Sendable {
  let output: String
  let series: String
  let orientation: PlaneOrientation
  let index: Int
  let slices: Int
  let width: Int
  let height: Int
  /// Nil where the files do not say how the image lies in the patient.
  @OrNull var letters: EdgeLetters?
  /// Nil for raw HU.
  @OrNull var window: Window?
  /// Low HU are bright, as the files ask; false for raw HU.
  let isInverted: Bool
  let warnings: [ImagingWarning]

  static func of(
    output: String, stack: SliceStack, index: Int, plane: Plane, window: Window?, volume: Volume
  ) -> Placed<SliceDocument> {
    Placed(
      document: SliceDocument(
        output: output, series: volume.identity.seriesUID, orientation: stack.orientation,
        index: index, slices: stack.sliceCount, width: plane.width, height: plane.height,
        letters: volume.hasKnownPlace ? plane.edgeLetters : nil, window: window,
        isInverted: window != nil && volume.isInverted, warnings: volume.warnings),
      place: PlaneDocument(plane, position: stack.millimetres(at: index), of: volume))
  }

  enum CodingKeys: String, CodingKey {
    case output, series, index, slices, width, height, letters, window, warnings
    case orientation = "plane"
    case isInverted = "inverted"
  }
}
