import Foundation
import TestSupport
import Testing

@testable import Inference

/// One operator whose backward pass is compared with central differences: shapes of its float inputs,
/// whole-number constants after them, attributes.
struct GradientRow: Sendable, CustomTestStringConvertible {
  /// An input of a row whose floats and constants do not stand in the usual order.
  enum Argument: Sendable {
    case floats([Int])
    case integers([Int], [Int])
    case booleans([Bool])
  }

  let op: String
  let shapes: [[Int]]
  let constants: [[Int]?]
  var arguments: [Argument] = []
  let attributes: [String: SmallModel.Attribute]
  let outputs: Int
  let opset: Int64
  let range: ClosedRange<Float>

  init(
    _ op: String, _ shapes: [Int]..., constants: [[Int]?] = [],
    with attributes: [String: SmallModel.Attribute] = [:], outputs: Int = 1, opset: Int64 = 18,
    range: ClosedRange<Float> = -1...1
  ) {
    (self.op, self.shapes, self.constants) = (op, shapes, constants)
    (self.attributes, self.outputs, self.opset, self.range) = (attributes, outputs, opset, range)
  }

  init(
    _ op: String, taking arguments: [Argument],
    with attributes: [String: SmallModel.Attribute] = [:], opset: Int64 = 18
  ) {
    shapes = arguments.compactMap { if case .floats(let shape) = $0 { shape } else { nil } }
    (self.op, self.arguments, self.attributes, self.opset) = (op, arguments, attributes, opset)
    (constants, outputs, range) = ([], 1, -1...1)
  }

  var testDescription: String { "\(op) \(shapes) \(attributes.keys.sorted())" }

  /// One row an operator, more where attributes change the arithmetic.
  static let all: [GradientRow] = first + more

