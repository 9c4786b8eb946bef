import Imaging
import TestSupport
import Testing

private let cube = VolumeGeometry(
  dimensions: [40, 36, 9], affine: Affine(spacing: [1, 1, 2], origin: .zero))

private func noise(padding: Float? = nil) throws -> Volume {
  var random = SplitMix64(seed: 11)
  let values = (0..<cube.voxelCount).map { _ in Int16.random(in: -1000...3000, using: &random) }
  return try makeInt16Volume(cube, padding: padding) { i, j, k in
    let value = values[(k * 36 + j) * 40 + i]
    return padding != nil && (i - 20) * (i - 20) + (j - 18) * (j - 18) > 250 ? -2000 : value
  }
}

private func plane(spacing: Double, width: Int, height: Int, z: Double = 6) -> Plane {
  Plane(
    origin: [0.3, 0.2, z], right: [1, 0, 0], down: [0, 1, 0], spacing: spacing, width: width,
    height: height)
}

/// From far finer than the voxels to far coarser, forwards and backwards along the rows.
@Test(arguments: [0.03, 0.11, 0.5, 1, 1.27, 3.1, 9])
func rowsAreInterpolatedAtEveryZoom(spacing: Double) throws {
  let volume = try noise()
  let reslicer = Reslicer(volume)
  let (width, height) = (min(300, Int(38 / spacing)), min(40, Int(34 / spacing)))
  guard width > 1, height > 1 else { return }
  let forwards = plane(spacing: spacing, width: width, height: height, z: 7)
  let backwards = Plane(
    origin: forwards.position(x: Double(width - 1), y: 0), right: [-1, 0, 0], down: [0, 1, 0],
    spacing: spacing, width: width, height: height)
  let (a, b) = (reslicer.slice(forwards), reslicer.slice(backwards))
  for y in 0..<height {
    for x in 0..<width {
      let (px, py) = (0.3 + Double(x) * spacing, 0.2 + Double(y) * spacing)
      let (i, j) = (Int(px), Int(py))
      let (u, v) = (px - Double(i), py - Double(j))
      func hu(_ i: Int, _ j: Int, _ k: Int) -> Double {
        Double(volume.hounsfieldUnits(i: min(i, 39), j: min(j, 35), slice: k))
      }
      func bilinear(_ k: Int) -> Double {
        let upper = hu(i, j, k) * (1 - u) + hu(i + 1, j, k) * u
        let lower = hu(i, j + 1, k) * (1 - u) + hu(i + 1, j + 1, k) * u
        return upper * (1 - v) + lower * v
      }
      let truth = (bilinear(3) + bilinear(4)) / 2
      #expect(abs(Double(a[x, y]) - truth) <= 0.05)
      #expect(abs(Double(b[width - 1 - x, y]) - truth) <= 0.05)
    }
  }
}

@Test(arguments: [nil, -2000 as Float])
func aPaneOfAPictureHoldsTheLevelsOfItsSlice(padding: Float?) throws {
  let reslicer = Reslicer(try noise(padding: padding))
  let window = Window(center: 300, width: 1500)
  for spacing in [0.21, 1.0, 1.4] {
    let plane = plane(spacing: spacing, width: 50, height: 30)
    var picture = [UInt8](repeating: 99, count: 64 * 40)
    picture.withUnsafeMutableBufferPointer { out in
      guard let base = out.baseAddress else { return }
      reslicer.paint(plane, window: window, into: base + 5 * 64 + 7, rowStride: 64)
    }
    let levels = reslicer.slice(plane).levels(window)
    for y in 0..<40 {
      for x in 0..<64 {
        let isInside = (5..<35).contains(y) && (7..<57).contains(x)
        #expect(picture[y * 64 + x] == (isInside ? levels[(y - 5) * 50 + x - 7] : 99))
      }
    }
  }
}

