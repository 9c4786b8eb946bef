import Foundation

/// The fields of a NIfTI-1 or NIfTI-2 header that say where voxels lie and what they mean, under the
/// specification's own names.
///
/// Source: nifti1.h and nifti2.h, NIfTI Data Format Working Group.
public struct NIfTIHeader: Sendable, Equatable {
  public var isVersion2: Bool
  public var isLittleEndian: Bool
  /// dim[0…7]: the number of dimensions, then their sizes.
  public var dim: [Int]
  public var datatype: Int
  /// pixdim[0…7]: qfac, then the spacings in `xyzt_units`.
  public var pixdim: [Double]
  public var voxOffset: Int
  public var sclSlope: Double
  public var sclInter: Double
  public var xyztUnits: Int
  public var qformCode: Int
  public var sformCode: Int
  /// b, c, d of the unit quaternion.
  public var quatern: SIMD3<Double>
  public var qoffset: SIMD3<Double>
  /// srow_x, srow_y, srow_z: four numbers each.
  public var srow: [[Double]]
  public var descrip: String
  /// True for `ni1`/`ni2`: the data is in the `.img` file beside the header.
  public var isPair: Bool

  /// Bytes of the longer header (NIfTI-2); NIfTI-1 has 348.
  static let maximumSize = 540

  /// Reads the header from a file's first bytes.
  ///
  /// Source of the offsets: nifti1.h (348 bytes), nifti2.h (540 bytes).
  public init(bytes: [UInt8], path: String) throws(NIfTIError) {
    var reader = FieldReader(bytes: bytes, isLittleEndian: true)
    guard bytes.count >= 348 else { throw .notNIfTI(path: path) }
    if ![348, 540].contains(reader.integer(at: 0, bytes: 4)) { reader.isLittleEndian = false }
    let size = reader.integer(at: 0, bytes: 4)
    guard size == 348 || (size == 540 && bytes.count >= 540) else { throw .notNIfTI(path: path) }
    isLittleEndian = reader.isLittleEndian
    isVersion2 = size == 540
    let layout = isVersion2 ? FieldLayout.version2 : .version1
    let magic = reader.text(at: layout.magic, bytes: 4)
    guard ["n+1", "ni1", "n+2", "ni2"].contains(magic) else { throw .notNIfTI(path: path) }
    isPair = magic.hasPrefix("ni")
    dim = (0..<8).map {
      reader.integer(at: layout.dim + $0 * layout.integer, bytes: layout.integer)
    }
    datatype = reader.integer(at: layout.datatype, bytes: 2)
    let real = layout.real
    pixdim = (0..<8).map { reader.real(at: layout.pixdim + $0 * real, bytes: real) }
    if isVersion2 {
      voxOffset = reader.integer(at: layout.voxOffset, bytes: 8)
    } else {
      let offset = reader.real(at: layout.voxOffset, bytes: 4)
      guard offset.isFinite, abs(offset) < 1e9 else {
        throw .field("vox_offset", value: "\(offset)", mustBe: "a place in the file")
      }
      voxOffset = Int(offset)
    }
    sclSlope = reader.real(at: layout.sclSlope, bytes: real)
    sclInter = reader.real(at: layout.sclInter, bytes: real)
    xyztUnits = reader.integer(at: layout.xyztUnits, bytes: isVersion2 ? 4 : 1)
    qformCode = reader.integer(at: layout.qformCode, bytes: isVersion2 ? 4 : 2)
    sformCode = reader.integer(at: layout.sformCode, bytes: isVersion2 ? 4 : 2)
    func triple(_ offset: Int) -> SIMD3<Double> {
      [
        reader.real(at: offset, bytes: real), reader.real(at: offset + real, bytes: real),
        reader.real(at: offset + 2 * real, bytes: real),
      ]
    }
    quatern = triple(layout.quatern)
    qoffset = triple(layout.quatern + 3 * real)
    srow = (0..<3).map { row in
      (0..<4).map { reader.real(at: layout.srow + (row * 4 + $0) * real, bytes: real) }
    }
    descrip = reader.text(at: layout.descrip, bytes: 80)
    try validate()
  }
}

/// Where each field stands, in bytes from the start.
struct FieldLayout {
  var integer: Int
  var real: Int
  var dim: Int
  var datatype: Int
  var pixdim: Int
  var voxOffset: Int
  var sclSlope: Int
  var sclInter: Int
  var xyztUnits: Int
  var descrip: Int
  var qformCode: Int
  var sformCode: Int
  var quatern: Int
  var srow: Int
  var magic: Int

  static let version1 = FieldLayout(
    integer: 2, real: 4, dim: 40, datatype: 70, pixdim: 76, voxOffset: 108, sclSlope: 112,
    sclInter: 116, xyztUnits: 123, descrip: 148, qformCode: 252, sformCode: 254, quatern: 256,
    srow: 280, magic: 344)
  static let version2 = FieldLayout(
    integer: 8, real: 8, dim: 16, datatype: 12, pixdim: 104, voxOffset: 168, sclSlope: 176,
    sclInter: 184, xyztUnits: 500, descrip: 240, qformCode: 344, sformCode: 348, quatern: 352,
    srow: 400, magic: 4)
}

/// Numbers and text at byte offsets, in either byte order.
struct FieldReader {
  let bytes: [UInt8]
  var isLittleEndian: Bool

  private func pattern(at offset: Int, bytes count: Int) -> UInt64 {
    let field = bytes[offset..<offset + count]
    let ordered = isLittleEndian ? Array(field.reversed()) : Array(field)
    return ordered.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A signed integer of 1, 2, 4 or 8 bytes.
  func integer(at offset: Int, bytes count: Int) -> Int {
    let shift = UInt64(64 - count * 8)
    return Int(Int64(bitPattern: pattern(at: offset, bytes: count) << shift) >> Int64(shift))
  }

  /// A float of 4 or 8 bytes.
  func real(at offset: Int, bytes count: Int) -> Double {
    let pattern = pattern(at: offset, bytes: count)
    return count == 4
      ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern)))
      : Double(bitPattern: pattern)
  }

  /// Text up to the first NUL, Latin-1.
  func text(at offset: Int, bytes count: Int) -> String {
    String(
      String.UnicodeScalarView(
        bytes[offset..<offset + count].prefix { $0 != 0 }.map { Unicode.Scalar($0) }))
  }
}
