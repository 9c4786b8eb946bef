import TestSupport
import Testing

@testable import Imaging

/// D13: multi-frame images, each frame with its own place, values and windows.
struct EnhancedImageTests {
  let written: WrittenSeries
  init() throws { written = try WrittenSeries() }

  private struct Frame {
    var z: Double
    var intercept = -1024
    var stack = "1"
    var type = "ORIGINAL\\PRIMARY\\VOLUME\\NONE"
    var window: String?
  }

  private func item(_ fill: (inout DICOMFileWriter) -> Void) -> DICOMFileWriter {
    var item = DICOMFileWriter()
    fill(&item)
    return item
  }

  /// Frame n holds n everywhere but for its intercept.
  private func image(_ frames: [Frame], instance: Int = 1) -> DICOMFileWriter {
    var file = DICOMFileWriter.ctSlice(z: 0, number: instance) { _, _ in 0 }
    for tag in [0x0020_0032, 0x0020_0037, 0x0028_0030, 0x0028_1052, 0x0028_1053] as [UInt32] {
      file.remove(tag)
    }
    file.set(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.2.1")
    file.set(0x0028_0008, "IS", "\(frames.count)")
    let shared = item {
      $0.set(0x0028_9110, items: [item { $0.set(0x0028_0030, "DS", "0.5\\0.4") }])
      $0.set(0x0020_9116, items: [item { $0.set(0x0020_0037, "DS", "1\\0\\0\\0\\1\\0") }])
    }
    file.set(0x5200_9229, items: [shared])
    file.set(
      0x5200_9230,
      items: frames.map { frame in
        item {
          $0.set(0x0020_9113, items: [item { $0.set(0x0020_0032, "DS", "-10\\-20\\\(frame.z)") }])
          $0.set(0x0020_9111, items: [item { $0.set(0x0020_9056, "SH", frame.stack) }])
          $0.set(0x0018_9329, items: [item { $0.set(0x0008_9007, "CS", frame.type) }])
          $0.set(
            0x0028_9145,
            items: [
              item {
                $0.set(0x0028_1052, "DS", "\(frame.intercept)")
                $0.set(0x0028_1053, "DS", "1")
              }
            ])
          if let window = frame.window {
            $0.set(
              0x0028_9132,
              items: [
                item {
                  $0.set(0x0028_1050, "DS", window)
                  $0.set(0x0028_1051, "DS", "100\\200")
                  $0.set(0x0028_1055, "LO", "A\\B")
                  $0.set(0x0028_1056, "CS", "SIGMOID")
                }
              ])
          }
        }
      })
    file.set(
      0x7FE0_0010, "OW", frames.indices.flatMap { [UInt16](repeating: UInt16($0), count: 48) })
    return file
  }

  @Test func framesLieByTheirPlacesWithTheirOwnRescale() async throws {
    let volumes = try await written.volumes([
      image([Frame(z: 6), Frame(z: 2, intercept: -2000), Frame(z: 4), Frame(z: 0, intercept: 0)])
    ])
    let volume = try #require(volumes.first)
    #expect(volume.geometry.spacing == [0.4, 0.5, 2])
    #expect(
      (0..<4).map { volume.hounsfieldUnits(i: 1, j: 1, slice: $0) } == [3, -1999, -1022, -1024])
  }

  @Test func stacksAreToldApartByTheirID() async throws {
    let frames = (0..<6).map { Frame(z: Double($0 % 3) * 2, stack: $0 < 3 ? "1" : "2") }
    let volumes = try await written.volumes([image(frames)])
    #expect(volumes.map(\.geometry.dimensions.z) == [3, 3])
    #expect(volumes.map { $0.hounsfieldUnits(i: 0, j: 0, slice: 0) }.sorted() == [-1024, -1021])
  }

  @Test func derivedFramesAreAStackOfTheirOwn() async throws {
    let frames = (0..<6).map {
      Frame(
        z: Double($0 / 2),
        type: $0 % 2 == 0 ? "ORIGINAL\\PRIMARY\\VOLUME" : "DERIVED\\PRIMARY\\VOLUME")
    }
    let volumes = try await written.volumes([image(frames)])
    #expect(volumes.map(\.geometry.dimensions.z) == [3, 3])
  }

  /// PS3.3 C.7.6.16.2.2.4: one image cut into several instances.
  @Test func aConcatenationIsOneVolume() async throws {
    var parts = [
      image([Frame(z: 4), Frame(z: 6)], instance: 2),
      image([Frame(z: 0), Frame(z: 2)], instance: 1),
    ]
    for n in parts.indices {
      parts[n].set(0x0020_9161, "UI", "1.2.3.8")
      parts[n].set(0x0020_9162, "US", [UInt16(2 - n)])
    }
    let volumes = try await written.volumes(parts)
    #expect(volumes.map(\.geometry.dimensions.z) == [4])
    #expect(volumes.first?.warnings.isEmpty == true)
  }

  @Test func aFramesWindowsHaveTheirNamesAndFunction() async throws {
    let volume = try await written.volumes([image([Frame(z: 0, window: "40\\300"), Frame(z: 2)])])[
      0]
    #expect(
      volume.windows == [
        Window(center: 40, width: 100, explanation: "A", function: .sigmoid),
        Window(center: 300, width: 200, explanation: "B", function: .sigmoid),
      ])
  }

  @Test func framesWithOneHeaderForAllAreLooseImages() async throws {
    var file = DICOMFileWriter.ctSlice(z: 0, number: 1) { _, _ in 0 }
    file.set(0x0028_0008, "IS", "3")
    file.set(0x7FE0_0010, "OW", (0..<3).flatMap { [UInt16](repeating: $0, count: 48) })
    let volume = try await written.volumes([file])[0]
    #expect(volume.isLooseImages)
    #expect((0..<3).map { volume.hounsfieldUnits(i: 0, j: 0, slice: $0) } == [-1024, -1023, -1022])
  }

  @Test func fewerGroupsThanFramesAreRefusedByName() async throws {
    var file = image([Frame(z: 0), Frame(z: 2)])
    file.set(0x0028_0008, "IS", "3")
    let index = try await written.index([file])
    #expect(index.patients.isEmpty)
    #expect(index.refused.count == 1)
  }
}
