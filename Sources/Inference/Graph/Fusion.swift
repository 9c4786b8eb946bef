/// What happens to an operator's result before it is stored: `activation(scale · y + shift)`, scale
/// and shift one number a channel.
///
/// Batch normalisation stays a scale and a shift: the weights are not copied to fold it into them,
/// and the pass over the result is the one that the bias needs anyway.
struct Epilogue: Sendable {
  var scale: [Float]?
  var shift: [Float]?
  var activation = Activation.identity

  var isIdentity: Bool { scale == nil && shift == nil && activation == .identity }
}

/// An operator that can take over what follows it.
protocol FusableOperator: Operator {
  /// This operator followed by `y ← scale · y + shift` on the channel axis, or nil.
  func fused(scale: [Float], shift: [Float]) -> Self?
  /// This operator followed by `activation`, or nil when it already has one.
  func fused(_ activation: Activation) -> Self?
}

extension FusableOperator {
  func fused(scale: [Float], shift: [Float]) -> Self? { nil }
}

/// An operator that is a function of each element alone and that an epilogue can apply.
protocol ActivationOperator: Operator {
  /// The function, given the node's other inputs where they are constants; nil when it depends on
  /// more.
  func activation(_ parameters: [Value?]) -> Activation?
}

/// An operator that scales and shifts channels by constants, given which inputs are constant.
protocol AffineOperator: Operator {
  func affine(_ inputs: [Value?]) -> (scale: [Float], shift: [Float])?
}

extension Graph {
  /// The graph with batch normalisation and activations taken over by the nodes before them.
  ///
  /// - Parameter differentiable: leaves out activations whose derivative does not follow from their
  ///   result, so that a recording of the graph can be walked backwards.
  func fused(differentiable: Bool) -> Graph {
    var fused = self
    var uses = useCounts()
    var maker: [Int: Int] = [:]
    var removed = Set<Int>()
    for index in fused.nodes.indices {
      let node = fused.nodes[index]
      defer {
        for case let output? in fused.nodes[index].outputs where !removed.contains(index) {
          maker[output] = index
        }
      }
      guard let input = node.inputs.first ?? nil, let output = node.outputs.first ?? nil,
        node.outputs.count == 1, uses[input] == 1, let before = maker[input],
        fused.nodes[before].outputs.count == 1,
        let target = fused.nodes[before].op as? any FusableOperator
      else { continue }
      let parameters = node.inputs.dropFirst().map { $0.flatMap { constants[$0] } }
      let replacement: (any Operator)?
      if let affine = (node.op as? any AffineOperator)?.affine([nil] + parameters) {
        replacement = target.fused(scale: affine.scale, shift: affine.shift)
      } else if let activation = (node.op as? any ActivationOperator)?.activation(parameters),
        activation.isInvertible || !differentiable
      {
        replacement = target.fused(activation)
      } else {
        replacement = nil
      }
      guard let replacement else { continue }
      fused.nodes[before].op = replacement
      fused.nodes[before].outputs = [output]
      maker[output] = before
      removed.insert(index)
      uses[input] = 0
    }
    fused.nodes = fused.nodes.indices.filter { !removed.contains($0) }.map { fused.nodes[$0] }
    return fused.droppingUnusedConstants()
  }
}
