/// What DepthToSpace and SpaceToDepth share: blocks of b × b places, and the order in which channels
/// hold them. Each is the other's gradient.
struct SpaceBlocks: Sendable {
  let block: Int
  private let columnsFirst: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    block = try node.int("blocksize", default: 0, in: 1...(1 << 15))
    let mode = try node.string("mode", default: "DCR")
    guard ["DCR", "CRD"].contains(mode) else { throw .invalid("mode \(mode)") }
    columnsFirst = mode == "CRD"
  }

  /// `[N, C·b², H, W]` laid out as `[N, C, H·b, W·b]`.
  func laidOut(_ x: Value, _ run: RunContext) -> Value {
    let (items, channels, rows, columns) = (
      x.shape[0], x.shape[1] / block / block, x.shape[2], x.shape[3]
    )
    let split =
      columnsFirst
      ? [items, channels, block, block, rows, columns]
      : [items, block, block, channels, rows, columns]
    let order = columnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
    return run.transposed(x.reshaped(split), order)
      .reshaped([items, channels, rows * block, columns * block])
  }

  /// `[N, C, H·b, W·b]` gathered into `[N, C·b², H, W]`.
  func gathered(_ x: Value, _ run: RunContext) -> Value {
    let (items, channels, rows, columns) = (
      x.shape[0], x.shape[1], x.shape[2] / block, x.shape[3] / block
    )
    let split = [items, channels, rows, block, columns, block]
    let order = columnsFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]
    return run.transposed(x.reshaped(split), order)
      .reshaped([items, channels * block * block, rows, columns])
  }
}
