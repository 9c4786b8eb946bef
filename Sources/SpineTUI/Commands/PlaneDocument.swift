import Imaging

/// Where a plane lies in the patient, as documents tell it; nil is what the files do not state.
struct PlaneDocument: Encodable, Sendable {
  /// LPS coordinate of the slice's middle on the patient axis that it is counted along.
  @OrNull var position: Double?
  /// The centre of the first pixel, LPS mm, and the directions of rows and columns.
  @OrNull var origin: [Double]?
  @OrNull var right: [Double]?
  @OrNull var down: [Double]?
  /// Across and down, mm.
  @OrNull var pixelSpacing: [Double]?

  enum CodingKeys: String, CodingKey {
    case position = "position_mm"
    case origin = "origin_mm_lps"
    case right = "right_lps"
    case down = "down_lps"
    case pixelSpacing = "pixel_spacing_mm"
  }

  init(_ plane: Plane, position: Double, of volume: Volume) {
    func placed<Place>(_ place: Place) -> Place? { volume.hasKnownPlace ? place : nil }
    self.position = placed(position)
    origin = placed(list(plane.origin))
    right = placed(list(plane.right))
    down = placed(list(plane.down))
    pixelSpacing =
      volume.hasKnownPixelSize ? [plane.pixelSpacing.x, plane.pixelSpacing.y] : nil
  }
}

/// A document that tells of a plane: the keys of both in one object.
struct Placed<Document: Encodable & Sendable>: Encodable, Sendable {
  let document: Document
  let place: PlaneDocument

  func encode(to encoder: any Encoder) throws {
    try document.encode(to: encoder)
    try place.encode(to: encoder)
  }
}

func list(_ vector: SIMD3<Double>) -> [Double] { [vector.x, vector.y, vector.z] }
