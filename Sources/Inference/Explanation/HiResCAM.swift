/// L = ReLU(Σₖ gₖ · Aₖ), element by element: only places that the output used light up. Where the layer
/// is pooled by its mean this is Grad-CAM.
///
/// Source: Draelos and Carin, "Use HiResCAM instead of Grad-CAM", 2020.
public enum HiResCAM {
  /// As `GradCAM.heat`.
  public static func heat(
    _ recording: Recording, of output: String, at index: [Int], layer: String? = nil
  ) throws(ModelError) -> Tensor {
    let layer = try GradCAM.layer(of: recording, output, index, named: layer)
    let (a, g) = (layer.activation, layer.gradient)
    let (items, channels) = (a.shape[0], a.shape[1])
    let spatial = a.shape.dropFirst(2)
    let area = spatial.reduce(1, *)
    var heat = Tensor(zeros: [items] + spatial)
    for plane in 0..<items * channels {
      for n in 0..<area {
        heat.values[plane / channels * area + n] +=
          g.values[plane * area + n] * a.values[plane * area + n]
      }
    }
    for n in heat.values.indices { heat.values[n] = max(0, heat.values[n]) }
    return heat
  }
}
