/// Gradient-weighted class activation mapping.
///
/// L = ReLU(Σₖ αₖ Aₖ), where A is the activation of a layer, `[N, K, spatial…]`, and αₖ the mean over
/// space of ∂y/∂Aₖ, each item of the batch for itself. y is the output element itself: ask for a
/// logit, since a saturated sigmoid has no gradient left.
/// Source: Selvaraju et al., "Grad-CAM", ICCV 2017, equations 1 and 2.
public enum GradCAM {
  /// Raw, unnormalised heat on the layer's own grid.
  ///
  /// - Parameters:
  ///   - output: an output of the network.
  ///   - index: one number an axis of the output.
  ///   - layer: a tensor of the network with at least one spatial axis; `defaultLayer(of:)` when nil.
  /// - Returns: `[N, spatial…]`: the layer's shape without its channel axis.
  public static func heat(
    _ recording: Recording, of output: String, at index: [Int], layer: String? = nil
  ) throws(ModelError) -> Tensor {
    let layer = try Self.layer(of: recording, output, index, named: layer)
    return weightedSum(layer.activation, layer.gradient)
  }

  /// A layer's activation, and the gradient of the output element by it.
  static func layer(
    of recording: Recording, _ output: String, _ index: [Int], named layer: String?
  ) throws(ModelError) -> (activation: Tensor, gradient: Tensor) {
    guard let layer = layer ?? defaultLayer(of: recording.network, output: output) else {
      throw .invalidRequest(
        "The network pools no layer over all of its space: name the layer to explain")
    }
    let activation = try recording.activation(named: layer)
    guard activation.shape.count >= 3 else {
      throw .invalidRequest(
        "Layer \(layer) of shape \(activation.shape) has no spatial axes: name another")
    }
    let gradients = try recording.gradient(of: output, at: index, withRespectTo: [layer])
    guard let gradient = gradients[layer] else {
      throw .unknownTensor(name: layer, candidates: [])
    }
    return (activation, gradient)
  }

  /// ReLU(Σₖ mean(gₖ) · Aₖ) for each item of the batch.
  static func weightedSum(_ activation: Tensor, _ gradient: Tensor) -> Tensor {
    weightedSum(activation, gradient) { plane in
      var sum = 0.0
      for n in plane { sum += Double(gradient.values[n]) }
      return Float(sum / Double(plane.count))
    }
  }

  /// ReLU(Σₖ wₖ · Aₖ) for each item of the batch, w from the places of a channel.
  static func weightedSum(
    _ activation: Tensor, _ gradient: Tensor, weight: (Range<Int>) -> Float
  ) -> Tensor {
    let (items, channels) = (activation.shape[0], activation.shape[1])
    let spatial = activation.shape.dropFirst(2)
    let area = spatial.reduce(1, *)
    var heat = Tensor(zeros: [items] + spatial)
    guard area > 0 else { return heat }
    for item in 0..<items {
      for channel in 0..<channels {
        let plane = (item * channels + channel) * area
        let weight = weight(plane..<plane + area)
        for n in 0..<area { heat.values[item * area + n] += weight * activation.values[plane + n] }
      }
    }
    for n in heat.values.indices { heat.values[n] = max(0, heat.values[n]) }
    return heat
  }

  /// The tensor that enters the last pooling over all of space on the way to an output.
  ///
  /// - Parameter output: nil means the first output.
  /// - Returns: nil when nothing is pooled globally.
  public static func defaultLayer(of network: Network, output: String? = nil) -> String? {
    let graph = network.faithful
    guard let name = output ?? graph.outputs.first?.name,
      let target = graph.names.firstIndex(of: name)
    else { return nil }
    var ancestors: Set<Int> = [target]
    for node in graph.nodes.reversed() {
      guard node.outputs.contains(where: { $0.map(ancestors.contains) ?? false }) else { continue }
      let parameters = node.inputs.dropFirst().map { $0.flatMap { graph.constants[$0] } }
      if (node.op as? any GlobalPoolingOperator)?.poolsAllSpace(parameters) == true,
        let input = node.inputs.first ?? nil
      {
        return graph.names[input]
      }
      ancestors.formUnion(node.inputs.compactMap { $0 })
    }
    return nil
  }
}

/// An operator that can pool a feature map `[N, C, spatial…]` over all of its space.
protocol GlobalPoolingOperator: Operator {
  /// - Parameter parameters: the inputs after the first, where they are constants.
  func poolsAllSpace(_ parameters: [Value?]) -> Bool
}
