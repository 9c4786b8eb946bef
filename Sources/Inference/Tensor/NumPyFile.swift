import Foundation

/// Arrays in NumPy's `.npy` format.
///
/// Reads little-endian numbers in C order of format versions 1 to 3 as float32; writes version 1.
/// Source: numpy.lib.format documentation.
public enum NumPyFile {
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case malformed(path: String, reason: String)
    case unwritable(path: String, reason: String)

    public var description: String {
      switch self {
      case .unreadable(let path, let reason):
        "\(printable(path)) cannot be read: \(printable(reason))."
      case .malformed(let path, let reason):
        "\(printable(path)) is no array this program reads: \(printable(reason))."
      case .unwritable(let path, let reason):
        "\(printable(path)) cannot be written: \(printable(reason))."
      }
    }
  }

  public static func read(_ path: String) throws(Failure) -> Tensor {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) } catch {
      throw .unreadable(path: path, reason: "there is no such file, or it may not be opened")
    }
    return try tensor(data, path)
  }

  static func tensor(_ data: Data, _ path: String) throws(Failure) -> Tensor {
    let bytes = [UInt8](data.prefix(12))
    guard bytes.count >= 12, bytes[..<6].elementsEqual([0x93] + Array("NUMPY".utf8)),
      (1...3).contains(bytes[6])
    else { throw .malformed(path: path, reason: "it does not begin as a .npy file") }
    let isShort = bytes[6] == 1
    let length =
      Int(bytes[8]) | Int(bytes[9]) << 8
      | (isShort ? 0 : Int(bytes[10]) << 16 | Int(bytes[11]) << 24)
    let start = (isShort ? 10 : 12) + length
    guard length < 1 << 20, start <= data.count else {
      throw .malformed(path: path, reason: "its header is cut short")
    }
    let header = String(decoding: data[(isShort ? 10 : 12)..<start], as: UTF8.self)
    guard let type = field("descr", header), let order = field("fortran_order", header),
      let sides = field("shape", header)
    else { throw .malformed(path: path, reason: "its header lacks a field") }
    guard order == "False" else { throw .malformed(path: path, reason: "it is in Fortran order") }
    var shape: [Int] = []
    for side in sides.split(separator: ",") {
      let text = side.trimmingCharacters(in: .whitespaces)
      if text.isEmpty { continue }
      guard let extent = Int(text), extent >= 0, extent < 1 << 40, shape.count < 32 else {
        throw .malformed(path: path, reason: "its shape is (\(sides.prefix(60)))")
      }
      shape.append(extent)
    }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product < 1 << 40 else {
        throw .malformed(path: path, reason: "its shape is \(shape)")
      }
      count = product
    }
    return Tensor(shape: shape, values: try values(data.dropFirst(start), type, count, path))
  }

  private static func values(_ data: Data, _ type: String, _ count: Int, _ path: String)
    throws(Failure) -> [Float]
  {
    func read<T>(_: T.Type, _ convert: (T) -> Float) throws(Failure) -> [Float] {
      let stride = MemoryLayout<T>.size
      guard data.count == count * stride else {
        throw .malformed(path: path, reason: "it holds \(data.count) bytes for \(count) numbers")
      }
      return data.withUnsafeBytes { raw in
        (0..<count).map { convert(raw.loadUnaligned(fromByteOffset: $0 * stride, as: T.self)) }
      }
    }
    switch type {
    case "<f4": return try read(UInt32.self) { Float(bitPattern: $0) }
    case "<f8": return try read(UInt64.self) { Float(Double(bitPattern: $0)) }
    case "<f2": return try read(UInt16.self) { TensorReader.float(half: $0) }
    case "<i8": return try read(Int64.self) { Float($0) }
    case "<i4": return try read(Int32.self) { Float($0) }
    case "<i2": return try read(Int16.self) { Float($0) }
    case "|i1": return try read(Int8.self) { Float($0) }
    case "|u1", "|b1": return try read(UInt8.self) { Float($0) }
    case "<u2": return try read(UInt16.self) { Float($0) }
    case "<u4": return try read(UInt32.self) { Float($0) }
    case "<u8": return try read(UInt64.self) { Float($0) }
    default: throw .malformed(path: path, reason: "its element type is \(type.prefix(20))")
    }
  }

  /// The text of one entry of the header's Python dictionary: a quoted word, a word, or what stands
  /// in parentheses.
  private static func field(_ name: String, _ header: String) -> String? {
    guard let key = header.range(of: "'\(name)':") else { return nil }
    let rest = header[key.upperBound...].drop { $0 == " " }
    switch rest.first {
    case "'": return String(rest.dropFirst().prefix { $0 != "'" })
    case "(": return String(rest.dropFirst().prefix { $0 != ")" })
    default: return String(rest.prefix { $0.isLetter })
    }
  }

  /// Writes `tensor` whole or not at all.
  public static func write(_ tensor: Tensor, to path: String) throws(Failure) {
    do {
      try encoded(tensor.values, shape: tensor.shape).write(
        to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw .unwritable(path: path, reason: "\(error.localizedDescription)")
    }
  }

  /// The bytes of a file: version 1, little-endian, C order.
  ///
  /// - Precondition: `values.count` is the product of `shape`.
  public static func encoded<Element: NumPyElement>(_ values: [Element], shape: [Int]) -> Data {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    let sides = shape.map { "\($0)," }.joined(separator: " ")
    var header =
      "{'descr': '\(Element.numPyType)', 'fortran_order': False, 'shape': (\(sides)), }"
    // Ten bytes and the header end, by a newline, at a multiple of 64.
    let length = (10 + header.utf8.count + 1 + 63) / 64 * 64 - 10
    header += String(repeating: " ", count: length - header.utf8.count - 1) + "\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)])
    data.append(contentsOf: header.utf8)
    values.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }
}

/// A number as it lies in a `.npy` file; this program runs on little-endian machines alone.
public protocol NumPyElement: BitwiseCopyable {
  /// NumPy's name for it: byte order, kind, bytes.
  static var numPyType: String { get }
}

extension Float: NumPyElement { public static var numPyType: String { "<f4" } }
extension Float16: NumPyElement { public static var numPyType: String { "<f2" } }
extension UInt8: NumPyElement { public static var numPyType: String { "|u1" } }
