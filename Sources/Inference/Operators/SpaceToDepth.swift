/// Blocks of space gathered into channels: `[N, C, H·b, W·b]` to `[N, b²·C, H, W]`.
struct SpaceToDepth: DifferentiableOperator {
  private let block: Int
  private let columnsFirst: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    block = try node.int("blocksize", default: 0, in: 1...(1 << 15))
    let mode = try node.string("mode", default: "DCR")
    guard ["DCR", "CRD"].contains(mode) else { throw .invalid("mode \(mode)") }
    columnsFirst = mode == "CRD"
  }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let x = inputs[0].shape
    guard x.count == 4, x[2] % block == 0, x[3] % block == 0, x[1] <= largestExtent else {
      throw .invalid("an input of shape \(x) in blocks of \(block)")
    }
    return [Fact(inputs[0].type, [x[0], x[1] * block * block, x[2] / block, x[3] / block])]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    let x = inputs[0].shape
    let split = [x[0], x[1], x[2] / block, block, x[3] / block, block]
    let order = columnsFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]
    return [
      run.transposed(inputs[0].reshaped(split), order).reshaped(run.outputs[0].shape)
    ]
  }

  /// dx = dy, its channels laid out in space
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    let x = step.inputs[0].shape
    let (rows, columns) = (x[2] / block, x[3] / block)
    let split =
      columnsFirst
      ? [x[0], x[1], block, block, rows, columns] : [x[0], block, block, x[1], rows, columns]
    let order = columnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
    return [run.transposed(step.gradient.reshaped(split), order).reshaped(x)]
  }
}
