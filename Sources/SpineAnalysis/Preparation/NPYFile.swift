import Foundation

/// Arrays in NumPy's `.npy` format, version 1.0, little-endian, C order.
///
/// Source: numpy.lib.format documentation, "Format Version 1.0".
enum NPYFile {
  static func encoded(_ values: [Float16], shape: [Int]) -> Data {
    encoded(values, descriptor: "<f2", shape: shape)
  }

  static func encoded(_ values: [UInt8], shape: [Int]) -> Data {
    encoded(values, descriptor: "|u1", shape: shape)
  }

  /// - Precondition: `values.count` is the product of `shape`.
  private static func encoded<Element: BitwiseCopyable>(
    _ values: [Element], descriptor: String, shape: [Int]
  ) -> Data {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    let sides = shape.map { "\($0), " }.joined()
    var header = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(sides)), }"
    // The header with its ten bytes before it ends, by a newline, at a multiple of 64.
    let length = (10 + header.utf8.count + 1 + 63) / 64 * 64 - 10
    header += String(repeating: " ", count: length - header.utf8.count - 1) + "\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0])
    data.append(UInt8(length & 255))
    data.append(UInt8(length >> 8))
    data.append(contentsOf: header.utf8)
    values.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }
}
