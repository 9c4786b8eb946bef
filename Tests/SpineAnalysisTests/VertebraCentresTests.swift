import Imaging
import SpinePhantom
import Testing

@testable import SpineAnalysis

/// Outlines of a phantom's neck, as high and low as its scan, 1 mm a voxel.
private func outlines(_ study: PhantomStudy) throws -> LabelVolume {
  let base = study.defaultGeometry
  let middle = study.levels[3].centre
  let geometry = VolumeGeometry(
    dimensions: [110, 110, Int(Double(base.dimensions.z) * base.spacing.z)],
    affine: Affine(
      spacing: [1, 1, 1],
      origin: [middle.x - 55, middle.y - 40, base.position(i: 0, j: 0, slice: 0).z]))
  return LabelVolume(geometry: geometry, values: try study.labels(on: geometry, threads: 2))
}

/// Without fractures the truth is the point that the definition means; a burst body moves its middle.
@Test func centresFromMasksAreThoseOfTheAnatomy() throws {
  var errors: [Level: [Double]] = [:]
  for seed in UInt64(3_000)..<3_008 {
    let study = PhantomStudy(seed: seed)
    let labels = try outlines(study)
    let centres = VertebraCentres.centres(of: labels)
    for truth in study.levels {
      let isWhole =
        labels.geometry.contains(truth.boxMinimum + [0, 0, 3])
        && labels.geometry.contains(truth.boxMaximum - [0, 0, 3])
      let centre = centres[truth.level.label]
      if isWhole { #expect(centre != nil, "seed \(seed) \(truth.level)") }
      guard let centre else { continue }
      errors[truth.level, default: []].append((centre - truth.centre).length)
    }
  }
  #expect(errors.keys.count == 7)
  for (level, distances) in errors {
    let sorted = distances.sorted()
    #expect(sorted[sorted.count / 2] < 2, "\(level)")
    #expect(sorted[sorted.count - 1] < 4.5, "\(level)")
  }
}

@Test func aVertebraCutByTheEdgeHasNoCentre() throws {
  var options = PhantomOptions.default
  options.coverage = .whole
  let study = PhantomStudy(seed: 3_000, options: options)
  let whole = try outlines(study)
  let cut = Int(whole.geometry.affine.index(of: study.levels[6].centre).z)
  var geometry = whole.geometry
  geometry.dimensions.z -= cut
  geometry.affine.origin.z += Double(cut)
  let skipped = whole.geometry.voxelCount - geometry.voxelCount
  let kept = try VoxelBuffer<UInt8>(count: geometry.voxelCount) { target in
    for n in target.indices { target[n] = whole.values[skipped + n] }
  }
  let centres = VertebraCentres.centres(of: LabelVolume(geometry: geometry, values: kept))
  #expect(centres[7] == nil)
  for label in UInt8(2)...5 { #expect(centres[label] != nil) }
}
