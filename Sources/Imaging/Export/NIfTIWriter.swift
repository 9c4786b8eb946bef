import Foundation

/// Volumes as NIfTI-1 `.nii.gz`: HU without scaling, the affine as sform, and as qform where a
/// rotation can hold it.
///
/// Source: nifti1.h, NIfTI Data Format Working Group.
public enum NIfTIWriter {
  /// Writes `volume` to `path`, whole or not at all, readable by its owner alone.
  ///
  /// Int16 volumes stay Int16, others are Float32; little-endian. The affine is RAS in float32, which
  /// places every voxel of a CT within 10⁻⁴ mm.
  ///
  /// - Precondition: slices are evenly spaced (see `Volume.evenlySpaced(progress:)`).
  /// - Throws: `ExportError`, or `CancellationError` when the task is cancelled.
  public static func write(
    _ volume: Volume, to path: String, progress: ProgressHandler? = nil
  ) throws {
    precondition(volume.geometry.isEvenlySpaced, "an uneven stack has no single affine")
    let header = try header(of: volume)
    let file = try GzipWriter(path: path)
    try header.withUnsafeBytes { try file.write($0) }
    switch volume.voxels {
    case .int16(let buffer): try write(buffer, to: file, progress)
    case .float32(let buffer): try write(buffer, to: file, progress)
    }
    try file.commit()
  }

  private static func write<Element>(
    _ buffer: VoxelBuffer<Element>, to file: GzipWriter, _ progress: ProgressHandler?
  ) throws {
    #if _endian(big)
      #error("voxels are written as they lie in memory, which must be little-endian")
    #endif
    try buffer.withUnsafeBuffer { voxels in
      let raw = UnsafeRawBufferPointer(voxels)
      var done = 0
      while done < raw.count {
        try Task.checkCancellation()
        let end = min(raw.count, done + 4 << 20)
        try file.write(UnsafeRawBufferPointer(rebasing: raw[done..<end]))
        done = end
        progress?(LoadProgress(stage: "writing voxels", completed: done, total: raw.count))
      }
    }
  }

  /// The 348 bytes of the header, and four that say "no extension".
  static func header(of volume: Volume) throws(ExportError) -> [UInt8] {
    let d = volume.geometry.dimensions
    let sides = [d.x, d.y, d.z]
    guard sides.allSatisfy({ $0 <= Int(Int16.max) }) else {
      throw .tooLargeForNIfTI(dimensions: sides)
    }
    let ras = volume.geometry.affine.flippedXY
    var fields = HeaderFields()
    fields.put(Int32(348), at: 0)
    for (n, size) in ([3] + sides + [1, 1, 1, 1]).enumerated() {
      fields.put(Int16(size), at: 40 + 2 * n)
    }
    switch volume.voxels {
    case .int16:
      fields.put(Int16(4), at: 70)
      fields.put(Int16(16), at: 72)
    case .float32:
      fields.put(Int16(16), at: 70)
      fields.put(Int16(32), at: 72)
    }
    let rotation = Quaternion(ras)
    let pixdim = [rotation?.qfac ?? 1, ras.i.length, ras.j.length, ras.k.length, 1, 1, 1, 1]
    for (n, value) in pixdim.enumerated() { fields.put(Float(value), at: 76 + 4 * n) }
    fields.put(Float(352), at: 108)
    fields.put(Float(1), at: 112)
    fields.put(Float(0), at: 116)
    // Millimetres.
    fields.put(UInt8(2), at: 123)
    fields.put(volume.identity.isSynthetic ? NIfTIFile.phantomDescription : "SpineTUI, HU", at: 148)
    // Code 1: scanner coordinates.
    fields.put(Int16(rotation == nil ? 0 : 1), at: 252)
    fields.put(Int16(1), at: 254)
    if let rotation {
      for n in 0..<3 {
        fields.put(Float(rotation.vector[n]), at: 256 + 4 * n)
        fields.put(Float(ras.origin[n]), at: 268 + 4 * n)
      }
    }
    for (n, value) in ras.rows.prefix(3).joined().enumerated() {
      fields.put(Float(value), at: 280 + 4 * n)
    }
    fields.put("n+1", at: 344)
    if let rotation, !rotation.isExact(fields.bytes, volume.geometry) {
      fields.put(Int16(0), at: 252)
    }
    return fields.bytes
  }
}

/// Little-endian values at byte offsets.
private struct HeaderFields {
  var bytes = [UInt8](repeating: 0, count: 352)

  mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
    withUnsafeBytes(of: value.littleEndian) {
      bytes.replaceSubrange(offset..<offset + $0.count, with: $0)
    }
  }

  mutating func put(_ value: Float, at offset: Int) { put(value.bitPattern, at: offset) }

  mutating func put(_ text: String, at offset: Int) {
    bytes.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
  }
}

/// A rotation as NIfTI's qform holds it: b, c, d of a unit quaternion, and −1 for a mirrored k.
struct Quaternion: Equatable {
  var vector: SIMD3<Double>
  var qfac: Double

  /// How far the qform may place a corner from the sform, mm.
  private static let tolerance = 0.01

  /// True when a reader of `header` finds the grid where it is: float32 holds no rotation of nearly
  /// half a turn well.
  func isExact(_ header: [UInt8], _ geometry: VolumeGeometry) -> Bool {
    guard let affine = try? NIfTIHeader(bytes: header, path: "").qformAffine() else { return false }
    let read = VolumeGeometry(dimensions: geometry.dimensions, affine: affine.flippedXY)
    return zip(read.corners, geometry.corners).allSatisfy {
      ($0 - $1).length <= Self.tolerance
    }
  }

  /// Nil when `affine` is sheared: its far corner would then lie elsewhere.
  ///
  /// Source: nifti1.h, "QUATERNION REPRESENTATION OF ROTATION MATRIX"; Shepperd's choice of the
  /// largest component keeps the square roots well conditioned.
  init?(_ affine: Affine) {
    let (x, y) = (affine.i.normalized, affine.j.normalized)
    qfac = affine.determinant < 0 ? -1 : 1
    let z = affine.k.normalized * qfac
    // Shear of 10⁻⁶ moves the end of a 500 mm stack by half a micrometre.
    guard [x.dot(y), y.dot(z), z.dot(x)].allSatisfy({ abs($0) < 1e-6 }) else { return nil }
    let squares = SIMD4(
      1 + x.x + y.y + z.z, 1 + x.x - y.y - z.z, 1 - x.x + y.y - z.z, 1 - x.x - y.y + z.z)
    let largest = (0..<4).max { squares[$0] < squares[$1] } ?? 0
    let twice = squares[largest].squareRoot()
    // 4ab, 4ac, 4ad, 4bc, 4bd, 4cd of the rotation with columns x, y, z.
    let (ab, ac, ad) = (y.z - z.y, z.x - x.z, x.y - y.x)
    let (bc, bd, cd) = (y.x + x.y, z.x + x.z, z.y + y.z)
    let products: [[Double]] = [
      [squares[0], ab, ac, ad], [ab, squares[1], bc, bd], [ac, bc, squares[2], cd],
      [ad, bd, cd, squares[3]],
    ]
    let q = products[largest].map { $0 / (2 * twice) }
    // q and −q are the same rotation; NIfTI leaves out a, which it takes for positive.
    let sign: Double = q[0] < 0 ? -1 : 1
    vector = SIMD3(q[1], q[2], q[3]) * sign
  }
}
