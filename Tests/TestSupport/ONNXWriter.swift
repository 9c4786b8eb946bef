import Foundation

/// Writes small ONNX files, for tests of programs that take one. Field numbers: onnx.proto3.
public struct ONNXWriter {
  public enum Attribute {
    case int(Int), ints([Int])
  }

  private var graph = Data()

  public init() { graph += Self.field(2, Data("test".utf8)) }

  /// - Parameter shape: nil for an extent that is open.
  public mutating func input(_ name: String, _ shape: [Int?]) {
    graph += Self.field(11, Self.info(name, shape))
  }

  public mutating func output(_ name: String, _ shape: [Int?]) {
    graph += Self.field(12, Self.info(name, shape))
  }

  /// A float32 constant.
  public mutating func constant(_ name: String, _ values: [Float], _ shape: [Int]) {
    var tensor = Data()
    for side in shape { tensor += Self.number(1, side) }
    tensor += Self.number(2, 1)
    tensor += Self.field(8, Data(name.utf8))
    tensor += Self.field(9, values.withUnsafeBytes { Data($0) })
    graph += Self.field(5, tensor)
  }

  public mutating func node(
    _ op: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: Attribute] = [:]
  ) {
    var node = Data()
    for name in inputs { node += Self.field(1, Data(name.utf8)) }
    for name in outputs { node += Self.field(2, Data(name.utf8)) }
    node += Self.field(4, Data(op.utf8))
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      var attribute = Self.field(1, Data(name.utf8))
      switch value {
      case .int(let number): attribute += Self.number(3, number) + Self.number(20, 2)
      case .ints(let numbers):
        for number in numbers { attribute += Self.number(8, number) }
        attribute += Self.number(20, 7)
      }
      node += Self.field(5, attribute)
    }
    graph += Self.field(1, node)
  }

  /// The file, of opset 17.
  public var data: Data {
    Self.number(1, 8) + Self.field(7, graph) + Self.field(8, Self.number(2, 17))
  }

  private static func info(_ name: String, _ shape: [Int?]) -> Data {
    let sides = shape.reduce(into: Data()) { data, side in
      data += field(1, side.map { number(1, $0) } ?? field(2, Data("open".utf8)))
    }
    let tensor = number(1, 1) + field(2, sides)
    return field(1, Data(name.utf8)) + field(2, field(1, tensor))
  }

  /// A length-delimited field.
  private static func field(_ tag: Int, _ bytes: Data) -> Data {
    varint(tag << 3 | 2) + varint(bytes.count) + bytes
  }

  private static func number(_ tag: Int, _ value: Int) -> Data {
    varint(tag << 3) + varint(value)
  }

  private static func varint(_ value: Int) -> Data {
    var rest = UInt64(bitPattern: Int64(value))
    var bytes = Data()
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }
}
