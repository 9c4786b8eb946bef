import Foundation
import Imaging

/// A neck of eight cubes, C1…C7 and T1, each of a density of its own, and the model package that reads
/// it: tests of the whole analysis need neither a phantom nor a trained network.
///
/// All lies on multiples of 3 mm, the model's grid, so that no voxel is half one thing.
public enum BlockNeck {
  /// Middle of each cube, mm, C1 first, T1 last.
  public static let heights: [Double] = [66, 54, 30, 12, -3, -21, -39, -60]
  public static let side = 12.0

  public static func hounsfieldUnits(of cube: Int) -> Int16 { Int16(300 + 100 * cube) }

  /// 96 × 96 × 168 mm of soft tissue around the cubes, with an airway in front.
  ///
  /// - Parameters:
  ///   - spacing: of the voxels, mm; must divide 3.
  ///   - top: everything above is not scanned.
  ///   - cubes: those that are there.
  public static func volume(
    spacing: SIMD3<Double> = [1.5, 1.5, 1.5], top: Double = 84, cubes: Set<Int> = Set(0..<8),
    identity: SeriesIdentity = SeriesIdentity()
  ) throws -> Volume {
    let size = SIMD3(96 / spacing.x, 96 / spacing.y, (top + 84) / spacing.z)
    let geometry = VolumeGeometry(
      dimensions: SIMD3(Int(size.x), Int(size.y), Int(size.z)),
      affine: Affine(
        i: [spacing.x, 0, 0], j: [0, spacing.y, 0], k: [0, 0, spacing.z],
        origin: [-48, -48, -84] + spacing / 2))
    return try makeInt16Volume(geometry, identity: identity) { i, j, slice in
      let p = geometry.position(i: i, j: j, slice: slice)
      if abs(p.x) < 3, abs(p.y + 30) < 3 { return -1000 }
      guard abs(p.x) < side / 2, abs(p.y) < side / 2 else { return 0 }
      for (n, height) in heights.enumerated() where cubes.contains(n) {
        if abs(p.z - height) < side / 2 { return hounsfieldUnits(of: n) }
      }
      return 0
    }
  }

  /// Names voxels by their density; calls C5, C6 and C7 fractured, for they are the densest.
  ///
  /// - Parameters:
  ///   - digest: SHA-256 in hexadecimal.
  ///   - change: spoils the manifest.
  public static func writeModel(
    to folder: String, digest: (Data) -> String, classifyPixel: Double = 2,
    classifySlice: Double = 3, change: (inout [String: Any]) -> Void = { _ in }
  ) throws {
    let files = ["localise.onnx": localiser, "classify.onnx": classifier]
    let window = [-500.0, 1300.0]
    let point: [String: Any] = ["value": 0.5, "sensitivity": 0.9, "specificity": 0.8]
    var manifest: [String: Any] = [
      "format": 1, "name": "blocks", "version": "0.1", "licence": "MIT", "trained_on": "synthetic",
      "localise": [
        "file": "localise.onnx",
        "input": [
          "name": "image", "layout": "NCDHW", "spacing_mm": 3.0, "window_hu": window,
          "size_multiple": 8, "maximum_side": 256,
        ] as [String: Any],
        "outputs": [
          "labels": "labels", "offsets": "offsets", "offset_mm": 10.0,
          "classes": ["background"] + (1...7).map { "C\($0)" } + ["T1+"],
        ] as [String: Any],
        "requires": ["pixel_mm": 6.0, "slice_mm": 6.0],
      ] as [String: Any],
      "classify": [
        "file": "classify.onnx",
        "input": [
          "name": "slices", "layout": "SCHW", "slices": 15, "neighbours": 5,
          "neighbour_step_mm": 1.0, "size_pixels": 16, "pixel_mm": 1.5, "margin_mm": 1.0,
          "window_hu": window,
        ] as [String: Any],
        "outputs": ["logit": "logit", "attention": "attention"],
        "calibration": ["slope": 1.0, "intercept": 0.0],
        "heat": ["layer": "features", "reference": 0.001] as [String: Any],
        "requires": ["pixel_mm": classifyPixel, "slice_mm": classifySlice],
      ] as [String: Any],
      "thresholds": [
        "levels": Dictionary(uniqueKeysWithValues: (1...7).map { ("C\($0)", point) }),
        "overall": point,
      ] as [String: Any],
      "files": files.mapValues(digest),
    ]
    change(&manifest)
    let folder = URL(fileURLWithPath: folder, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
    try JSONSerialization.data(withJSONObject: manifest, options: .sortedKeys)
      .write(to: folder.appendingPathComponent("manifest.json"))
  }

  /// The input of both networks for a density.
  private static func input(_ hu: Double) -> Double { (hu + 500) / 1800 }

  /// −s(x − vₙ)² for each class of density vₙ, without the term that all share.
  private static var localiser: Data {
    let densities = [input(0)] + (0..<8).map { input(Double(hounsfieldUnits(of: $0))) }
    let sharpness = 3200.0
    var model = ONNXWriter()
    model.input("image", [1, 1, nil, nil, nil])
    model.constant("w", densities.map { Float(2 * sharpness * $0) }, [9, 1, 1, 1, 1])
    model.constant("b", densities.map { Float(-sharpness * $0 * $0) }, [9])
    model.node("Conv", ["image", "w", "b"], ["labels"])
    model.constant("zero", [0, 0, 0], [3, 1, 1, 1, 1])
    model.node("Conv", ["image", "zero"], ["offsets"])
    model.output("labels", [1, 9, nil, nil, nil])
    model.output("offsets", [1, 3, nil, nil, nil])
    return model.data
  }

  /// 200 · (mean of how much the middle slice exceeds 220 HU − 0.06).
  private static var classifier: Data {
    var model = ONNXWriter()
    model.input("slices", [15, 6, 16, 16])
    model.constant("w", [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1], [2, 6, 1, 1])
    model.constant("b", [-0.4, 0], [2])
    model.node("Conv", ["slices", "w", "b"], ["sums"])
    model.node("Relu", ["sums"], ["features"])
    model.node("GlobalAveragePool", ["features"], ["pooled"])
    model.node("Flatten", ["pooled"], ["flat"], ["axis": .int(1)])
    model.constant("weights", [200, 0], [2, 1])
    model.constant("bias", [-12], [1])
    model.node("Gemm", ["flat", "weights", "bias"], ["each"])
    model.node("ReduceMean", ["each"], ["logit"], ["axes": .ints([0]), "keepdims": .int(1)])
    model.output("logit", [1, 1])
    return model.data
  }
}
