import Foundation
import Imaging

/// Vertebra labels as an uncompressed NIfTI-1 file laid out as the RSNA-2022 segmentations are.
///
/// Their first axis runs to the patient's left, the second to the front, the third up, so that
/// `array[:, ::-1, ::-1].transpose(2, 1, 0)` stands on the images sorted from head to foot.
/// Source: nifti1.h, NIfTI Data Format Working Group.
enum LabelNIfTI {
  /// - Precondition: `geometry` is axial: i to the left, j to the back, k up.
  static func bytes(_ labels: VoxelBuffer<UInt8>, _ geometry: VolumeGeometry) -> Data {
    let d = geometry.dimensions
    let s = geometry.spacing
    // Voxel (0, 0, 0) is the last row of the lowest slice; RAS negates x and y.
    let first = geometry.position(i: 0, j: d.y - 1, slice: 0)
    let offset = [-first.x, -first.y, first.z]
    var header = [UInt8](repeating: 0, count: 352)
    func put(_ value: some FixedWidthInteger, _ at: Int) {
      withUnsafeBytes(of: value.littleEndian) {
        header.replaceSubrange(at..<at + $0.count, with: $0)
      }
    }
    func put(_ value: Double, _ at: Int) { put(Float(value).bitPattern, at) }
    put(Int32(348), 0)
    for (n, size) in [3, d.x, d.y, d.z, 1, 1, 1, 1].enumerated() { put(Int16(size), 40 + 2 * n) }
    put(Int16(2), 70)
    put(Int16(8), 72)
    // pixdim[0] = −1: the left-handed frame that a first axis towards the left makes.
    for (n, size) in [-1, s.x, s.y, s.z, 1, 1, 1, 1].enumerated() { put(size, 76 + 4 * n) }
    put(352.0, 108)
    put(1.0, 112)
    header[123] = 2
    header.replaceSubrange(148..<148 + PhantomStudy.mark.utf8.count, with: PhantomStudy.mark.utf8)
    put(Int16(1), 252)
    put(Int16(1), 254)
    // qform: half a turn about the second axis, and the third axis reversed by qfac −1.
    put(0.0, 256)
    put(1.0, 260)
    put(0.0, 264)
    for n in 0..<3 { put(offset[n], 268 + 4 * n) }
    let rows = [[-s.x, 0, 0, offset[0]], [0, s.y, 0, offset[1]], [0, 0, s.z, offset[2]]]
    for (n, value) in rows.joined().enumerated() { put(value, 280 + 4 * n) }
    header.replaceSubrange(344..<347, with: "n+1".utf8)
    var data = Data(header)
    data.reserveCapacity(352 + geometry.voxelCount)
    labels.withUnsafeBuffer { voxels in
      for k in 0..<d.z {
        for j in (0..<d.y).reversed() {
          let row = (k * d.y + j) * d.x
          data.append(UnsafeBufferPointer(rebasing: voxels[row..<row + d.x]))
        }
      }
    }
    return data
  }
}
