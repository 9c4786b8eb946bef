/// Blocks of channels laid out in space: `[N, C·b², H, W]` to `[N, C, H·b, W·b]`.
struct DepthToSpace: DifferentiableOperator {
  private let blocks: SpaceBlocks

  init(_ node: NodeReader) throws(OperatorError) { blocks = try SpaceBlocks(node) }

  func infer(_ inputs: Inputs<Fact>) throws(OperatorError) -> [Fact] {
    let (x, block) = (inputs[0].shape, blocks.block)
    guard x.count == 4, x[1] % (block * block) == 0, x.allSatisfy({ $0 <= largestExtent }) else {
      throw .invalid("an input of shape \(x) in blocks of \(block)")
    }
    return [Fact(inputs[0].type, [x[0], x[1] / block / block, x[2] * block, x[3] * block])]
  }

  func forward(_ inputs: Inputs<Value>, _ run: RunContext) throws(OperatorError) -> [Value] {
    [blocks.laidOut(inputs[0], run)]
  }

  /// dx = dy, its blocks gathered into channels
  func backward(_ step: BackwardStep, _ run: RunContext) throws(OperatorError) -> [Value?] {
    [blocks.gathered(step.gradient, run)]
  }
}
