import Foundation
import Imaging
import TestSupport
import Testing

@Test(arguments: GridCase.allCases, PlaneOrientation.allCases)
func everySliceOfEveryOrientationShowsTheRamp(grid: GridCase, orientation: PlaneOrientation) throws
{
  let geometry = grid.geometry
  for ramp in [Ramp.standard, .second] {
    let reslicer = Reslicer(try ramp.volume(geometry))
    let stack = SliceStack(geometry: geometry, orientation: orientation)
    var compared = 0
    for index in 0..<stack.sliceCount {
      let (error, count) = largestError(reslicer.slice(stack.plane(at: index)), ramp, geometry)
      #expect(error <= 0.01, "slice \(index): \(error) HU")
      compared += count
    }
    #expect(compared > 500)
  }
}

@Test(arguments: GridCase.allCases)
func obliquePlanesShowTheRamp(grid: GridCase) throws {
  let geometry = grid.geometry
  var random = SplitMix64(seed: 20)
  func component() -> Double { Double.random(in: -1...1, using: &random) }
  let reslicer = Reslicer(try Ramp.standard.volume(geometry))
  var compared = 0
  for _ in 0..<20 {
    let right = SIMD3(component(), component(), component()).normalized
    let down = SIMD3(component(), component(), component()).cross(right).normalized
    let whole = Plane(
      origin: geometry.centre, right: right, down: down, spacing: 0.37, width: 1, height: 1)
    let plane = whole.viewport(centre: geometry.centre, spacing: 0.37, width: 81, height: 61)
    let (error, count) = largestError(reslicer.slice(plane), .standard, geometry)
    #expect(error <= 0.05)
    compared += count
  }
  #expect(compared > 5000)
}

@Test(arguments: GridCase.allCases)
func nearestTakesTheNearestStoredVoxel(grid: GridCase) throws {
  let geometry = grid.geometry
  let d = geometry.dimensions
  let labels = try VoxelBuffer<UInt8>(count: geometry.voxelCount) { out in
    for n in out.indices { out[n] = UInt8(truncatingIfNeeded: n &* 2_654_435_761 >> 7) }
  }
  let coordinates = geometry.sliceCoordinates ?? (0..<d.z).map(Double.init)
  let plane = Plane(
    origin: geometry.position(i: 1, j: 2, slice: 1), right: SIMD3(1, 0.2, 0.1).normalized,
    down: SIMD3(-0.2, 1, 0).normalized, spacing: 0.31, width: 40, height: 40)
  let slice = Reslicer(geometry: geometry, labels: labels).slice(plane, interpolation: .nearest)
  for y in 0..<40 {
    for x in 0..<40 {
      let index = geometry.affine.index(of: plane.position(x: Double(x), y: Double(y)))
      let (i, j) = (Int((index.x + 0.5).rounded(.down)), Int((index.y + 0.5).rounded(.down)))
      guard (0..<d.x).contains(i), (0..<d.y).contains(j), index.z >= 0, index.z <= Double(d.z - 1)
      else { continue }
      let distances = coordinates.map { abs($0 - index.z) }
      let k = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      #expect(slice[x, y] == Float(labels[(k * d.y + j) * d.x + i]))
    }
  }
}

@Test(arguments: GridCase.allCases)
func acquiredSlicesAreTheStoredVoxelsExactly(grid: GridCase) throws {
  let geometry = grid.geometry
  let d = geometry.dimensions
  let volume = try makeInt16Volume(geometry) { i, j, k in
    Int16((i * 977 + j * 3571 + k * 7919) % 6001 - 3000)
  }
  let reslicer = Reslicer(volume)
  let stack = try #require(
    PlaneOrientation.allCases.map { SliceStack(geometry: geometry, orientation: $0, native: true) }
      .first { $0.isAcquired })
  var seen = Set<Int>()
  for index in 0..<stack.sliceCount {
    let slice = reslicer.slice(stack.plane(at: index))
    let stored = try #require(stack.storedSlice(at: index))
    seen.insert(stored)
    // Where the grid is rectangular, every pixel is a voxel.
    guard grid != .sheared else { continue }
    #expect(slice.values.count == d.x * d.y)
    for y in 0..<slice.height {
      for x in 0..<slice.width {
        let place = geometry.affine.index(of: slice.plane.position(x: Double(x), y: Double(y)))
        let (i, j) = (Int(place.x.rounded()), Int(place.y.rounded()))
        #expect(slice[x, y] == volume.hounsfieldUnits(i: i, j: j, slice: stored))
      }
    }
  }
  #expect(seen == Set(0..<d.z))
}

@Test func outsideTheVolumeIsNaNAndHalfAVoxelBeyondTheEdgeIsNot() throws {
  let geometry = GridCase.even.geometry
  let reslicer = Reslicer(try Ramp.standard.volume(geometry))
  let corner = geometry.affine.origin
  #expect(reslicer.value(at: corner - [0.44, 0, 0]) == reslicer.value(at: corner))
  #expect(reslicer.value(at: corner - [0.46, 0, 0]).isNaN)
  #expect(reslicer.value(at: corner - [0, 0, 0.7]).isNaN)
  #expect(reslicer.value(at: geometry.corners[7] + [0.44, 0.39, 0.62]).isFinite)
}