  private static let first: [GradientRow] = [
    .init("Abs", [3, 5], range: 0.1...1),
    .init("Add", [2, 3, 4], [3, 1]),
    .init(
      "AveragePool", [1, 2, 5, 6],
      with: ["kernel_shape": .ints([3, 2]), "strides": .ints([2, 1])]),
    .init(
      "AveragePool", [1, 2, 5, 6],
      with: [
        "kernel_shape": .ints([3, 3]), "pads": .ints([1, 1, 1, 1]), "count_include_pad": .int(1),
      ]),
    .init("BatchNormalization", [2, 3, 4], [3], [3], [3], [3], range: 0.2...1),
    .init("Cast", [3, 2], with: ["to": .int(11)]),
    .init("Ceil", [3, 2], range: 0.2...0.8),
    .init("Clip", [4, 5], opset: 18, range: -1...1),
    .init("Concat", [2, 3], [2, 2], with: ["axis": .int(1)]),
    .init("Conv", [2, 3, 6, 5], [4, 3, 3, 3], [4], with: ["pads": .ints([1, 1, 1, 1])]),
    .init(
      "Conv", [1, 4, 7, 6], [4, 2, 3, 2],
      with: ["strides": .ints([2, 3]), "pads": .ints([2, 0, 1, 1]), "group": .int(2)]),
    .init("Conv", [1, 3, 8], [3, 1, 3], with: ["group": .int(3), "dilations": .ints([2])]),
    .init(
      "Conv", [1, 2, 3, 4, 4], [3, 2, 2, 3, 3], [3], with: ["pads": .ints([1, 1, 1, 0, 1, 1])]),
    .init(
      "ConvTranspose", [1, 4, 3, 4], [4, 2, 3, 2], [4],
      with: ["strides": .ints([2, 1]), "pads": .ints([1, 0, 0, 1]), "group": .int(2)]),
    .init(
      "ConvTranspose", [1, 2, 2, 3, 2], [2, 3, 2, 2, 2], [3], with: ["strides": .ints([2, 2, 2])]),
    .init("Div", [2, 3, 4], [3, 1], range: 0.5...2),
    .init("Dropout", [3, 4]),
    .init("Elu", [4, 5]),
    .init("Erf", [4, 5]),
    .init("Exp", [4, 5]),
    .init("Expand", [3, 1], constants: [[2, 3, 4]]),
    .init("Flatten", [2, 3, 4]),
    .init("Floor", [3, 2], range: 0.2...0.8),
    .init(
      "GRU", [4, 2, 3], [1, 15, 3], [1, 15, 5], [1, 30],
      with: ["linear_before_reset": .int(1), "hidden_size": .int(5)], outputs: 2),
    .init(
      "GRU", [4, 2, 3], [2, 15, 3], [2, 15, 5], [2, 30],
      with: ["direction": .string("bidirectional")], outputs: 2),
    .init("Gather", [3, 4], constants: [[2, 0, -1, 2]], with: ["axis": .int(1)]),
    .init(
      "Gemm", [4, 3], [4, 5], [5],
      with: ["transA": .int(1), "alpha": .float(0.7), "beta": .float(1.3)]),
    .init("Gemm", [3, 4], [5, 4], [3, 5], with: ["transB": .int(1)]),
    .init("Gemm", [4, 3], [5, 4], [5], with: ["transA": .int(1), "transB": .int(1)]),
    .init("GlobalAveragePool", [2, 3, 4, 2]),
    .init("GlobalMaxPool", [2, 3, 4, 2]),
    .init("HardSigmoid", [4, 5]),
    .init("HardSwish", [4, 5], range: -2.5...2.5),
    .init("Identity", [4]),
    .init("InstanceNormalization", [2, 3, 4, 2], [3], [3]),
    .init(
      "LSTM", [4, 2, 3], [2, 20, 3], [2, 20, 5], [2, 40],
      with: ["direction": .string("bidirectional")], outputs: 3),
    .init(
      "LSTM", [4, 2, 3], [1, 20, 3], [1, 20, 5], [1, 40], with: ["direction": .string("reverse")],
      outputs: 3),
    .init("LayerNormalization", [2, 3, 4], [3, 4], [3, 4], with: ["axis": .int(1)]),
    .init("LeakyRelu", [4, 5], range: 0.1...1),
    .init("LeakyRelu", [4, 5], with: ["alpha": .float(-0.3)], range: -1...(-0.1)),
    .init("Log", [4, 5], range: 0.3...2),
    .init("LogSoftmax", [3, 5], with: ["axis": .int(1)]),
    .init("MatMul", [2, 3, 4], [4, 2]),
    .init("MatMul", [2, 1, 3, 4], [3, 4, 2]),
    .init("MatMul", [4], [2, 4, 3]),
    .init(
      "MaxPool", [1, 2, 5, 6], with: ["kernel_shape": .ints([3, 2]), "strides": .ints([2, 2])]),
    .init(
      "MaxPool", [1, 1, 4, 4, 4],
      with: ["kernel_shape": .ints([2, 2, 2]), "strides": .ints([2, 2, 2])]),
    .init("Mul", [2, 3, 4], [3, 1]),
    .init("Neg", [4]),
    .init("Pad", [2, 3], constants: [[1, 2, 0, -1]]),
    .init("Pad", [3, 4], constants: [[1, 2, 2, 1]], with: ["mode": .string("reflect")]),
    .init("Pow", [3, 4], [4], range: 0.3...2),
    .init("Reciprocal", [4, 5], range: 0.5...2),
    .init("ReduceMax", [2, 3, 4], constants: [[1, 2]]),
    .init("ReduceMean", [2, 3, 4], constants: [[0, 2]], with: ["keepdims": .int(0)]),
    .init("ReduceMin", [2, 3, 4], constants: [[1]]),
    .init("ReduceSum", [2, 3, 4], constants: [[-1]]),
    .init("Relu", [4, 5], range: 0.1...1),
    .init("Reshape", [2, 6], constants: [[3, -1]]),
    .init(
      "Resize", [1, 2, 3, 4], constants: [nil, nil, [1, 2, 5, 9]], with: ["mode": .string("linear")]
    ),
    .init(
      "Resize", [1, 1, 3, 2, 4], constants: [nil, nil, [1, 1, 5, 4, 2]],
      with: ["mode": .string("linear"), "coordinate_transformation_mode": .string("align_corners")]),
    .init(
      "Resize", [1, 2, 3, 4], constants: [nil, nil, [1, 2, 6, 2]],
      with: ["mode": .string("nearest")]),
    .init(
      "Resize", [1, 1, 4, 4], constants: [nil, nil, [1, 1, 7, 3]], with: ["mode": .string("cubic")]),
    .init("Sigmoid", [4, 5]),
    .init("Slice", [4, 5], constants: [[3, 0], [-9, 5], [0, 1], [-2, 2]]),
    .init("Softmax", [3, 5, 2], with: ["axis": .int(1)]),
    .init("Softmax", [3, 5, 2], with: ["axis": .int(1)], opset: 11),
    .init("Softplus", [4, 5]),
    .init("Split", [2, 5], constants: [[2, 3]], with: ["axis": .int(1)], outputs: 2),
    .init("Sqrt", [4, 5], range: 0.5...2),
    .init("Squeeze", [2, 1, 3], constants: [[1]]),
    .init("Sub", [2, 3, 4], [3, 1]),
    .init("Tanh", [4, 5]),
    .init("Transpose", [2, 3, 4], with: ["perm": .ints([2, 0, 1])]),
    .init("Unsqueeze", [2, 3], constants: [[1]]),
  ]

