import CImagingKernels

/// How values between voxels are made.
public enum Interpolation: String, Sendable, Hashable, Codable {
  /// Trilinear: for HU and heat.
  case linear
  /// The nearest voxel, halves upwards: for labels.
  case nearest
}

/// Cuts planes out of a grid of voxels: any affine, sheared, flipped or unevenly spaced.
///
/// A sample is inside up to half a voxel beyond the outermost voxel centres, where the outermost
/// value holds; farther out it is NaN. On voxel centres the stored value comes out exactly. Next to
/// padding or NaN the nearest voxel is taken, for a mean with padding would be no HU.
public struct Reslicer: Sendable {
  public let geometry: VolumeGeometry
  let storage: Storage
  /// Stored value that means "outside the scan"; NaN for none.
  let padding: Float

  enum Storage: Sendable {
    case int16(VoxelBuffer<Int16>)
    case float32(VoxelBuffer<Float>)
    case uint8(VoxelBuffer<UInt8>)

    var count: Int {
      switch self {
      case .int16(let buffer): buffer.count
      case .float32(let buffer): buffer.count
      case .uint8(let buffer): buffer.count
      }
    }
  }

  /// Of a volume that is still being read, what may be looked at: the rest is outside the grid.
  public init(_ volume: Volume) {
    let (geometry, voxels) = volume.readable
    let storage: Storage =
      switch voxels {
      case .int16(let buffer): .int16(buffer)
      case .float32(let buffer): .float32(buffer)
      }
    self.init(geometry: geometry, storage: storage, padding: volume.padding)
  }

  /// Float values on a grid of their own, such as a heat volume.
  public init(geometry: VolumeGeometry, values: VoxelBuffer<Float>) {
    self.init(geometry: geometry, storage: .float32(values), padding: nil)
  }

  /// Labels on a grid of their own; sample them with `.nearest`.
  public init(geometry: VolumeGeometry, labels: VoxelBuffer<UInt8>) {
    self.init(geometry: geometry, storage: .uint8(labels), padding: nil)
  }

  private init(geometry: VolumeGeometry, storage: Storage, padding: Float?) {
    precondition(
      storage.count == geometry.voxelCount,
      "\(storage.count) voxels for a grid of \(geometry.dimensions)")
    precondition(geometry.affine.determinant != 0, "a volume of no thickness cannot be cut")
    self.geometry = geometry
    self.storage = storage
    self.padding = padding ?? .nan
  }

  /// The values on `plane`; NaN outside the grid.
  public func slice(_ plane: Plane, interpolation: Interpolation = .linear) -> Slice {
    let values = [Float](unsafeUninitializedCapacity: plane.width * plane.height) { out, count in
      guard let base = out.baseAddress else { return }
      withSampler(plane, interpolation) { sampler in
        for y in 0..<plane.height { sampler.sample(row: y, into: base + y * plane.width) }
      }
      count = plane.width * plane.height
    }
    return Slice(plane: plane, values: values, padding: padding.isNaN ? nil : padding)
  }

  /// The value at one position (LPS, mm); NaN outside the grid.
  public func value(at position: Position, interpolation: Interpolation = .linear) -> Float {
    let point = Plane(
      origin: position, right: [1, 0, 0], down: [0, 1, 0], spacing: 1, width: 1, height: 1)
    return slice(point, interpolation: interpolation).values[0]
  }

  /// Hands `body` a sampler on the voxels' memory, which must not outlive the call.
  func withSampler(
    _ plane: Plane, _ interpolation: Interpolation, _ body: (borrowing RowSampler) -> Void
  ) {
    func run(_ voxels: UnsafeRawPointer, _ type: cimaging_type) {
      let d = geometry.dimensions
      func run(_ coordinates: UnsafePointer<Double>?) {
        let grid = cimaging_grid(
          voxels: voxels, type: type, count: (Int32(d.x), Int32(d.y), Int32(d.z)),
          padding: padding, coordinates: coordinates)
        body(
          RowSampler(
            grid: grid, map: PlaneMap(plane, on: geometry), interpolation: interpolation))
      }
      if let coordinates = geometry.sliceCoordinates {
        coordinates.withUnsafeBufferPointer { run($0.baseAddress) }
      } else {
        run(nil)
      }
    }
    switch storage {
    case .int16(let buffer):
      buffer.withUnsafeBuffer { if let p = $0.baseAddress { run(p, CIMAGING_INT16) } }
    case .float32(let buffer):
      buffer.withUnsafeBuffer { if let p = $0.baseAddress { run(p, CIMAGING_FLOAT32) } }
    case .uint8(let buffer):
      buffer.withUnsafeBuffer { if let p = $0.baseAddress { run(p, CIMAGING_UINT8) } }
    }
  }
}
