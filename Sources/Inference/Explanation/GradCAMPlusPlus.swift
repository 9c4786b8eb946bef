/// L = ReLU(Σₖ wₖ Aₖ) with wₖ = Σ ReLU(g) · g² / (2g² + ΣA · g³), sums over space: several places of one
/// finding count alike.
///
/// Source: Chattopadhay et al., "Grad-CAM++", WACV 2018, as pytorch-grad-cam computes it.
public enum GradCAMPlusPlus {
  /// As `GradCAM.heat`.
  public static func heat(
    _ recording: Recording, of output: String, at index: [Int], layer: String? = nil
  ) throws(ModelError) -> Tensor {
    let layer = try GradCAM.layer(of: recording, output, index, named: layer)
    let (a, g) = (layer.activation, layer.gradient)
    return GradCAM.weightedSum(a, g) { plane in
      let sum = plane.reduce(0.0) { $0 + Double(a.values[$1]) }
      var weight = 0.0
      for n in plane where g.values[n] > 0 {
        let slope = Double(g.values[n])
        let square = slope * slope
        weight += slope * square / (2 * square + sum * square * slope + 1e-6)
      }
      return Float(weight)
    }
  }
}
