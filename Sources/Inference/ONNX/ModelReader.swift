import Foundation
import SwiftProtobuf

/// Reads an ONNX model into a checked graph.
struct ModelReader {
  /// Larger files are refused before they are read. Protocol buffers end at 2 GB; weights beyond
  /// that lie in external data.
  static let largestFile = 1 << 31

  /// - Throws: `unreadable`, `malformed`, `unsupported`, `unsupportedFeature`, `invalidNode`.
  static func graph(contentsOf path: String, pool: BufferPool) throws(ModelError) -> Graph {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return try graph(decoded(contentsOf: path), folder: folder, pool: pool)
  }

  static func decoded(contentsOf path: String) throws(ModelError) -> OnnxSubset_ModelProto {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is no regular file")
    }
    guard status.st_size < largestFile else {
      throw .unreadable(path: path, reason: "it is larger than 2 GB")
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    } catch {
      throw .unreadable(path: path, reason: "\(error.localizedDescription)")
    }
    return try decoded(data)
  }

  static func decoded(_ data: Data) throws(ModelError) -> OnnxSubset_ModelProto {
    do {
      return try OnnxSubset_ModelProto(serializedBytes: data)
    } catch {
      throw .malformed("it cannot be decoded (\(error))")
    }
  }

  static func opset(of model: OnnxSubset_ModelProto) throws(ModelError) -> Int {
    var opset: Int?
    for imported in model.opsetImport where isStandard(imported.domain) {
      opset = max(opset ?? 0, Int(imported.version))
    }
    guard let opset else { throw .malformed("it names no operator set") }
    return opset
  }

  /// - Parameter folder: where external data may lie; nil allows none.
  static func graph(_ model: OnnxSubset_ModelProto, folder: String?, pool: BufferPool)
    throws(ModelError) -> Graph
  {
    guard model.hasGraph else { throw .malformed("it holds no graph") }
    guard model.graph.sparseInitializer.isEmpty else {
      throw .unsupportedFeature("sparse initializers")
    }
    let opset = try opset(of: model)
    guard (OperatorRow.oldestOpset...OperatorRow.newestOpset).contains(opset) else {
      throw .unsupportedFeature(
        "opset \(opset), where \(OperatorRow.oldestOpset) to \(OperatorRow.newestOpset) are known")
    }
    let tensors = TensorReader(pool: pool, external: ExternalData(folder: folder))
    var builder = GraphBuilder(opset: opset, pool: pool)
    for proto in model.graph.initializer {
      try builder.add(constant: try tensors.value(proto), named: proto.name)
    }
    for proto in model.graph.input { try builder.add(input: try info(proto)) }
    for (index, proto) in model.graph.node.enumerated() {
      try builder.add(node(proto, index, opset, tensors))
    }
    return try builder.finished(outputs: try model.graph.output.map(info))
  }

  static func isStandard(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }

  /// The operator's name, with its domain when that is not ONNX's own.
  static func operatorName(_ node: OnnxSubset_NodeProto) -> String {
    isStandard(node.domain) ? node.opType : "\(node.domain).\(node.opType)"
  }

  private static func info(_ proto: OnnxSubset_ValueInfoProto) throws(ModelError) -> ValueInfo {
    guard proto.hasType, proto.type.hasTensorType else {
      throw .unsupportedFeature("input or output \(proto.name), which is no tensor,")
    }
    let tensor = proto.type.tensorType
    guard let type = ElementType(rawValue: tensor.elemType) else {
      throw .unsupportedFeature("element type \(tensor.elemType) (\(proto.name))")
    }
    guard tensor.shape.dim.count <= 32 else {
      throw .malformed("\(proto.name) has \(tensor.shape.dim.count) axes")
    }
    let shape: [Int?] = tensor.shape.dim.map { dimension in
      guard case .dimValue(let extent)? = dimension.value, extent >= 0 else { return nil }
      return Int(extent)
    }
    return ValueInfo(name: proto.name, type: type, shape: shape)
  }

  private static func node(
    _ proto: OnnxSubset_NodeProto, _ index: Int, _ opset: Int, _ tensors: TensorReader
  ) throws(ModelError) -> GraphBuilder.Draft {
    let name = proto.name.isEmpty ? "\(proto.opType) #\(index)" : proto.name
    let operatorName = operatorName(proto)
    guard let row = Registry.byName[operatorName], row.opsets.contains(opset) else {
      throw .unsupported(operator: operatorName, node: name, opset: opset)
    }
    var attributes: [String: NodeReader.Attribute] = [:]
    for attribute in proto.attribute {
      attributes[attribute.name] = try read(attribute, of: name, tensors)
    }
    // Before opset 7 a second operand could be laid along a named axis.
    if opset < 7, attributes["axis"] != nil, attributes["broadcast"] != nil {
      throw .unsupportedFeature("axis, of opset 6, in node \(name) (\(operatorName))")
    }
    var inputs: [String?] = proto.input.map { $0.isEmpty ? nil : $0 }
    while inputs.last == .some(nil) { inputs.removeLast() }
    let outputs: [String?] = proto.output.map { $0.isEmpty ? nil : $0 }
    let reader = NodeReader(
      name: name, operatorName: operatorName, opset: opset, hasInput: inputs.map { $0 != nil },
      hasOutput: outputs.map { $0 != nil }, attributes: attributes)
    return GraphBuilder.Draft(row: row, reader: reader, inputs: inputs, outputs: outputs)
  }

  private static func read(
    _ proto: OnnxSubset_AttributeProto, of node: String, _ tensors: TensorReader
  ) throws(ModelError) -> NodeReader.Attribute {
    guard proto.refAttrName.isEmpty else {
      throw .unsupportedFeature("an attribute of a function (node \(node))")
    }
    func text(_ bytes: Data) -> String { String(decoding: bytes, as: UTF8.self) }
    // Values: `AttributeProto.AttributeType` of the ONNX standard. Files older than IR version 2
    // have no type: it follows from the field that is filled.
    switch proto.type {
    case 1: return .float(proto.f)
    case 2: return .int(Int(proto.i))
    case 3: return .string(text(proto.s))
    case 4: return .tensor(try tensors.value(proto.t))
    case 5: return .graph
    case 6: return .floats(proto.floats)
    case 7: return .ints(proto.ints.map { Int($0) })
    case 8: return .strings(proto.strings.map(text))
    case 0:
      if !proto.ints.isEmpty { return .ints(proto.ints.map { Int($0) }) }
      if !proto.floats.isEmpty { return .floats(proto.floats) }
      if !proto.strings.isEmpty { return .strings(proto.strings.map(text)) }
      if !proto.s.isEmpty { return .string(text(proto.s)) }
      if proto.hasT { return .tensor(try tensors.value(proto.t)) }
      if proto.f != 0 { return .float(proto.f) }
      return .int(Int(proto.i))
    default:
      throw .unsupportedFeature("attribute type \(proto.type) (node \(node))")
    }
  }
}
