import Imaging
import Testing

@testable import SpineAnalysis

/// Ramps are exact under trilinear interpolation and under box averages, so every value is known.
struct VolumeSamplerTests {
  /// HU of the ramp at a position.
  static func ramp(_ p: Position) -> Float { Float(100 + 7 * p.x + 11 * p.y + 13 * p.z) }

  static func volume(_ geometry: VolumeGeometry, _ hu: (Position) -> Float) throws -> Volume {
    let d = geometry.dimensions
    let buffer = try VoxelBuffer<Float>(count: geometry.voxelCount) { target in
      for k in 0..<d.z {
        for j in 0..<d.y {
          for i in 0..<d.x {
            target[(k * d.y + j) * d.x + i] = hu(geometry.position(i: i, j: j, slice: k))
          }
        }
      }
    }
    return Volume(geometry: geometry, voxels: .float32(buffer), identity: SeriesIdentity())
  }

  /// Sheared like a gantry tilt, rows and columns turned and mirrored.
  static let odd = Affine(
    i: [0.48, 0.1, 0], j: [-0.1, 0.48, 0.05], k: [0.1, 0.3, -1.1], origin: [-12, -13, 20])

  @Test(arguments: [0.3, 1.0, 2.5])
  func aRampStaysARampAtAnySpacing(spacing: Double) throws {
    let source = VolumeGeometry(dimensions: [50, 52, 30], affine: Self.odd)
    let volume = try Self.volume(source, Self.ramp)
    let target = LocaliserGrid.grid(
      around: Box(
        minimum: source.centre - SIMD3(repeating: 3), maximum: source.centre + SIMD3(repeating: 3)),
      spacing: spacing, multiple: 1)
    let values = try VolumeSampler(volume: volume).values(on: target, threads: 1)
    let d = target.dimensions
    for n in values.indices {
      let p = target.position(i: n % d.x, j: n / d.x % d.y, slice: n / (d.x * d.y))
      #expect(abs(values[n] - Self.ramp(p)) < 0.01)
    }
  }

  @Test func anUnevenStackIsReadWhereItsSlicesLie() throws {
    let source = VolumeGeometry(
      dimensions: [20, 20, 5], affine: Affine(spacing: [1, 1, 2], origin: .zero),
      sliceCoordinates: [0, 0.5, 1.75, 2, 4])
    let volume = try Self.volume(source, Self.ramp)
    let target = VolumeGeometry(
      dimensions: [4, 4, 16], affine: Affine(spacing: [1, 1, 0.5], origin: [5, 5, 0]))
    let values = try VolumeSampler(volume: volume).values(on: target, threads: 1)
    for n in values.indices {
      let p = target.position(i: n % 4, j: n / 4 % 4, slice: n / 16)
      #expect(abs(values[n] - Self.ramp(p)) < 0.01)
    }
  }

  @Test func oneAndManyThreadsGiveTheSameBits() throws {
    let source = VolumeGeometry(dimensions: [50, 52, 30], affine: Self.odd)
    let volume = try Self.volume(source) { Self.ramp($0) * Float($0.x) }
    let target = LocaliserGrid.grid(
      around: Box(containing: source.outerCorners), spacing: 2, multiple: 16)
    let sampler = VolumeSampler(volume: volume)
    #expect(
      try sampler.values(on: target, threads: 1) == sampler.values(on: target, threads: 5))
  }

  @Test func beyondTheScanAndInPaddingThereIsAir() throws {
    let geometry = VolumeGeometry(
      dimensions: [8, 8, 8], affine: Affine(spacing: [1, 1, 1], origin: .zero))
    let buffer = try VoxelBuffer<Int16>(count: 512) { target in
      target.update(repeating: 500)
      for n in 0..<64 { target[n] = -2000 }
    }
    let volume = Volume(
      geometry: geometry, voxels: .int16(buffer), identity: SeriesIdentity(), padding: -2000)
    let target = VolumeGeometry(
      dimensions: [1, 1, 10], affine: Affine(spacing: [1, 1, 1], origin: [3, 3, -1]))
    let values = try VolumeSampler(volume: volume).values(on: target, threads: 1)
    #expect(values[0] == -1024)
    #expect(values[1] == -1024)
    #expect(values[2...8].allSatisfy { $0 == 500 })
    #expect(values[9] == -1024)
  }

  @Test func largerVoxelsAreMeansOfWhatTheyCover() throws {
    let geometry = VolumeGeometry(
      dimensions: [12, 12, 12], affine: Affine(spacing: [1, 1, 1], origin: .zero))
    let volume = try Self.volume(geometry) { Float(Int($0.x + $0.y + $0.z) % 2 == 0 ? 0 : 300) }
    let target = VolumeGeometry(
      dimensions: [4, 4, 4], affine: Affine(spacing: [2, 2, 2], origin: [2.5, 2.5, 2.5]))
    let values = try VolumeSampler(volume: volume).values(on: target, threads: 2)
    #expect(values.allSatisfy { abs($0 - 150) < 0.01 })
  }

  @Test func samplingStopsWhenCancelled() throws {
    let geometry = VolumeGeometry(
      dimensions: [8, 8, 8], affine: Affine(spacing: [1, 1, 1], origin: .zero))
    let volume = try Self.volume(geometry, Self.ramp)
    #expect(throws: CancellationError.self) {
      _ = try VolumeSampler(volume: volume).values(
        on: geometry, threads: 2, isCancelled: { true })
    }
  }
}
