import DicomWire
import Foundation
import SpineAnalysis
import TestSupport
import Testing

@testable import Imaging

/// Stored values of real files against pydicom's, bit for bit.
@Suite(.enabled(if: RealData.folder != nil, "needs real CT (SPINETUI_REAL_DATA)"))
struct RealPixelsTests {
  /// Lossy JPEG: two decoders may differ by rounding, so that only the range is compared.
  private static let rounded: Set<String> = [
    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.91",
  ]

  /// The stored values of some frames, one after the other; nil where one is refused.
  private func storedValues(_ instances: [Instance], on pool: WorkerPool) throws -> [Int32]? {
    let found = Found()
    let counter = Counter()
    try pool.runOnAllLanes(stop: StopFlag()) { lane, stop in
      try lane.run(
        next: {
          let n = counter.next()
          guard n < instances.count else { return nil }
          return LaneJob(index: n, path: instances[n].path, megabytes: 32) { slot in
            .pixels(path: instances[n].path, frame: instances[n].frame, slot: slot)
          }
        },
        isCancelled: { stop.isSet },
        done: { job, result in
          guard case .success((let answer, let slot)) = result, answer.status == DICOM_WIRE_DONE,
            let pixels = try? PixelAnswer(
              answer.payload, slot: slot, instance: instances[job.index])
          else { return found.isWhole = false }
          found.values += (0..<pixels.count).map { Int32(pixels.storedValue($0)) }
        })
    }
    return found.isWhole ? found.values : nil
  }

  /// Filled on one lane's queue, read afterwards.
  private final class Found: @unchecked Sendable {
    var values: [Int32] = []
    var isWhole = true
  }

  @Test func storedValuesAreThoseOfPydicom() async throws {
    let folder = try #require(RealData.folder)
    let truth = try RealData.truth()
    let pool = WorkerPool(executable: WorkerPool.defaultExecutable, width: 1)
    let reader = DICOMReader()
    var (equal, sameRange, refused) = (0, 0, [String]())
    for (name, peer) in truth.sorted(by: { $0.key < $1.key }) where peer.kind == "dicom" {
      guard let hash = peer.hash, peer.samples == "1" else { continue }
      let index = try await reader.index(paths: ["\(folder)/\(name)"])
      let instances = index.patients.flatMap(\.studies).flatMap(\.series).flatMap { series in
        guard case .dicom(let files) = series.source else { return [Instance]() }
        return (try? files.instances()) ?? []
      }.sorted { $0.frame < $1.frame }
      guard !instances.isEmpty,
        let values = try await runBlocking({ _ in try storedValues(instances, on: pool) })
      else {
        refused.append(name)
        continue
      }
      let bytes = values.withUnsafeBytes { Array($0) }
      if SHA256.hex(of: bytes) == hash {
        equal += 1
      } else {
        #expect(Self.rounded.contains(peer.ts ?? ""), "\(name) has other values")
        #expect(abs(Int(values.min() ?? 0) - (peer.storedMin ?? 0)) <= 1, "\(name)")
        #expect(abs(Int(values.max() ?? 0) - (peer.storedMax ?? 0)) <= 1, "\(name)")
        sameRange += 1
      }
    }
    print(
      "stored values: \(equal) files equal to pydicom's, \(sameRange) lossy ones of the same range, "
        + "\(refused.count) refused: \(refused.joined(separator: ", "))")
    #expect(equal > 280)
    #expect(sameRange <= 6)
  }
}
