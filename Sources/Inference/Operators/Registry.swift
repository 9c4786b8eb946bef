/// What a row says about an input of its operator.
enum InputKind: Sendable {
  case float
  case integer
  case bool
  case any

  func accepts(_ type: ElementType) -> Bool {
    switch self {
    case .float: type.representation == .float
    case .integer: type.representation == .integer
    case .bool: type.representation == .bool
    case .any: true
    }
  }
}

/// One operator that the engine knows.
struct OperatorRow: Sendable {
  let name: String
  /// The opsets whose meaning of the operator the engine has.
  let opsets: ClosedRange<Int>
  let type: any Operator.Type
  /// Kinds of the required inputs, then of the optional ones.
  let required: [InputKind]
  let optional: [InputKind]
  /// Whether the last kind may be repeated.
  let isVariadic: Bool
  let outputs: ClosedRange<Int>
  /// What `docs/operators.md` says the forward and backward pass are compared with.
  let testedAgainst: String
  /// Whether the output shares the memory of the first input.
  let isView: Bool

  /// The newest opset of the ONNX standard that the rows were read against.
  static let newestOpset = 28
  static let oldestOpset = 6

  init(
    _ name: String, _ type: any Operator.Type, takes required: [InputKind],
    optional: [InputKind] = [], variadic: Bool = false, gives outputs: ClosedRange<Int> = 1...1,
    since: Int = oldestOpset, until: Int = newestOpset,
    isView: Bool = false, testedAgainst: String = "ONNX suite"
  ) {
    self.name = name
    self.type = type
    self.required = required
    self.optional = optional
    self.isVariadic = variadic
    self.outputs = outputs
    self.opsets = max(since, Self.oldestOpset)...until
    self.testedAgainst = testedAgainst
    self.isView = isView
  }

  var isDifferentiable: Bool { type is any DifferentiableOperator.Type }

  func kind(ofInput index: Int) -> InputKind? {
    let kinds = required + optional
    if index < kinds.count { return kinds[index] }
    return isVariadic ? kinds.last : nil
  }

  /// Checks what a node passes against this row.
  func check(_ node: NodeReader) throws(OperatorError) {
    for index in required.indices where index >= node.hasInput.count || !node.hasInput[index] {
      throw .invalid("input \(index) is missing")
    }
    for (index, present) in node.hasInput.enumerated()
    where present && kind(ofInput: index) == nil {
      throw .invalid("it has \(node.hasInput.count) inputs")
    }
    guard node.hasOutput.count <= outputs.upperBound, node.hasOutput.contains(true) else {
      throw .invalid("it has \(node.hasOutput.count) outputs")
    }
  }

  func check(_ inputs: Inputs<Fact>) throws(OperatorError) {
    for (index, input) in inputs.elements.enumerated() {
      guard let input, let kind = kind(ofInput: index) else { continue }
      guard kind.accepts(input.type) else {
        throw .invalid("input \(index) is \(input.type), where \(kind) is needed")
      }
    }
  }
}

extension Node {
  /// The operator's `infer`, with the row's rules checked before and the outputs' number after it.
  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    try row.check(inputs)
    let facts = try op.infer(inputs)
    guard facts.count >= outputs.count else {
      throw .invalid("it names \(outputs.count) outputs and has \(facts.count)")
    }
    for fact in facts { try checkedCount(fact.shape) }
    return facts
  }
}

