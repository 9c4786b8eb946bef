import TestSupport
import Testing

@testable import Imaging

/// D2 to D6, D24, D25: which images are one volume, and in which order.
struct GroupingTests {
  let written: WrittenSeries
  init() throws { written = try WrittenSeries() }

  private func slices(_ count: Int = 4) -> [DICOMFileWriter] {
    (0..<count).map { WrittenSeries.slice($0, z: 2 * Double($0)) }
  }

  /// Whatever tells two stacks apart, and how many come of it.
  @Test(arguments: [
    (0x0010_0020 as UInt32, "LO", "Another patient"), (0x0020_000D, "UI", "1.2.99"),
    (0x0020_0052, "UI", "1.2.77"), (0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.4"),
    (0x0028_0030, "DS", "0.6\\0.6"), (0x0020_0037, "DS", "1\\0\\0\\0\\0\\-1"),
    (0x0008_0008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER"), (0x0020_000E, "UI", "1.2.3.5"),
  ])
  func imagesOfAnotherKindAreAnotherSeries(tag: UInt32, vr: String, value: String) async throws {
    var files = slices()
    files[3].set(tag, vr, value)
    #expect(try await written.series(files).map(\.sliceCount).sorted() == [1, 3])
  }

  @Test func patientsThatShareASeriesUIDAreTwoPatients() async throws {
    var files = slices()
    for n in [1, 3] { files[n].set(0x0010_0020, "LO", "P2") }
    let index = try await written.index(files)
    #expect(index.patients.map(\.id).sorted() == ["P2", "T1"])
    let ids = index.patients.flatMap(\.studies).flatMap(\.series).map(\.id)
    #expect(Set(ids).count == 2, "each has an id of its own")
  }

  @Test func aSeriesUIDThatLooksLikeOurNumberingGetsAnIdOfItsOwn() async throws {
    var files = slices()
    for n in [1, 3] { files[n].set(0x0010_0020, "LO", "P2") }
    let other = WrittenSeries.slice(9, z: 1)
    var named = other
    named.set(0x0020_000E, "UI", "1.2.3.4#2")
    named.set(0x0010_0020, "LO", "P3")
    let ids = try await written.series(files + [named]).map(\.id)
    #expect(ids.count == 3)
    #expect(Set(ids).count == 3)
  }

  @Test func aBackslashInAPatientIDJoinsNoTwoPatients() async throws {
    var files = slices()
    for n in files.indices { files[n].set(0x0010_0020, "LO", "HOSP\\\(1001 + n % 2)") }
    let patients = try await written.index(files).patients
    #expect(patients.map(\.id).sorted() == ["HOSP\\1001", "HOSP\\1002"])
  }

  @Test func placesThatFallTogetherAreNoVolumeAndNoCrash() async throws {
    var files = (0..<6).map { WrittenSeries.slice($0, z: 0) }
    for n in 0..<6 {
      let place: (Double, Double) =
        n == 0 ? (0, 0) : n == 5 ? (1024, 5.0 / 64) : (512 - Double(n) * 5 / 4_194_304, Double(n) / 64)
      files[n].set(0x0020_0032, "DS", "\(place.0)\\0\\\(place.1)")
    }
    let series = try await written.series(files)
    #expect(series.contains { $0.warnings.contains { $0.code == Volume.looseCode } })
  }

  @Test func valuesOnAnotherScaleThanHUAreSaidToBe() async throws {
    var files = slices()
    for n in files.indices { files[n].set(0x0028_1054, "LO", "Z_EFF") }
    let volume = try #require(try await written.volumes(files).first)
    #expect(
      volume.warnings.contains {
        $0.code == ImagingWarning.notHounsfieldCode && $0.text.contains("Z_EFF")
      })
    for n in files.indices { files[n].set(0x0028_1054, "LO", "HU") }
    #expect(try await written.volumes(files).first?.warnings == [])
  }

  @Test func twoAcquisitionsAtTheSamePlacesAreTwoStacks() async throws {
    var second = slices().enumerated().map { n, file in
      var file = file
      file.set(0x0008_0018, "UI", "1.2.3.4.10\(n)")
      file.set(0x0020_0012, "IS", "2")
      return file
    }
    for n in second.indices { second[n].set(0x0020_0013, "IS", "\(100 + n)") }
    var first = slices()
    for n in first.indices { first[n].set(0x0020_0012, "IS", "1") }
    let series = try await written.series(first + second)
    #expect(series.map(\.sliceCount) == [4, 4])
    #expect(series.allSatisfy { $0.warnings.contains { $0.code == "series-split" } })
  }

  @Test func aCopyCountsOnceAndIsSaid() async throws {
    let volumes = try await written.volumes(slices() + [slices()[2]])
    #expect(volumes.map(\.geometry.dimensions.z) == [4])
    #expect(volumes[0].geometry.spacing.z == 2)
    #expect(volumes[0].warnings.map(\.code) == ["duplicate-instances"])
  }

  @Test func anotherImageAtTheSamePlaceIsNotStacked() async throws {
    var again = WrittenSeries.slice(9, z: 4)
    again.set(0x0008_0018, "UI", "1.2.3.4.99")
    let volumes = try await written.volumes(slices() + [again])
    #expect(volumes.map(\.geometry.dimensions.z) == [4, 1])
    #expect(volumes.allSatisfy { $0.warnings.contains { $0.code == "repeated-places" } })
  }

  @Test func aGapKeepsTheOtherSlicesWhereTheyAre() async throws {
    var files = slices(6)
    files.remove(at: 2)
    let volume = try await written.volumes(files)[0]
    #expect(volume.geometry.position(i: 0, j: 0, slice: 2).z == 6)
    #expect(volume.warnings.map(\.code) == ["missing-slices"])
  }

  @Test func jitterOfRoundedPlacesIsNoUnevenStack() async throws {
    let heights = [0, 1.254, 2.496, 3.75, 5.004, 6.25]
    let volume = try await written.volumes(
      heights.enumerated().map { WrittenSeries.slice($0, z: $1) })[0]
    #expect(volume.geometry.isEvenlySpaced)
    #expect(volume.geometry.spacing.z == 1.25)
    #expect(volume.warnings.isEmpty)
  }

  @Test func imagesWithoutAPlaceAreLeafedThroughByNumber() async throws {
    var files = [3, 1, 2].map { WrittenSeries.slice($0, z: 0) }
    for n in files.indices {
      files[n].remove(0x0020_0032)
      files[n].remove(0x0020_0037)
    }
    let volume = try #require(try await written.volumes(files).first)
    #expect(volume.isLooseImages && !volume.hasKnownPlace && volume.hasKnownPixelSize)
    #expect((0..<3).map { volume.hounsfieldUnits(i: 0, j: 0, slice: $0) } == [-924, -824, -724])
    // The first image is the first slice on screen.
    let stack = SliceStack(geometry: volume.geometry, orientation: .axial)
    #expect((0..<3).map { stack.storedSlice(at: $0) } == [0, 1, 2])
    #expect(volume.warnings.first?.code == "not-a-volume")
  }

  @Test func pixelsOfUnknownSizeAreSaidToBe() async throws {
    var file = WrittenSeries.slice(1, z: 0)
    for tag in [0x0020_0032, 0x0020_0037, 0x0028_0030] as [UInt32] { file.remove(tag) }
    let volume = try await written.volumes([file])[0]
    #expect(!volume.hasKnownPixelSize)
    #expect(volume.warnings.map(\.code) == ["not-a-volume", "pixel-size-unknown"])
  }

  @Test func oneSliceIsAsThickAsItSays() async throws {
    var file = WrittenSeries.slice(1, z: 3)
    file.set(0x0018_0050, "DS", "3.5")
    let volume = try await written.volumes([file])[0]
    #expect(volume.geometry.spacing == [0.5, 0.5, 3.5])
    #expect(volume.warnings.map(\.code) == ["single-slice"])
    file.remove(0x0018_0050)
    let unknown = try await written.volumes([file])[0]
    #expect(unknown.warnings.map(\.code) == ["single-slice", "thickness-unknown"])
  }

  @Test func twoSlicesLieWhereTheySay() async throws {
    let volume = try await written.volumes([
      WrittenSeries.slice(1, z: 7), WrittenSeries.slice(2, z: 3),
    ])[0]
    #expect(volume.geometry.spacing.z == 4)
    #expect(volume.geometry.affine.origin.z == 3)
  }
}
