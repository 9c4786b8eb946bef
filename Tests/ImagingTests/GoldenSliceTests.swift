import Imaging
import TestSupport
import Testing

/// A sphere of bone around a rod of air, in muscle: unlike a ramp it shows mirrored and swapped axes.
private func body(_ geometry: VolumeGeometry) throws -> Volume {
  let centre = geometry.centre + [1, -1.5, 2]
  return try makeVolume(geometry) { position in
    let d = position - centre
    if d.x * d.x + (d.y - 2) * (d.y - 2) < 2 { return -1000 }
    return d.length < 5 ? 900 + Float(40 * d.x) : 40
  }
}

@Test(arguments: [GridCase.even, .permuted, .tilted, .uneven], PlaneOrientation.allCases)
func theMiddleSliceIsTheStoredPicture(grid: GridCase, orientation: PlaneOrientation) throws {
  let volume = try body(grid.geometry)
  let stack = SliceStack(geometry: volume.geometry, orientation: orientation)
  let plane = stack.plane(at: stack.sliceCount / 2)
  let levels = Reslicer(volume).levels(plane, window: WindowPreset.bone.window)
  try expectGolden(
    levels, width: plane.width, maximum: 63, named: "body-\(grid.rawValue)-\(orientation.rawValue)")
}
