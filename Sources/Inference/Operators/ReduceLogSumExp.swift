import CInferenceKernels
import Foundation

/// ln Σ eˣ over some axes, safe from overflow.
struct ReduceLogSumExp: ReduceOperator {
  static let reduction = Reduction.sum
  let attributes: ReduceAttributes

  init(_ node: NodeReader) throws(OperatorError) { attributes = try ReduceAttributes(node) }

  func poolsAllSpace(_ parameters: [Value?]) -> Bool { false }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs[0].type.isFloat else { throw .unsupported("\(inputs[0].type)") }
    return [Fact(inputs[0].type, try foldedShape(inputs))]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let folded = try folded(Inputs(inputs.elements.map { $0.map { Fact($0) } }))
    let x = inputs[0]
    let top = try run.reduced(x, folded, .max)
    for n in top.floats.indices where !top.floats[n].isFinite { top.floats[n] = 0 }
    let sum = try run.reduced(run.paired(x, top, x.shape) { exp($0 - $1) }, folded, .sum)
    let y = run.output()
    for n in y.floats.indices { y.floats[n] = log(sum.floats[n]) + top.floats[n] }
    return [y]
  }

  /// dx = dy · e^(x − y)
  static func slope(_ x: Float, _ y: Float, _ length: Int) -> Float { exp(x - y) }
}
