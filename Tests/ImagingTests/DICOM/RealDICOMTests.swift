import TestSupport
import Testing

@testable import Imaging

/// Real CT against what pydicom read from it.
@Suite(.enabled(if: RealData.folder != nil, "needs real CT (SPINETUI_REAL_DATA)"))
struct RealDICOMTests {
  private func index(_ name: String) async throws -> (DICOMReader, [Series], DICOMIndex) {
    let reader = DICOMReader()
    let files = try ConformanceCorpus.files(below: "\(RealData.folder ?? "")/\(name)")
    let index = try await reader.index(paths: files)
    return (reader, index.patients.flatMap(\.studies).flatMap(\.series), index)
  }

  @Test func everySliceHasThePeersValues() async throws {
    let truth = try RealData.truth()
    let folder = RealData.folder ?? ""
    let paths = truth.filter { $0.value.kind == "dicom" }.keys.sorted().map { "\(folder)/\($0)" }
    let reader = DICOMReader()
    let index = try await reader.index(paths: paths)
    var compared = 0
    for series in index.patients.flatMap(\.studies).flatMap(\.series) {
      guard case .dicom(let files) = series.source, let instances = try? files.instances(),
        let volume = try? await reader.load(series),
        volume.geometry.dimensions.z == instances.count
      else { continue }
      for (slice, instance) in instances.enumerated() {
        guard let peer = truth[String(instance.path.dropFirst(folder.count + 1))],
          let low = peer.storedMin, let high = peer.storedMax, peer.frames == nil
        else { continue }
        let d = volume.geometry.dimensions
        var (smallest, largest) = (Float.infinity, -Float.infinity)
        for j in 0..<d.y {
          for i in 0..<d.x {
            let value = volume.hounsfieldUnits(i: i, j: j, slice: slice)
            (smallest, largest) = (min(smallest, value), max(largest, value))
          }
        }
        let slope = Double(peer.slope ?? "1") ?? 1
        let intercept = Double(peer.intercept ?? "0") ?? 0
        // Two decoders of lossy JPEG differ by one step.
        let step = instance.transferSyntax.hasPrefix("1.2.840.10008.1.2.4.5") ? abs(slope) : 0
        #expect(
          abs(Double(smallest) - (slope * Double(low) + intercept)) <= step + 1e-3,
          "\(instance.path)")
        #expect(
          abs(Double(largest) - (slope * Double(high) + intercept)) <= step + 1e-3,
          "\(instance.path)")
        compared += 1
      }
    }
    #expect(compared > 250)
  }

  @Test(arguments: [
    ("TCIA_LungFCP-01-0001", 72), ("Slicer/CTHeadAxialDicom", 93),
    ("dcm_qa_ct/GE_head_tilt+18.5", 28),
  ])
  func aFolderIsOneSeries(_ name: String, slices: Int) async throws {
    let (reader, series, index) = try await index(name)
    #expect(series.map(\.sliceCount) == [slices])
    #expect(index.refused.isEmpty)
    let volume = try await reader.load(try #require(series.first))
    #expect(volume.geometry.dimensions.z == slices)
  }

  @Test func theTiltComesFromThePlanesNotFromTheTag() async throws {
    let (reader, series, _) = try await index("dcm_qa_ct/GE_head_tilt+18.5")
    let volume = try await reader.load(try #require(series.first))
    #expect(abs(volume.geometry.shearDegrees - 18.5) < 0.1)
    #expect(volume.warnings.map(\.code).contains("tilted"))
  }

  @Test func aMultiframeCTHasAllItsFrames() async throws {
    let (reader, series, _) = try await index("dcmqi/23x38x3/multiframe")
    let volume = try await reader.load(try #require(series.first))
    #expect(volume.geometry.dimensions.z == 3)
  }
}
