import Imaging
import TestSupport
import Testing

@Test func anEvenVolumeIsLeftAlone() throws {
  let volume = try Ramp.standard.volume(GridCase.tilted.geometry)
  let even = try volume.evenlySpaced()
  #expect(even.geometry == volume.geometry)
  #expect(even.warnings == [])
}

@Test func anUnevenVolumeIsResampledAtItsSmallestGap() throws {
  let geometry = GridCase.uneven.geometry
  let even = try Ramp.standard.volume(geometry).evenlySpaced()
  #expect(even.geometry.isEvenlySpaced)
  #expect(abs(even.geometry.spacing.z - 0.5 * 1.25) < 1e-9)
  #expect(even.geometry.dimensions == [23, 19, 21])
  for slice in 0..<21 {
    for (i, j) in [(0, 0), (22, 18), (7, 11)] {
      let truth = Ramp.standard(even.geometry.position(i: i, j: j, slice: slice))
      #expect(abs(Double(even.hounsfieldUnits(i: i, j: j, slice: slice)) - truth) < 0.01)
    }
  }
  #expect(even.warnings.map(\.code) == ["resampled"])
}

@Test func aMissingSliceIsFilledAndNamed() throws {
  let geometry = VolumeGeometry(
    dimensions: [4, 4, 6], affine: Affine(spacing: [1, 1, 1.4], origin: .zero),
    sliceCoordinates: [0, 5.0 / 7, 10.0 / 7, 20.0 / 7, 30.0 / 7, 5])
  let even = try Ramp.second.volume(geometry).evenlySpaced()
  #expect(even.geometry.dimensions.z == 8)
  #expect(abs(even.geometry.spacing.z - 1) < 1e-9)
  #expect(even.warnings.map(\.code) == ["resampled", "gap-filled", "gap-filled"])
  #expect(
    even.warnings[1].text
      == "between stored slices 2 and 3 lie 2 mm (usually 1): filled by interpolation")
}

@Test func theGridNeverReachesBeyondTheLastSlice() throws {
  let geometry = VolumeGeometry(
    dimensions: [2, 2, 3], affine: Affine(spacing: [1, 1, 2.5], origin: .zero),
    sliceCoordinates: [0, 0.8, 2])
  let even = try Ramp.standard.volume(geometry).evenlySpaced()
  #expect(even.geometry.dimensions.z == 3)
  #expect(even.geometry.corners.map(\.z).max() ?? 0 <= 5 + 1e-9)
}

@Test func hopelesslyUnevenSlicesAreRefused() throws {
  let geometry = VolumeGeometry(
    dimensions: [2, 2, 3], affine: Affine(spacing: [1, 1, 100], origin: .zero),
    sliceCoordinates: [0, 1e-5, 2])
  let volume = try Ramp.standard.volume(geometry)
  #expect(throws: ExportError.gapsTooUneven(smallest: 0.001, slices: 200_001)) {
    try volume.evenlySpaced()
  }
}
