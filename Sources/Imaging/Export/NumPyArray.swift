/// Arrays in NumPy's `.npy` format, version 1.0: little-endian float32, C order.
///
/// Source: numpy.lib.format documentation, "Format Version 1.0".
public enum NumPyArray {
  /// - Precondition: `values.count` is the product of `shape`.
  public static func encoded(_ values: [Float], shape: [Int]) -> [UInt8] {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    let sides = shape.map { "\($0), " }.joined()
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sides)), }"
    // Ten bytes before the header; the whole ends, by a newline, at a multiple of 64.
    let length = (10 + header.utf8.count + 1 + 63) / 64 * 64 - 10
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(length & 255), UInt8(length >> 8)]
    bytes += Array(header.utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: length - header.utf8.count - 1)
    bytes.append(UInt8(ascii: "\n"))
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
