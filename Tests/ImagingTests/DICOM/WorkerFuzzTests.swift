import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Damaged copies of files neither kill nor hang the worker.
struct WorkerFuzzTests {
  private func fuzz(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: WorkerPool.defaultExecutable)
    process.arguments = ["fuzz"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// One file of each kind that this test can write by itself.
  private func seeds(_ folder: TemporaryFolder) throws -> [String] {
    let plain = DICOMFileWriter.ctSlice(columns: 40, rows: 30, z: 0, number: 1) { column, row in
      Int16(column * row)
    }
    var lossless = plain
    lossless.transferSyntax = "1.2.840.10008.1.2.4.57"
    var writer = LosslessJPEGWriter(
      columns: 40, rows: 30, samples: (0..<1200).map { $0 * 37 % 4096 })
    writer.restartRows = 7
    lossless.fragments = [writer.bytes]
    var rle = plain
    rle.transferSyntax = "1.2.840.10008.1.2.5"
    let segment: [UInt8] = Array(repeating: [0xC1, 5], count: 20).flatMap { $0 }
    rle.fragments = [
      [2, 0, 0, 0, 64, 0, 0, 0, 104, 0, 0, 0] + [UInt8](repeating: 0, count: 52) + segment + segment
    ]
    let files = [plain, lossless, rle]
    return try files.indices.map {
      let path = folder.file("seed\($0)")
      try files[$0].write(to: path)
      return path
    }
  }

  @Test func damagedCopiesAreDecodedOrRefused() throws {
    let folder = try TemporaryFolder()
    let seeds = try seeds(folder)
    let outcome = try fuzz(["7", "0", "20000"] + seeds)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.hasPrefix("20000 copies: "))
    // The same copies again become the same.
    #expect(try fuzz(["7", "0", "20000"] + seeds).output == outcome.output)
    #expect(try fuzz(["8", "0", "20000"] + seeds).output != outcome.output)
  }
}
