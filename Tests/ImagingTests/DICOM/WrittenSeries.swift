import TestSupport

@testable import Imaging

/// Files that a test writes, and what the reader makes of them.
struct WrittenSeries {
  let folder: TemporaryFolder
  let reader = DICOMReader()

  init() throws { folder = try TemporaryFolder() }

  /// A slice of 8 × 6 pixels whose stored values are 100 · `number` + 10 · row + column.
  static func slice(_ number: Int, z: Double) -> DICOMFileWriter {
    .ctSlice(z: z, number: number) { column, row in Int16(100 * number + 10 * row + column) }
  }

  func write(_ files: [DICOMFileWriter]) throws -> [String] {
    try files.enumerated().map { number, file in
      let path = folder.file("file\(number)")
      try file.write(to: path)
      return path
    }
  }

  func index(_ files: [DICOMFileWriter]) async throws -> DICOMIndex {
    try await reader.index(paths: try write(files))
  }

  func series(_ files: [DICOMFileWriter]) async throws -> [Series] {
    try await index(files).patients.flatMap(\.studies).flatMap(\.series)
  }

  func volumes(_ files: [DICOMFileWriter]) async throws -> [Volume] {
    var volumes: [Volume] = []
    for one in try await series(files) { volumes.append(try await reader.load(one)) }
    return volumes
  }
}
