/// Which way a slice cuts the patient.
public enum PlaneOrientation: String, Sendable, Hashable, Codable, CaseIterable {
  case axial, sagittal, coronal
}

/// A rectangle of pixels in patient space: where a slice is cut and how finely.
public struct Plane: Sendable, Hashable {
  /// Position (LPS, mm) of the centre of pixel (0, 0), the top left one.
  public var origin: Position
  /// Unit vector along a row, towards the right of the picture.
  public var right: SIMD3<Double>
  /// Unit vector down a column.
  public var down: SIMD3<Double>
  /// Distance between pixel centres along `right` (x) and along `down` (y), mm.
  public var pixelSpacing: SIMD2<Double>
  /// Pixels in a row.
  public var width: Int
  /// Rows.
  public var height: Int

  /// - Precondition: `right` and `down` are unit vectors, spacings and size are positive.
  public init(
    origin: Position, right: SIMD3<Double>, down: SIMD3<Double>, pixelSpacing: SIMD2<Double>,
    width: Int, height: Int
  ) {
    precondition(width > 0 && height > 0, "a plane of \(width)×\(height) pixels")
    precondition(
      pixelSpacing.x > 0 && pixelSpacing.y > 0, "pixels of \(pixelSpacing.x)×\(pixelSpacing.y) mm")
    precondition(
      abs(right.length - 1) < 1e-6 && abs(down.length - 1) < 1e-6,
      "plane axes \(right), \(down) are no unit vectors")
    self.origin = origin
    self.right = right
    self.down = down
    self.pixelSpacing = pixelSpacing
    self.width = width
    self.height = height
  }

  /// A plane of square pixels, `spacing` mm wide.
  public init(
    origin: Position, right: SIMD3<Double>, down: SIMD3<Double>, spacing: Double,
    width: Int, height: Int
  ) {
    self.init(
      origin: origin, right: right, down: down, pixelSpacing: [spacing, spacing],
      width: width, height: height)
  }

  /// Unit vector through the plane, away from the viewer: right × down.
  public var normal: SIMD3<Double> { right.cross(down).normalized }

  /// Position (LPS, mm) of a continuous pixel coordinate; pixel centres are at integers.
  public func position(x: Double, y: Double) -> Position {
    origin + right * (x * pixelSpacing.x) + down * (y * pixelSpacing.y)
  }

  /// The continuous pixel coordinate nearest to `position`: its foot on the plane.
  public func pixel(of position: Position) -> SIMD2<Double> {
    let d = position - origin
    return [d.dot(right) / pixelSpacing.x, d.dot(down) / pixelSpacing.y]
  }

  /// Distance of `position` from the plane along `normal`, mm; negative on the viewer's side.
  public func distance(to position: Position) -> Double { (position - origin).dot(normal) }

  /// Position of the middle of the picture.
  public var centre: Position { position(x: Double(width - 1) / 2, y: Double(height - 1) / 2) }

  /// Width and height of the picture, whole pixels included, mm.
  public var extent: SIMD2<Double> {
    [Double(width) * pixelSpacing.x, Double(height) * pixelSpacing.y]
  }

  /// The same cut seen through a window of `width` × `height` square pixels of `spacing` mm, with
  /// `centre` (its foot on the plane) in the middle: zoom, pan and fit to a screen.
  public func viewport(centre: Position, spacing: Double, width: Int, height: Int) -> Plane {
    let middle = centre - normal * distance(to: centre)
    let corner =
      middle - right * (Double(width - 1) / 2 * spacing) - down * (Double(height - 1) / 2 * spacing)
    return Plane(
      origin: corner, right: right, down: down, spacing: spacing, width: width, height: height)
  }

  /// The whole picture, as large as fits into `width` × `height` pixels, centred.
  public func fitted(width: Int, height: Int) -> Plane {
    let spacing = max(extent.x / Double(width), extent.y / Double(height))
    return viewport(centre: centre, spacing: spacing, width: width, height: height)
  }

  /// The patient's sides at the four edges of the picture.
  public var edgeLetters: EdgeLetters {
    EdgeLetters(
      left: orientationLetters(towards: -right), right: orientationLetters(towards: right),
      top: orientationLetters(towards: -down), bottom: orientationLetters(towards: down))
  }
}

/// What stands at the edges of a picture: each one letter of L R A P S I, two when oblique.
public struct EdgeLetters: Sendable, Hashable, Codable {
  public var left: String
  public var right: String
  public var top: String
  public var bottom: String

  /// Of a volume whose place in the patient is not known: nothing is claimed.
  public static let unknown = EdgeLetters(left: "", right: "", top: "", bottom: "")

  public init(left: String, right: String, top: String, bottom: String) {
    self.left = left
    self.right = right
    self.top = top
    self.bottom = bottom
  }
}
