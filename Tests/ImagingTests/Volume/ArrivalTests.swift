import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Imaging

/// A volume is looked at while it is being read: only what is there, and the nearest first.
struct ArrivalTests {
  @Test func theMiddleComesFirstAndEverySliceOnce() {
    let queue = SliceQueue(count: 9, focus: LoadFocus())
    var order: [Int] = []
    while let slice = queue.next() { order.append(slice) }
    #expect(order == [4, 3, 5, 2, 6, 1, 7, 0, 8])
  }

  @Test func theNearestToTheUserComesNext() {
    let focus = LoadFocus()
    let queue = SliceQueue(count: 20, focus: focus)
    #expect(queue.next() == 10)
    focus.move(to: 2)
    #expect((0..<4).map { _ in queue.next() } == [2, 1, 3, 0])
    focus.move(to: 500)
    #expect((0..<2).map { _ in queue.next() } == [19, 18])
    var rest: [Int] = []
    while let slice = queue.next() { rest.append(slice) }
    #expect(rest.sorted() == (4...17).filter { $0 != 10 })
  }

  @Test func theRunAroundTheUserIsReported() {
    let focus = LoadFocus()
    let queue = SliceQueue(count: 10, focus: focus)
    let start = ContinuousClock.now
    func finished(_ slice: Int, isThere: Bool = true, after milliseconds: Int) -> SliceQueue.Report?
    {
      queue.finished(slice, isThere: isThere, now: start + .milliseconds(milliseconds))
    }
    #expect(finished(4, after: 0) == nil, "not the slice that is looked at")
    #expect(finished(5, after: 1)?.arrived == 4..<6)
    #expect(finished(9, after: 10) == nil, "too soon to be worth a picture")
    // A refused slice ends the run.
    #expect(finished(6, isThere: false, after: 20) == nil)
    #expect(finished(7, after: 100)?.arrived == 4..<6)
    focus.move(to: 8)
    #expect(finished(3, after: 200)?.arrived == 7..<8)
    for slice in [0, 1, 2] { _ = finished(slice, after: 201) }
    let last = finished(8, after: 500)
    #expect(last?.finished == 10 && last?.arrived == nil)
  }

  @Test(arguments: GridCase.allCases)
  func slicesAloneLieWhereTheyLayTogether(_ grid: GridCase) {
    let whole = grid.geometry
    for run in [0..<11, 3..<4, 2..<7, 9..<11] {
      let part = whole.part(run)
      #expect(part.dimensions == [23, 19, run.count])
      for slice in run {
        let difference =
          part.position(i: 4, j: 7, slice: slice - run.lowerBound)
          - whole.position(i: 4, j: 7, slice: slice)
        #expect(difference.length < 1e-9, "\(grid) \(run) \(slice)")
      }
    }
  }

  @Test(arguments: [GridCase.even, .uneven, .tilted])
  func whatHasNotArrivedIsNoNumber(_ grid: GridCase) throws {
    let whole = try Ramp.standard.volume(grid.geometry)
    let part = Volume(
      geometry: whole.geometry, voxels: whole.voxels, identity: whole.identity, arrived: 4..<7)
    #expect(!part.isWhole && whole.isWhole)
    let stack = SliceStack(geometry: grid.geometry, orientation: .axial)
    for index in 0..<stack.sliceCount {
      let slice = try #require(stack.storedSlice(at: index))
      let hu = part.hounsfieldUnits(i: 3, j: 2, slice: slice)
      #expect(
        (4..<7).contains(slice) ? hu == whole.hounsfieldUnits(i: 3, j: 2, slice: slice) : hu.isNaN)
      let plane = stack.plane(at: index)
      let (seen, truth) = (Reslicer(part).slice(plane).values, Reslicer(whole).slice(plane).values)
      if (4..<7).contains(slice) {
        let worst = zip(seen, truth).map { $0.isNaN && $1.isNaN ? 0 : abs($0 - $1) }.max() ?? 0
        #expect(worst < 1e-3, "slice \(slice)")
      } else {
        #expect(seen.allSatisfy { $0.isNaN }, "slice \(slice)")
      }
    }
    #expect(part.range.map { $0.lowerBound > whole.range?.lowerBound ?? .infinity } == true)
  }

  @Test func aVolumeIsSeenWhileItIsReadAndOnlyItsOwnSlices() async throws {
    let folder = try TemporaryFolder()
    let paths = try (0..<120).map { number in
      let path = folder.file("\(number)")
      try DICOMFileWriter.ctSlice(z: Double(number), number: number) { column, row in
        Int16(1024 + number + column - row)
      }.write(to: path)
      return path
    }
    let reader = DICOMReader()
    let index = try await reader.index(paths: paths)
    let series = try #require(index.patients.first?.studies.first?.series.first)
    let seen = Mutex<[(run: Range<Int>, isRight: Bool)]>([])
    let watch = LoadWatch(arrived: { volume in
      guard let run = volume.arrived else { return }
      let isRight = run.allSatisfy { slice in
        (0..<48).allSatisfy {
          volume.hounsfieldUnits(i: $0 % 8, j: $0 / 8, slice: slice)
            == Float(slice + $0 % 8 - $0 / 8)
        }
      }
      seen.withLock { $0.append((run, isRight)) }
    })
    let volume = try await reader.load(series, watch: watch)
    #expect(volume.isWhole)
    let reports = seen.withLock { $0 }
    #expect(reports.first?.run.contains(60) == true)
    #expect(reports.allSatisfy { $0.isRight })
  }

  @Test func whatTheMachineHasNotIsRefusedWithTheNumbers() throws {
    let available = try #require(MemoryBudget.available)
    do {
      _ = try VoxelStorage<Int16>(count: available)
      Issue.record("more memory than there is")
    } catch .tooLarge(let bytes, let free) {
      #expect(bytes == 2 * available && free < available)
      #expect(
        "\(VolumeError.tooLarge(bytes: bytes, available: free))".contains("\(bytes >> 20) MB"))
    }
  }
}

@Test func theTightestOfAGroupAndItsParentsCounts() throws {
  let folder = try TemporaryFolder()
  func group(_ path: String, _ limit: String, _ used: Int) throws {
    try FileManager.default.createDirectory(
      atPath: folder.file(path), withIntermediateDirectories: true)
    for (name, text) in [("memory.max", limit), ("memory.current", "\(used)")] {
      try Data("\(text)\n".utf8).write(to: URL(fileURLWithPath: folder.file("\(path)/\(name)")))
    }
  }
  // A cluster's step has no limit of its own, its job has.
  try group("job/step", "max", 5)
  try group("job", "1000", 400)
  #expect(MemoryBudget.room(of: "/job/step", below: folder.path) == 600)
  try group("job/step", "300", 5)
  #expect(MemoryBudget.room(of: "/job/step", below: folder.path) == 295)
  #expect(MemoryBudget.room(of: "/", below: folder.path) == nil)
}
