import Imaging
import TestSupport
import Testing

/// All ways to lay i, j, k along the patient's axes: 6 orders × 8 signs (24 of them right-handed).
private let signedPermutations: [Affine] = {
  let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
  let spacing = SIMD3(0.9, 0.8, 1.25)
  return orders.flatMap { order in
    (0..<8).map { signs in
      var columns = [SIMD3<Double>](repeating: .zero, count: 3)
      for n in 0..<3 { columns[n][order[n]] = (signs >> n & 1 == 0 ? 1 : -1) * spacing[n] }
      return Affine(i: columns[0], j: columns[1], k: columns[2], origin: [10, -20, 30])
    }
  }
}()

@Test(arguments: signedPermutations)
func everyStoredOrderIsShownInRadiologicalConvention(affine: Affine) throws {
  let geometry = VolumeGeometry(dimensions: [6, 7, 8], affine: affine)
  let reslicer = Reslicer(try Ramp.standard.volume(geometry))
  let corners = geometry.corners
  let expected: [PlaneOrientation: EdgeLetters] = [
    .axial: EdgeLetters(left: "R", right: "L", top: "A", bottom: "P"),
    .coronal: EdgeLetters(left: "R", right: "L", top: "S", bottom: "I"),
    .sagittal: EdgeLetters(left: "A", right: "P", top: "S", bottom: "I"),
  ]
  for orientation in PlaneOrientation.allCases {
    let stack = SliceStack(geometry: geometry, orientation: orientation)
    let plane = stack.plane(at: 0)
    #expect(plane.edgeLetters == expected[orientation])
    let first =
      switch orientation {
      case .axial: corners.map(\.z).max()
      case .sagittal: corners.map(\.x).min()
      case .coronal: corners.map(\.y).min()
      }
    let start = try #require(first)
    #expect(abs(stack.millimetres(at: 0) - start) < 1e-9)
    #expect(stack.sliceCount > 5)
    let (error, count) = largestError(reslicer.slice(plane), .standard, geometry)
    #expect(error < 0.01)
    #expect(count == plane.width * plane.height)
    for index in 0..<stack.sliceCount {
      #expect(stack.index(of: stack.plane(at: index).centre) == index)
      #expect(stack.index(atMillimetres: stack.millimetres(at: index)) == index)
    }
  }
  #expect(
    PlaneOrientation.allCases.filter {
      SliceStack(geometry: geometry, orientation: $0).isAcquired
    }.count == 1)
}

@Test(arguments: signedPermutations)
func theOrientationCodeNamesTheSideThatEachIndexGrowsTo(affine: Affine) {
  let names: [(SIMD3<Double>, Character)] = [
    ([1, 0, 0], "L"), ([-1, 0, 0], "R"), ([0, 1, 0], "P"), ([0, -1, 0], "A"), ([0, 0, 1], "S"),
    ([0, 0, -1], "I"),
  ]
  let code = [affine.i, affine.j, affine.k].map { column in
    names.first { $0.0.dot(column.normalized) > 0.9 }?.1 ?? "?"
  }
  #expect(affine.orientationCode == String(code))
}

@Test func aTiltedStackShowsTheStoredSlicesAndUprightOtherPlanes() {
  let geometry = GridCase.tilted.geometry
  let axial = SliceStack(geometry: geometry, orientation: .axial)
  #expect(axial.isAcquired)
  #expect(axial.sliceCount == geometry.dimensions.z)
  #expect(axial.storedSlice(at: 0) == geometry.dimensions.z - 1)
  #expect(
    axial.plane(at: 0).edgeLetters == EdgeLetters(left: "R", right: "L", top: "AS", bottom: "PI"))
  let sagittal = SliceStack(geometry: geometry, orientation: .sagittal)
  #expect(!sagittal.isAcquired)
  #expect(sagittal.plane(at: 0).right == [0, 1, 0])
  #expect(sagittal.plane(at: 0).down == [0, 0, -1])
  #expect(abs(sagittal.plane(at: 0).pixelSpacing.x - 0.8) < 1e-9)
}

@Test func everyVoxelOfATiltedStackIsFoundOnItsOwnSlice() {
  let geometry = GridCase.tilted.geometry
  let stack = SliceStack(geometry: geometry, orientation: .axial)
  for stored in 0..<geometry.dimensions.z {
    for corner in [(0, 0), (22, 18), (3, 17)] {
      let position = geometry.position(i: corner.0, j: corner.1, slice: stored)
      #expect(stack.storedSlice(at: stack.index(of: position)) == stored)
      #expect(abs(stack.plane(at: stack.index(of: position)).distance(to: position)) < 1e-9)
    }
  }
}

@Test func unevenSlicesStandAtTheirTruePlaces() {
  let geometry = GridCase.uneven.geometry
  let stack = SliceStack(geometry: geometry, orientation: .axial)
  for index in 0..<stack.sliceCount {
    let stored = geometry.dimensions.z - 1 - index
    let place = geometry.position(i: 0, j: 0, slice: stored).z
    #expect(abs(stack.millimetres(at: index) - place) < 1e-9)
    #expect(stack.index(atMillimetres: place) == index)
  }
}

@Test func aPositionOutsideTheStackFallsOnItsEndSlices() {
  let geometry = GridCase.even.geometry
  for orientation in PlaneOrientation.allCases {
    let stack = SliceStack(geometry: geometry, orientation: orientation)
    #expect(stack.index(of: [-1e6, -1e6, 1e6]) == 0)
    #expect(stack.index(of: [1e6, 1e6, -1e6]) == stack.sliceCount - 1)
  }
}

@Test func pixelsAreSquareUnlessNativeOnesAreAskedFor() {
  let geometry = GridCase.even.geometry
  #expect(
    SliceStack(geometry: geometry, orientation: .axial).plane(at: 0).pixelSpacing == [0.8, 0.8])
  let native = SliceStack(geometry: geometry, orientation: .axial, native: true).plane(at: 0)
  #expect(native.pixelSpacing == [0.9, 0.8])
  #expect(native.width == 23 && native.height == 19)
  let sagittal = SliceStack(geometry: geometry, orientation: .sagittal, native: true).plane(at: 0)
  #expect(sagittal.pixelSpacing == [0.8, 1.25])
  #expect(sagittal.width == 19 && sagittal.height == 11)
}

@Test func anObliqueEdgeHasTwoLettersTheStrongerFirst() {
  #expect(orientationLetters(towards: [0.8, 0.5, 0]) == "LP")
  #expect(orientationLetters(towards: [-0.3, 0, -0.9]) == "IR")
  #expect(orientationLetters(towards: [0.05, 1, 0]) == "P")
}

@Test func aViewportKeepsItsCentreAndScale() {
  let plane = SliceStack(geometry: GridCase.oblique.geometry, orientation: .axial).plane(at: 3)
  let point = plane.position(x: 5, y: 6)
  let view = plane.viewport(centre: point + plane.normal * 4, spacing: 0.2, width: 101, height: 51)
  #expect((view.pixel(of: point) - [50, 25]).x.magnitude < 1e-9)
  #expect((view.pixel(of: point) - [50, 25]).y.magnitude < 1e-9)
  #expect(abs(view.distance(to: plane.centre)) < 1e-9)
}
