import CInferenceKernels
import Foundation

/// y = aᵇ, broadcast.
struct Pow: DifferentiableOperator {
  init(_ node: NodeReader) {}

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    guard inputs[0].type != .bool, inputs[1].type != .bool else {
      throw .invalid("its inputs are \(inputs[0].type) and \(inputs[1].type)")
    }
    return [Fact(inputs[0].type, try broadcast(inputs[0].shape, inputs[1].shape))]
  }

  /// The exponent as floats, which `Pow` allows to be of another type.
  private func exponent(_ b: Value, _ run: RunContext) -> Value {
    b.type.isFloat ? b : Value(floats: b.integers.map { Float($0) }, b.shape, in: run.pool)
  }

  private func each(
    _ a: Value, _ b: Value, _ shape: [Int], _ f: (Float, Float) -> Float, _ run: RunContext
  ) -> Value {
    let y = run.uninitialized(shape)
    let (p, q, r) = (a.floats, b.floats, y.floats)
    var n = 0
    forEachRow(
      shape, [broadcastStrides(a.shape, to: shape), broadcastStrides(b.shape, to: shape)]
    ) { offsets, length, steps in
      for k in 0..<length {
        r[n] = f(p[offsets[0] + k * steps[0]], q[offsets[1] + k * steps[1]])
        n += 1
      }
    }
    return y
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let shape = run.outputs[0].shape
    guard inputs[0].type.isFloat else { return [integers(inputs[0], inputs[1], run)] }
    let power: (Float, Float) -> Float = { $1 == 2 ? $0 * $0 : pow($0, $1) }
    let y = each(inputs[0], exponent(inputs[1], run), shape, power, run)
    return [Value(run.outputs[0].type, shape, y.storage)]
  }

  /// Whole bases: by way of double, cut to their type's range.
  private func integers(_ a: Value, _ b: Value, _ run: RunContext) -> Value {
    let y = run.output()
    let exponents = b.type.isFloat ? b.floats.map { Double($0) } : b.integers.map { Double($0) }
    var n = 0
    forEachRow(
      y.shape, [broadcastStrides(a.shape, to: y.shape), broadcastStrides(b.shape, to: y.shape)]
    ) { offsets, length, steps in
      for k in 0..<length {
        let power = pow(
          Double(a.integers[offsets[0] + k * steps[0]]), exponents[offsets[1] + k * steps[1]])
        y.integers[n] = y.type.wrapped(Int64(exactly: power.rounded(.towardZero)) ?? 0)
        n += 1
      }
    }
    return y
  }

  /// da = dy · b · aᵇ⁻¹, db = dy · aᵇ · ln a
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let (a, b) = (step.inputs[0], exponent(step.inputs[1], run))
    let g = step.gradient
    var gradients: [Value?] = [nil, nil]
    if step.wants[0] {
      let slope = each(a, b, g.shape, { $1 == 0 ? 0 : $1 * pow($0, $1 - 1) }, run)
      gradients[0] = try run.summed(try run.combined(CINFERENCE_MUL, g, slope), to: a.shape)
    }
    if step.wants[1] {
      let slope = each(a, b, g.shape, { $0 > 0 ? pow($0, $1) * log($0) : 0 }, run)
      gradients[1] = try run.summed(try run.combined(CINFERENCE_MUL, g, slope), to: b.shape)
    }
    return gradients
  }
}
