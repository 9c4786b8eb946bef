import Foundation
import Imaging

/// Reads mutations one after the other, as the viewer and the commands would.
struct Working {
  let format: Format
  let seeds: Seeds
  let folder: String

  private var input: String { "\(folder)/input\(format == .nifti ? ".nii" : "")" }

  func read(_ numbers: Range<Int>) async throws -> Tally {
    var tally = Tally()
    let note = FileHandle(forUpdatingAtPath: try noteFile())
    let reader = DICOMReader(workers: 1)
    for number in numbers {
      let bytes = Mutation.mutated(seeds, number: number)
      try Data(bytes).write(to: URL(fileURLWithPath: input))
      try note?.seek(toOffset: 0)
      try note?.write(contentsOf: withUnsafeBytes(of: UInt64(number)) { Data($0) })
      let said = await look(reader, &tally)
      tally.count += 1
      if let said, said.contains("the reader died") || said.contains("the reader ended") {
        tally.workerDeaths += 1
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/worker-death-\(number)"))
      } else if let said, said.contains("gave no answer") {
        tally.workerTimeouts += 1
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/worker-timeout-\(number)"))
      }
    }
    return tally
  }

  /// The number at work, for whoever finds this process dead.
  private func noteFile() throws -> String {
    let path = "\(folder)/number"
    try Data(count: 8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Scans and shows the file; returns the first reason why something was refused.
  private func look(_ reader: DICOMReader, _ tally: inout Tally) async -> String? {
    let catalogue: Catalogue
    do {
      catalogue = try await CatalogueScanner(dicom: reader).scan(paths: [input])
    } catch {
      tally.refused += 1
      return "\(error)"
    }
    var said = catalogue.refused.first?.reason
    if catalogue.series.isEmpty { tally.refused += 1 }
    for series in catalogue.series.prefix(4) {
      do {
        let volume = try await SeriesLoader.load(series, dicom: reader)
        show(volume)
        tally.opened += 1
        said = said ?? volume.warnings.first { $0.code == "slices-refused" }?.text
      } catch {
        tally.refused += 1
        said = said ?? "\(error)"
      }
    }
    return said
  }

  /// What the viewer and `info` do with a volume.
  private func show(_ volume: Volume) {
    let reslicer = Reslicer(volume)
    _ = (volume.range, volume.geometry.affine.orientationCode, volume.geometry.shearDegrees)
    for orientation in PlaneOrientation.allCases {
      let stack = SliceStack(geometry: volume.geometry, orientation: orientation)
      for index in [0, stack.sliceCount / 2, stack.sliceCount - 1] {
        let plane = stack.plane(at: index).fitted(width: 48, height: 40)
        let slice = reslicer.slice(plane)
        _ = (stack.millimetres(at: index), plane.edgeLetters)
        let window = Window.auto(for: slice) ?? WindowPreset.bone.window
        _ = slice.levels(window, inverted: volume.isInverted)
        for window in volume.windows.prefix(2) { _ = reslicer.levels(plane, window: window) }
      }
      _ = stack.index(of: volume.geometry.centre)
    }
  }
}