/// Every operator of the engine, one row each.
enum Registry {
  static let rows: [OperatorRow] = [
    OperatorRow("Abs", Abs.self, takes: [.any]),
    OperatorRow("Acos", Acos.self, takes: [.float]),
    OperatorRow("Acosh", Acosh.self, takes: [.float], since: 9),
    OperatorRow("Add", Add.self, takes: [.any, .any]),
    OperatorRow("And", And.self, takes: [.bool, .bool]),
    OperatorRow("ArgMax", ArgMax.self, takes: [.any]),
    OperatorRow("ArgMin", ArgMin.self, takes: [.any]),
    OperatorRow("Asin", Asin.self, takes: [.float]),
    OperatorRow("Asinh", Asinh.self, takes: [.float], since: 9),
    OperatorRow("Atan", Atan.self, takes: [.float]),
    OperatorRow("Atanh", Atanh.self, takes: [.float], since: 9),
    OperatorRow("AveragePool", AveragePool.self, takes: [.float]),
    OperatorRow(
      "BatchNormalization", BatchNormalization.self,
      takes: [.float, .float, .float, .float, .float], gives: 1...5),
    OperatorRow("BitShift", BitShift.self, takes: [.integer, .integer], since: 11),
    OperatorRow("BitwiseAnd", BitwiseAnd.self, takes: [.integer, .integer], since: 18),
    OperatorRow("BitwiseNot", BitwiseNot.self, takes: [.integer], since: 18),
    OperatorRow("BitwiseOr", BitwiseOr.self, takes: [.integer, .integer], since: 18),
    OperatorRow("BitwiseXor", BitwiseXor.self, takes: [.integer, .integer], since: 18),
    OperatorRow("Cast", Cast.self, takes: [.any]),
    OperatorRow("CastLike", CastLike.self, takes: [.any, .any], since: 15),
    OperatorRow("Ceil", Ceil.self, takes: [.float]),
    OperatorRow("Celu", Celu.self, takes: [.float], since: 12),
    OperatorRow("Clip", Clip.self, takes: [.any], optional: [.any, .any]),
    OperatorRow("Compress", Compress.self, takes: [.any, .bool], since: 9),
    OperatorRow("Concat", Concat.self, takes: [.any], variadic: true),
    OperatorRow("Constant", Constant.self, takes: []),
    OperatorRow("ConstantOfShape", ConstantOfShape.self, takes: [.integer], since: 9),
    OperatorRow("Conv", Conv.self, takes: [.float, .float], optional: [.float]),
    OperatorRow("ConvTranspose", ConvTranspose.self, takes: [.float, .float], optional: [.float]),
    OperatorRow("Cos", Cos.self, takes: [.float]),
    OperatorRow("Cosh", Cosh.self, takes: [.float], since: 9),
    OperatorRow("CumProd", CumProd.self, takes: [.any, .integer], since: 26),
    OperatorRow("CumSum", CumSum.self, takes: [.any, .integer], since: 11),
    OperatorRow("DepthToSpace", DepthToSpace.self, takes: [.any]),
    OperatorRow("Div", Div.self, takes: [.any, .any]),
    OperatorRow(
      "Dropout", Dropout.self, takes: [.any], optional: [.float, .bool], gives: 1...2, isView: true),
    OperatorRow("Einsum", Einsum.self, takes: [.float], variadic: true, since: 12),
    OperatorRow("Elu", Elu.self, takes: [.float]),
    OperatorRow("Equal", Equal.self, takes: [.any, .any]),
    OperatorRow("Erf", Erf.self, takes: [.float], since: 9),
    OperatorRow("Exp", Exp.self, takes: [.float]),
    OperatorRow("Expand", Expand.self, takes: [.any, .integer], since: 8),
    OperatorRow("EyeLike", EyeLike.self, takes: [.any], since: 9),
    OperatorRow("Flatten", Flatten.self, takes: [.any], isView: true),
    OperatorRow("Floor", Floor.self, takes: [.float]),
    OperatorRow("Gather", Gather.self, takes: [.any, .integer]),
    OperatorRow("GatherElements", GatherElements.self, takes: [.any, .integer], since: 11),
    OperatorRow("GatherND", GatherND.self, takes: [.any, .integer], since: 11),
    OperatorRow("Gelu", Gelu.self, takes: [.float], since: 20),
    OperatorRow("Gemm", Gemm.self, takes: [.float, .float], optional: [.float]),
    OperatorRow("GlobalAveragePool", GlobalAveragePool.self, takes: [.float]),
    OperatorRow("GlobalLpPool", GlobalLpPool.self, takes: [.float]),
    OperatorRow("GlobalMaxPool", GlobalMaxPool.self, takes: [.float]),
    OperatorRow("Greater", Greater.self, takes: [.any, .any]),
    OperatorRow("GreaterOrEqual", GreaterOrEqual.self, takes: [.any, .any], since: 12),
    OperatorRow(
      "GroupNormalization", GroupNormalization.self, takes: [.float, .float, .float], since: 18),
    OperatorRow(
      "GRU", GRU.self, takes: [.float, .float, .float], optional: [.float, .integer, .float],
      gives: 1...2),
    OperatorRow("Hardmax", Hardmax.self, takes: [.float]),
    OperatorRow("HardSigmoid", HardSigmoid.self, takes: [.float]),
    OperatorRow("HardSwish", HardSwish.self, takes: [.float], since: 14),
    OperatorRow("Identity", Identity.self, takes: [.any], isView: true),
    OperatorRow(
      "InstanceNormalization", InstanceNormalization.self, takes: [.float, .float, .float]),
    OperatorRow("IsInf", IsInf.self, takes: [.float], since: 10),
    OperatorRow("IsNaN", IsNaN.self, takes: [.float], since: 9),
    OperatorRow(
      "LayerNormalization", LayerNormalization.self, takes: [.float, .float], optional: [.float],
      gives: 1...3, since: 17),
    OperatorRow("LeakyRelu", LeakyRelu.self, takes: [.float]),
    OperatorRow("Less", Less.self, takes: [.any, .any]),
    OperatorRow("LessOrEqual", LessOrEqual.self, takes: [.any, .any], since: 12),
    OperatorRow("Log", Log.self, takes: [.float]),
    OperatorRow("LogSoftmax", LogSoftmax.self, takes: [.float]),
    OperatorRow("LpNormalization", LpNormalization.self, takes: [.float]),
    OperatorRow("LpPool", LpPool.self, takes: [.float]),
    OperatorRow("LRN", LRN.self, takes: [.float]),
    OperatorRow(
      "LSTM", LSTM.self, takes: [.float, .float, .float],
      optional: [.float, .integer, .float, .float, .float], gives: 1...3),
    OperatorRow("MatMul", MatMul.self, takes: [.float, .float]),
    OperatorRow("Max", Max.self, takes: [.any], variadic: true),
    OperatorRow("MaxPool", MaxPool.self, takes: [.float], gives: 1...2),
    OperatorRow(
      "MaxUnpool", MaxUnpool.self, takes: [.float, .integer], optional: [.integer], since: 9),
    OperatorRow("Mean", Mean.self, takes: [.any], variadic: true),
    OperatorRow(
      "MeanVarianceNormalization", MeanVarianceNormalization.self, takes: [.float], since: 9),
    OperatorRow("Min", Min.self, takes: [.any], variadic: true),
    OperatorRow("Mish", Mish.self, takes: [.float], since: 18),
    OperatorRow("Mod", Mod.self, takes: [.any, .any], since: 10),
    OperatorRow("Mul", Mul.self, takes: [.any, .any]),
    OperatorRow("Neg", Neg.self, takes: [.any]),
    OperatorRow("NonZero", NonZero.self, takes: [.any], since: 9),
    OperatorRow("Not", Not.self, takes: [.bool]),
    OperatorRow("OneHot", OneHot.self, takes: [.any, .any, .any], since: 9),
    OperatorRow("Or", Or.self, takes: [.bool, .bool]),
    OperatorRow("Pad", Pad.self, takes: [.any], optional: [.integer, .any, .integer]),
    OperatorRow("Pow", Pow.self, takes: [.any, .any]),
    OperatorRow("PRelu", PRelu.self, takes: [.float, .float]),
    OperatorRow("Range", RangeOperator.self, takes: [.any, .any, .any], since: 11),
    OperatorRow("Reciprocal", Reciprocal.self, takes: [.float]),
    OperatorRow("ReduceL1", ReduceL1.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceL2", ReduceL2.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceLogSum", ReduceLogSum.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceLogSumExp", ReduceLogSumExp.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceMax", ReduceMax.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceMean", ReduceMean.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceMin", ReduceMin.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceProd", ReduceProd.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceSum", ReduceSum.self, takes: [.any], optional: [.integer]),
    OperatorRow("ReduceSumSquare", ReduceSumSquare.self, takes: [.any], optional: [.integer]),
    OperatorRow("Relu", Relu.self, takes: [.float]),
    OperatorRow("Reshape", Reshape.self, takes: [.any, .integer], isView: true),
    OperatorRow(
      "Resize", Resize.self, takes: [.float], optional: [.float, .float, .integer], since: 10),
    OperatorRow("ReverseSequence", ReverseSequence.self, takes: [.any, .integer], since: 10),
    OperatorRow("RMSNormalization", RMSNormalization.self, takes: [.float, .float], since: 23),
    OperatorRow(
      "RNN", RNN.self, takes: [.float, .float, .float], optional: [.float, .integer, .float],
      gives: 1...2),
    OperatorRow("Round", Round.self, takes: [.float], since: 11),
    OperatorRow(
      "Scatter", ScatterElements.self, takes: [.any, .integer, .any], since: 9, until: 10),
    OperatorRow("ScatterElements", ScatterElements.self, takes: [.any, .integer, .any], since: 11),
    OperatorRow("ScatterND", ScatterND.self, takes: [.any, .integer, .any], since: 11),
    OperatorRow("Selu", Selu.self, takes: [.float]),
    OperatorRow("Shape", Shape.self, takes: [.any]),
    OperatorRow("Shrink", Shrink.self, takes: [.float], since: 9),
    OperatorRow("Sigmoid", Sigmoid.self, takes: [.float]),
    OperatorRow("Sign", Sign.self, takes: [.any], since: 9),
    OperatorRow("Sin", Sin.self, takes: [.float]),
    OperatorRow("Sinh", Sinh.self, takes: [.float], since: 9),
    OperatorRow("Size", Size.self, takes: [.any]),
    OperatorRow(
      "Slice", Slice.self, takes: [.any], optional: [.integer, .integer, .integer, .integer]),
    OperatorRow("Softmax", Softmax.self, takes: [.float]),
    OperatorRow("Softplus", Softplus.self, takes: [.float]),
    OperatorRow("Softsign", Softsign.self, takes: [.float]),
    OperatorRow("SpaceToDepth", SpaceToDepth.self, takes: [.any]),
    OperatorRow("Split", Split.self, takes: [.any], optional: [.integer], gives: 1...(1 << 20)),
    OperatorRow("Sqrt", Sqrt.self, takes: [.float]),
    OperatorRow("Squeeze", Squeeze.self, takes: [.any], optional: [.integer], isView: true),
    OperatorRow("Sub", Sub.self, takes: [.any, .any]),
    OperatorRow("Sum", Sum.self, takes: [.any], variadic: true),
    OperatorRow("Swish", Swish.self, takes: [.float], since: 24),
    OperatorRow("Tan", Tan.self, takes: [.float]),
    OperatorRow("Tanh", Tanh.self, takes: [.float]),
    OperatorRow("ThresholdedRelu", ThresholdedRelu.self, takes: [.float], since: 10),
    OperatorRow("Tile", Tile.self, takes: [.any, .integer]),
    OperatorRow("TopK", TopK.self, takes: [.any], optional: [.integer], gives: 1...2),
    OperatorRow("Transpose", Transpose.self, takes: [.any]),
    OperatorRow("Trilu", Trilu.self, takes: [.any], optional: [.integer], since: 14),
    OperatorRow("Unsqueeze", Unsqueeze.self, takes: [.any], optional: [.integer], isView: true),
    OperatorRow("Upsample", Resize.self, takes: [.float], optional: [.float], until: 9),
    OperatorRow("Where", Where.self, takes: [.bool, .any, .any], since: 9),
    OperatorRow("Xor", Xor.self, takes: [.bool, .bool]),
  ]

  static let byName: [String: OperatorRow] = Dictionary(
    uniqueKeysWithValues: rows.map { ($0.name, $0) })
}
