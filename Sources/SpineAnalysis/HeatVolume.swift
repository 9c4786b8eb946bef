import Imaging

/// Where a model looked: raw, ungated attribution on its own grid in patient space.
///
/// The viewer samples it at the positions of the plane it draws; one scale holds for the whole study.
public struct HeatVolume: Sendable {
  public let geometry: VolumeGeometry
  /// Non-negative attribution, i fastest; 0 outside the crops that the model saw.
  public let values: VoxelBuffer<Float>
  /// The value drawn at full heat: the maximum over the study.
  public let scale: Float
  /// How it was made: "Grad-CAM", "SmoothGrad".
  public let method: String
  /// The levels whose heat it holds.
  public let levels: [Level]

  public init(
    geometry: VolumeGeometry, values: VoxelBuffer<Float>, scale: Float, method: String,
    levels: [Level]
  ) {
    self.geometry = geometry
    self.values = values
    self.scale = scale
    self.method = method
    self.levels = levels
  }
}
