import Imaging

extension PhantomStudy {
  /// The grid of an ordinary neck CT: square pixels, axial slices, index k rising towards the head.
  ///
  /// Field of view 170–250 mm and slice spacing 0.5–1.25 mm as in the RSNA-2022 studies; about one in
  /// eight starts below the middle of C1 or ends above the middle of C7, as the options say.
  public var defaultGeometry: VolumeGeometry {
    var r = PhantomRandom(seed: seed, stream: "geometry")
    let drawn = [0.5, 0.6, 0.625, 0.8, 1.0, 1.0, 1.25][Int(r.uniform(0, 7))]
    let spacing = options.sliceSpacing ?? drawn
    let field = r.uniform(170, 250)
    let pixel = field / Double(options.matrix)
    let spine = anatomy.spine
    var top = spine.head([0, 0, r.uniform(18, 46)]).z
    var bottom = spine.vertebrae[8].origin.z - r.uniform(-14, 22)
    let cut = r.uniform(0, 1)
    let below = spine.vertebrae[0].origin.z - r.uniform(4, 9)
    let above = spine.vertebrae[6].origin.z + r.uniform(6, 14)
    switch options.coverage {
    case .drawn where cut < 0.06: top = below
    case .drawn where cut > 0.93: bottom = above
    case .withoutC1: top = below
    case .withoutC7: bottom = above
    default: break
    }
    let middle = anatomy.placement([
      r.normal(0, 4), spine.anchor(4).origin.y - r.uniform(-4, 10), (top + bottom) / 2,
    ])
    let count = max(8, Int(((top - bottom) / spacing).rounded()))
    let half = pixel * Double(options.matrix - 1) / 2
    return VolumeGeometry(
      dimensions: [options.matrix, options.matrix, count],
      affine: Affine(
        spacing: [pixel, pixel, spacing],
        origin: [middle.x - half, middle.y - half, middle.z - spacing * Double(count - 1) / 2]))
  }

  /// Whether the level's centre lies inside the grid.
  public func isInView(_ level: Level, on geometry: VolumeGeometry) -> Bool {
    geometry.contains(levels[level.rawValue].centre)
  }
}