  var model: SmallModel {
    var model = SmallModel(opset: opset)
    for (n, shape) in shapes.enumerated() { model.input("x\(n)", shape) }
    for (n, constant) in constants.enumerated() {
      if let constant { model.constant("c\(n)", constant) }
    }
    let results = (0..<outputs).map { "y\($0)" }
    var names =
      shapes.indices.map { "x\($0)" } + constants.enumerated().map { $1 == nil ? "" : "c\($0)" }
    var floats = 0
    for (n, argument) in arguments.enumerated() {
      if n == 0 { names = [] }
      names.append("c\(n)")
      switch argument {
      case .floats:
        names[n] = "x\(floats)"
        floats += 1
      case .integers(let shape, let values): model.constant(names[n], values, shape: shape)
      case .booleans(let values): model.constant(names[n], booleans: values)
      }
    }
    model.node(op, names, results, attributes)
    for result in results { model.output(result) }
    return model
  }
}

@Test(arguments: GradientRow.all)
func backwardAgreesWithCentralDifferences(_ row: GradientRow) throws {
  var generator = SplitMix64(seed: 7)
  let network = try row.model.network()
  var inputs: [String: Tensor] = [:]
  for (n, shape) in row.shapes.enumerated() {
    // Distinct values, so that no maximum is a tie.
    let values = (0..<shape.reduce(1, *)).map { _ in Float.random(in: row.range, using: &generator)
    }
    inputs["x\(n)"] = Tensor(shape: shape, values: values)
  }
  // The statistics of a batch normalisation are never differentiated.
  let names = row.shapes.indices.map { "x\($0)" }.filter {
    row.op != "BatchNormalization" || $0 < "x3"
  }
  let recording = try network.record(inputs)
  for (output, y) in recording.outputs.sorted(by: { $0.key < $1.key }) {
    let element = Int.random(in: 0..<y.count, using: &generator)
    var index = [Int](repeating: 0, count: y.shape.count)
    var rest = element
    for axis in y.shape.indices.reversed() {
      (index[axis], rest) = (rest % y.shape[axis], rest / y.shape[axis])
    }
    let gradients = try recording.gradient(of: output, at: index, withRespectTo: names)
    for name in names {
      let gradient = try #require(gradients[name])
      let scale = max(0.05, gradient.values.map { abs($0) }.max() ?? 0)
      for n in 0..<min(gradient.count, 60) {
        func value(_ step: Float) throws -> Float {
          var moved = inputs
          moved[name]?.values[n] += step
          return try network.run(moved)[output]?.values[element] ?? .nan
        }
        let step: Float = 4e-3
        let slope = (try value(step) - value(-step)) / (2 * step)
        #expect(
          abs(slope - gradient.values[n]) <= 0.02 * scale,
          "\(row.testDescription): ∂\(output)/∂\(name)[\(n)] is \(gradient.values[n]), not \(slope)"
        )
      }
    }
  }
}

@Test func everyDifferentiableOperatorHasAGradientRow() {
  let rows = Set(GradientRow.all.map(\.op))
  for row in Registry.rows where row.isDifferentiable && row.name != "Where" {
    #expect(rows.contains(row.name), "\(row.name)")
  }
}

@Test func aSumOfTwoPathsAddsTheirGradients() throws {
  var model = SmallModel()
  model.input("x", [2])
  model.node("Mul", ["x", "x"], ["square"])
  model.node("Add", ["square", "x"], ["y"])
  model.output("y", [2])
  let recording = try model.network().record(["x": Tensor(shape: [2], values: [3, 5])])
  let gradient = try recording.gradient(of: "y", at: [1], withRespectTo: ["x", "square"])
  #expect(gradient["x"]?.values == [0, 11])
  #expect(gradient["square"]?.values == [0, 1])
}

@Test func aSelectionSendsItsGradientToTheChosenSide() throws {
  var model = SmallModel()
  model.input("c", [2], type: 9)
  model.input("a", [2])
  model.input("b", [1])
  model.node("Where", ["c", "a", "b"], ["y"])
  model.output("y", [2])
  let recording = try model.network().record([
    "c": Tensor(shape: [2], values: [1, 0]), "a": Tensor(shape: [2], values: [1, 2]),
    "b": Tensor(shape: [1], values: [9]),
  ])
  #expect(recording.outputs["y"]?.values == [1, 9])
  let gradient = try recording.gradient(of: "y", at: [1], withRespectTo: ["a", "b"])
  #expect(gradient["a"]?.values == [0, 0])
  #expect(gradient["b"]?.values == [1])
}
