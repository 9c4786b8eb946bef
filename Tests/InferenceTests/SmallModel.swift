import Foundation

@testable import Inference

/// Builds models in memory, node by node.
struct SmallModel {
  var proto = OnnxSubset_ModelProto()

  init(opset: Int64 = 17) {
    proto.irVersion = 8
    var imported = OnnxSubset_OperatorSetIdProto()
    imported.version = opset
    proto.opsetImport = [imported]
    proto.graph.name = "small"
  }

  enum Attribute {
    case int(Int), ints([Int]), float(Float), floats([Float]), string(String)
  }

  mutating func input(_ name: String, _ shape: [Int?], type: Int32 = 1) {
    proto.graph.input.append(Self.info(name, shape, type))
  }

  mutating func output(_ name: String, _ shape: [Int?] = [], type: Int32 = 1) {
    proto.graph.output.append(Self.info(name, shape, type))
  }

  private static func info(_ name: String, _ shape: [Int?], _ type: Int32)
    -> OnnxSubset_ValueInfoProto
  {
    var info = OnnxSubset_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = type
    info.type.tensorType.shape.dim = shape.map { extent in
      var dimension = OnnxSubset_TensorShapeProto.Dimension()
      if let extent { dimension.dimValue = Int64(extent) } else { dimension.dimParam = "open" }
      return dimension
    }
    return info
  }

  mutating func constant(_ name: String, booleans: [Bool]) {
    var tensor = OnnxSubset_TensorProto()
    tensor.name = name
    tensor.dims = [Int64(booleans.count)]
    tensor.dataType = 9
    tensor.int32Data = booleans.map { $0 ? 1 : 0 }
    proto.graph.initializer.append(tensor)
  }

  mutating func constant(_ name: String, _ integers: [Int], shape: [Int]? = nil) {
    var tensor = OnnxSubset_TensorProto()
    tensor.name = name
    tensor.dims = (shape ?? [integers.count]).map { Int64($0) }
    tensor.dataType = 7
    tensor.int64Data = integers.map { Int64($0) }
    proto.graph.initializer.append(tensor)
  }

  mutating func constant(_ name: String, floats: [Float], _ shape: [Int]) {
    var tensor = OnnxSubset_TensorProto()
    tensor.name = name
    tensor.dims = shape.map { Int64($0) }
    tensor.dataType = 1
    tensor.rawData = floats.withUnsafeBytes { Data($0) }
    proto.graph.initializer.append(tensor)
  }

  mutating func node(
    _ op: String, _ inputs: [String], _ outputs: [String], _ attributes: [String: Attribute] = [:]
  ) {
    var node = OnnxSubset_NodeProto()
    node.opType = op
    node.input = inputs
    node.output = outputs
    node.attribute = attributes.sorted { $0.key < $1.key }.map { name, value in
      var attribute = OnnxSubset_AttributeProto()
      attribute.name = name
      switch value {
      case .int(let int): (attribute.type, attribute.i) = (2, Int64(int))
      case .ints(let ints): (attribute.type, attribute.ints) = (7, ints.map { Int64($0) })
      case .float(let float): (attribute.type, attribute.f) = (1, float)
      case .floats(let floats): (attribute.type, attribute.floats) = (6, floats)
      case .string(let string): (attribute.type, attribute.s) = (3, Data(string.utf8))
      }
      return attribute
    }
    proto.graph.node.append(node)
  }

  var data: Data { (try? proto.serializedData()) ?? Data() }

  func network(threads: Int = 1) throws(ModelError) -> Network {
    try Network(data, threads: threads)
  }
}