@Test func paddingIsNeverBlendedWithTissue() throws {
  let geometry = VolumeGeometry(
    dimensions: [8, 8, 4], affine: Affine(spacing: [1, 1, 1], origin: .zero))
  let volume = try makeInt16Volume(geometry, padding: -2000) { i, _, _ in i < 4 ? -2000 : 40 }
  let reslicer = Reslicer(volume)
  for right in [SIMD3<Double>(1, 0, 0), SIMD3(1, 0.01, 0).normalized] {
    let plane = Plane(
      origin: [0, 1.2, 1.3], right: right, down: [0, 0, 1], spacing: 0.1, width: 70, height: 10)
    let slice = reslicer.slice(plane)
    #expect(Set(slice.values) == [-2000, 40])
    #expect(slice[34, 0] == -2000)
    #expect(slice[36, 0] == 40)
    let levels = reslicer.levels(plane, window: Window(center: 0, width: 100), inverted: true)
    #expect(levels[0] == 0)
    #expect(levels[69] == slice.levels(Window(center: 0, width: 100), inverted: true)[69])
    #expect(levels[69] < 20)
  }
}

@Test func aNaNVoxelHidesOnlyItsOwnPlace() throws {
  let geometry = VolumeGeometry(
    dimensions: [5, 5, 3], affine: Affine(spacing: [1, 1, 1], origin: .zero))
  let volume = try makeVolume(geometry) { $0 == [2, 2, 1] ? .nan : 7 }
  let reslicer = Reslicer(volume)
  #expect(reslicer.value(at: [2, 2, 1]).isNaN)
  #expect(reslicer.value(at: [2.4, 2, 1]).isNaN)
  #expect(reslicer.value(at: [2.6, 2, 1]) == 7)
  #expect(reslicer.value(at: [3, 2.3, 1]) == 7)
}

@Test(arguments: GridCase.allCases)
func theScreenPathGivesTheLevelsOfTheSlice(grid: GridCase) throws {
  let geometry = grid.geometry
  let reslicer = Reslicer(try Ramp.standard.volume(geometry))
  let window = Window(center: -300, width: 500)
  for orientation in PlaneOrientation.allCases {
    let stack = SliceStack(geometry: geometry, orientation: orientation)
    let plane = stack.plane(at: stack.sliceCount / 2).fitted(width: 90, height: 70)
    #expect(plane.width == 90 && plane.height == 70)
    for inverted in [false, true] {
      #expect(
        reslicer.levels(plane, window: window, inverted: inverted)
          == reslicer.slice(plane).levels(window, inverted: inverted))
    }
  }
}

@Test func aHeatVolumeIsSampledOnAnotherVolumesPlane() throws {
  let geometry = GridCase.tilted.geometry
  let coarse = VolumeGeometry(
    dimensions: [12, 10, 9],
    affine: Affine(spacing: [2, 2, 2], origin: geometry.centre - [11, 9, 8]))
  let heat = try VoxelBuffer<Float>(count: coarse.voxelCount) { out in
    for n in out.indices {
      let (i, j, k) = (n % 12, n / 12 % 10, n / 120)
      out[n] = Float(Ramp.standard(coarse.position(i: i, j: j, slice: k)))
    }
  }
  let plane = SliceStack(geometry: geometry, orientation: .sagittal).plane(at: 11)
  let slice = Reslicer(geometry: coarse, values: heat).slice(plane)
  let (error, count) = largestError(slice, .standard, coarse)
  #expect(count > 100)
  #expect(error < 0.01)
}

/// Trilinear interpolation as the textbook has it, in double precision.
private func reference(_ volume: Volume, at position: Position) -> Double? {
  let geometry = volume.geometry
  let d = geometry.dimensions
  var index = geometry.affine.index(of: position)
  if let at = geometry.sliceCoordinates {
    guard let above = at.firstIndex(where: { $0 >= index.z }), above > 0 else { return nil }
    index.z = Double(above - 1) + (index.z - at[above - 1]) / (at[above] - at[above - 1])
  }
  let low = [index.x, index.y, index.z].map { Int($0.rounded(.down)) }
  guard zip(low, [d.x, d.y, d.z]).allSatisfy({ $0 >= 0 && $0 < $1 - 1 }) else { return nil }
  var sum = 0.0
  for corner in 0..<8 {
    let step = [corner & 1, corner >> 1 & 1, corner >> 2]
    let weights = (0..<3).map { axis in
      let rest = index[axis] - Double(low[axis])
      return step[axis] == 1 ? rest : 1 - rest
    }
    let hu = volume.hounsfieldUnits(
      i: low[0] + step[0], j: low[1] + step[1], slice: low[2] + step[2])
    sum += weights.reduce(1, *) * Double(hu)
  }
  return sum
}

@Test(arguments: GridCase.allCases)
func noiseIsInterpolatedAsInDoublePrecision(grid: GridCase) throws {
  var random = SplitMix64(seed: 5)
  let geometry = grid.geometry
  let noise = (0..<geometry.voxelCount).map { _ in Int16.random(in: -1024...3071, using: &random) }
  let d = geometry.dimensions
  let volume = try makeInt16Volume(geometry) { i, j, k in noise[(k * d.y + j) * d.x + i] }
  let reslicer = Reslicer(volume)
  var planes = PlaneOrientation.allCases.map {
    let stack = SliceStack(geometry: geometry, orientation: $0)
    return stack.plane(at: stack.sliceCount / 2).fitted(width: 67, height: 53)
  }
  planes.append(
    Plane(
      origin: .zero, right: SIMD3(1, 0.3, 0.1).normalized,
      down: SIMD3(-0.3, 1, 0.4).normalized, spacing: 0.3, width: 1, height: 1
    ).viewport(centre: geometry.centre, spacing: 0.23, width: 60, height: 60))
  var compared = 0
  for plane in planes {
    let slice = reslicer.slice(plane)
    for y in 0..<plane.height {
      for x in 0..<plane.width {
        let position = plane.position(x: Double(x), y: Double(y))
        guard let truth = reference(volume, at: position) else { continue }
        compared += 1
        #expect(abs(Double(slice[x, y]) - truth) <= 0.05)
      }
    }
  }
  #expect(compared > 3000)
}
