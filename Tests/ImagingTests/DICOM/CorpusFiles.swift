import TestSupport

@testable import Imaging

extension ConformanceCorpus {
  /// The regular files below a folder, in the order of their names.
  static func files(below path: String) throws -> [String] {
    var walk = FolderWalk()
    try walk.add(path)
    return walk.files
  }
}

/// The largest difference between a volume and a ramp, HU; padding is left out.
func deviation(of volume: Volume, from ramp: Ramp) -> Double {
  let d = volume.geometry.dimensions
  var worst = 0.0
  for slice in 0..<d.z {
    for j in 0..<d.y {
      for i in 0..<d.x {
        let value = volume.hounsfieldUnits(i: i, j: j, slice: slice)
        if value == volume.padding { continue }
        let truth = ramp(volume.geometry.position(i: i, j: j, slice: slice))
        worst = max(worst, abs(Double(value) - truth))
      }
    }
  }
  return worst
}
