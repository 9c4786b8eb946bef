/// Sums of products by Einstein's convention, as `bhqd,bhkd->bhqk`.
struct Einsum: DifferentiableOperator {
  private let equation: EinsumEquation

  init(_ node: NodeReader) throws(OperatorError) {
    equation = try EinsumEquation(try node.string("equation", default: ""))
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs.present.count == inputs.count else { throw .invalid("an input is missing") }
    guard inputs.present.allSatisfy({ $0.type.isFloat }) else {
      throw .unsupported("\(inputs[0].type)")
    }
    let terms = try equation.labels(inputs.present.map(\.shape))
    return [Fact(inputs[0].type, terms.output.map { terms.extents[$0] ?? 1 })]
  }

  func flops(_ inputs: Inputs<Fact>, _ outputs: [Fact]) -> Int {
    guard let terms = try? equation.labels(inputs.present.map(\.shape)) else { return 0 }
    return terms.extents.values.reduce(2) { $0 &* $1 }
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let terms = try equation.labels(inputs.present.map(\.shape))
    let operands = zip(inputs.present, terms.inputs).map { LabelledValue($0, $1) }
    let y = try run.contracted(operands, to: terms.output, terms.extents)
    return [y.value.reshaped(run.outputs[0].shape)]
  }

  /// The gradient by one factor is the same kind of sum: dy with the other factors, over its labels.
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let terms = try equation.labels(step.inputs.present.map(\.shape))
    var gradients: [Value?] = []
    for (index, labels) in terms.inputs.enumerated() {
      guard step.wants[index] else {
        gradients.append(nil)
        continue
      }
      var operands = [LabelledValue(step.gradient, terms.output)]
      for (other, labels) in terms.inputs.enumerated() where other != index {
        operands.append(LabelledValue(step.inputs[other], labels))
      }
      // Extents of its own where the factor is repeated along an axis.
      let distinct = labels.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
      let full = try run.contracted(operands, to: distinct, terms.extents).value
      let shape = step.inputs[index].shape
      guard distinct.count == labels.count else {
        gradients.append(run.onDiagonal(full, distinct, labels, shape))
        continue
      }
      gradients.append(try run.summed(full, to: shape))
    }
    return gradients
  }
}
