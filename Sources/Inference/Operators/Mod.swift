import CInferenceKernels
import Foundation

/// The rest of a / b: of the divisor's sign, or with `fmod` of the dividend's, as C's fmod.
struct Mod: DifferentiableOperator {
  private let isTruncated: Bool

  init(_ node: NodeReader) throws(OperatorError) { isTruncated = try node.bool("fmod") }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (a, b) = (inputs[0], inputs[1])
    guard a.type.representation == b.type.representation, a.type != .bool else {
      throw .invalid("its inputs are \(a.type) and \(b.type)")
    }
    return [Fact(a.type, try broadcast(a.shape, b.shape))]
  }

  private func rest(_ a: Float, _ b: Float) -> Float {
    let rest = fmod(a, b)
    return !isTruncated && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }

  private func rest(_ a: Int64, _ b: Int64) -> Int64 {
    let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
    return !isTruncated && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let (a, b, y) = (inputs[0], inputs[1], run.output())
    if y.type.isFloat {
      run.forEachPair(a.floats, a.shape, b.floats, b.shape, into: y.floats, y.shape) {
        rest($0, $1)
      }
    } else {
      if b.integers.contains(0) { throw .invalid("it divides by zero") }
      run.forEachPair(a.integers, a.shape, b.integers, b.shape, into: y.integers, y.shape) {
        rest($0, $1)
      }
    }
    return [y]
  }

  /// da = dy, db = −dy · (a − y) / b, whose factor is a whole number
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (a, b, g) = (step.inputs[0], step.inputs[1], step.gradient)
    var gradients: [Value?] = [nil, nil]
    if step.wants[0] { gradients[0] = try run.summed(g, to: a.shape) }
    if step.wants[1] {
      let slope = run.paired(a, b, g.shape) { -(($0 - rest($0, $1)) / $1).rounded() }
      gradients[1] = try run.summed(try run.combined(CINFERENCE_MUL, g, slope), to: b.shape)
    }
    return gradients
  }
}
