/// Blocks of space gathered into channels: `[N, C, H·b, W·b]` to `[N, b²·C, H, W]`.
struct SpaceToDepth: DifferentiableOperator {
  private let blocks: SpaceBlocks

  init(_ node: NodeReader) throws(OperatorError) { blocks = try SpaceBlocks(node) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, block) = (inputs[0].shape, blocks.block)
    guard x.count == 4, x[2] % block == 0, x[3] % block == 0, x[1] <= largestExtent else {
      throw .invalid("an input of shape \(x) in blocks of \(block)")
    }
    return [Fact(inputs[0].type, [x[0], x[1] * block * block, x[2] / block, x[3] / block])]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [blocks.gathered(inputs[0], run)]
  }

  /// dx = dy, its channels laid out in space
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [blocks.laidOut(step.gradient, run)]
  }
}