@Test func coarsePixelsShowTheMeanOfWhatWasScanned() throws {
  let reslicer = Reslicer(try noise(padding: -2000))
  let window = Window(center: 300, width: 1500)
  let plane = plane(spacing: 3, width: 14, height: 12)
  let fine = reslicer.slice(plane.refined(by: [3, 2]))
  let levels = reslicer.levels(plane, window: window, meansOf: [3, 2])
  var blank = 0
  for y in 0..<12 {
    for x in 0..<14 {
      var values: [Double] = []
      for dy in 0..<2 {
        for dx in 0..<3 {
          let value = fine[3 * x + dx, 2 * y + dy]
          if value.isFinite, value != -2000 { values.append(Double(value)) }
        }
      }
      let mean = Float(values.reduce(0, +) / Double(max(1, values.count)))
      let wanted = values.isEmpty ? 0 : window.level(of: mean)
      blank += values.isEmpty ? 1 : 0
      #expect(abs(Int(levels[y * 14 + x]) - Int(wanted)) <= (values.isEmpty ? 0 : 1))
    }
  }
  #expect(blank > 10)
}

@Test(arguments: [64, 32, 16, 8])
func heatTakesTheRegisterOfItsGrey(levels: Int) throws {
  let heat = try VoxelBuffer<Float>(count: 40 * 36 * 9) { out in
    for n in out.indices { out[n] = n % 40 < 3 ? .nan : Float(n % 1440) / 1440 * 5 }
  }
  let registers = HeatRegisters(
    scale: 4, threshold: 0.3, first: 64, steps: 12, greys: 12, levels: levels)
  let plane = plane(spacing: 1, width: 45, height: 40)
  let slice = Reslicer(geometry: cube, values: heat).slice(plane)
  let before = (0..<45 * 40).map { UInt8($0 % levels) }
  var after = before
  after.withUnsafeMutableBufferPointer { out in
    guard let base = out.baseAddress else { return }
    Reslicer(geometry: cube, values: heat).paintHeat(plane, registers, into: base, rowStride: 45)
  }
  var coloured = 0
  for n in before.indices {
    let share = (slice.values[n] / 4 - 0.3) / 0.7
    // At the very edge of a step either side is right.
    let isAtEdge = abs(share * 12 - (share * 12).rounded()) < 1e-4 || abs(share) < 1e-5
    guard share.isFinite, share >= 0 else {
      if !share.isFinite || !isAtEdge { #expect(after[n] == before[n]) }
      continue
    }
    coloured += 1
    let step = min(11, Int(min(1, share) * 12))
    if !isAtEdge { #expect(Int(after[n]) == 64 + step * 12 + Int(before[n]) * 11 / (levels - 1)) }
  }
  #expect(coloured > 500)
}

@Test func levelsAreEnlargedToWholeBlocks() {
  let small = Plane(
    origin: .zero, right: [1, 0, 0], down: [0, 1, 0], spacing: 1, width: 3, height: 2)
  var picture = [UInt8](repeating: 0, count: 8 * 4)
  picture.withUnsafeMutableBufferPointer { out in
    guard let base = out.baseAddress else { return }
    enlarge([1, 2, 3, 4, 5, 6], small, by: 3, width: 8, height: 4, into: base, rowStride: 8)
  }
  let upper: [UInt8] = [1, 1, 1, 2, 2, 2, 3, 3]
  #expect(picture == upper + upper + upper + [4, 4, 4, 5, 5, 5, 6, 6])
}

@Test(arguments: [false, true])
func curvesOnTheScreenAreThoseOfTheSlice(inverted: Bool) throws {
  let reslicer = Reslicer(try noise(padding: -2000))
  let table = VOITable(first: -100, entries: (0..<900).map { UInt16($0 * $0 / 800) }, bits: 10)
  let plane = plane(spacing: 0.31, width: 90, height: 80)
  for (window, tolerance) in [
    (Window(center: 200, width: 700, function: .sigmoid), 1), (Window(table: table), 0),
    (Window(center: 40, width: 0.5, function: .sigmoid), 1),
  ] {
    let levels = reslicer.levels(plane, window: window, count: 256, inverted: inverted)
    let wanted = reslicer.slice(plane).levels(window, count: 256, inverted: inverted)
    let off = zip(levels, wanted).map { abs(Int($0) - Int($1)) }
    #expect(off.max() ?? 9 <= tolerance)
    #expect(off.filter { $0 > 0 }.count < 100)
    #expect(Set(levels).count >= 2)
  }
}
