import DicomWire
import Foundation
import Synchronization

/// A voxel type that slices can be rescaled into.
protocol HounsfieldElement: BitwiseCopyable, Sendable, Numeric {
  /// The HU as this type; it must fit.
  static func of(_ hounsfieldUnits: Double) -> Self
  static func write(
    _ answer: PixelAnswer, _ rescale: Rescale, to: UnsafeMutableBufferPointer<Self>)
  static func holds(_ answer: PixelAnswer, _ rescale: Rescale) -> Bool
  static func voxels(_ buffer: VoxelBuffer<Self>) -> Voxels
}

extension Int16: HounsfieldElement {
  static func of(_ hounsfieldUnits: Double) -> Int16 { Int16(clamping: Int(hounsfieldUnits)) }
  static func write(
    _ answer: PixelAnswer, _ rescale: Rescale, to: UnsafeMutableBufferPointer<Int16>
  ) {
    answer.write(rescale, to: to)
  }
  static func holds(_ answer: PixelAnswer, _ rescale: Rescale) -> Bool { answer.fitsInt16(rescale) }
  static func voxels(_ buffer: VoxelBuffer<Int16>) -> Voxels { .int16(buffer) }
}

extension Float: HounsfieldElement {
  static func of(_ hounsfieldUnits: Double) -> Float { Float(hounsfieldUnits) }
  static func write(
    _ answer: PixelAnswer, _ rescale: Rescale, to: UnsafeMutableBufferPointer<Float>
  ) {
    answer.write(rescale, to: to)
  }
  static func holds(_: PixelAnswer, _: Rescale) -> Bool { true }
  static func voxels(_ buffer: VoxelBuffer<Float>) -> Voxels { .float32(buffer) }
}

/// Decodes one stack into a volume.
struct SeriesLoad: Sendable {
  let stack: ImageStack
  let identity: SeriesIdentity
  let warnings: [ImagingWarning]
  let watch: LoadWatch

  /// HU of some slice do not fit Int16.
  private struct NeedsFloat: Error {}

  /// Int16 where every HU is a whole number that fits, Float32 otherwise.
  func volume(on pool: WorkerPool, stop: StopFlag) throws -> Volume {
    guard stack.instances.allSatisfy(\.rescale.isWhole) else {
      return try volume(of: Float.self, on: pool, stop: stop)
    }
    do {
      return try volume(of: Int16.self, on: pool, stop: stop)
    } catch is NeedsFloat {
      return try volume(of: Float.self, on: pool, stop: stop)
    }
  }

  /// The HU that stands for "no data" in the whole volume: the first padding that a slice names.
  private var padding: Double? {
    stack.instances.lazy.compactMap { slice in
      slice.stored.padding.map { slice.rescale.hounsfieldUnits($0.lowerBound) }
    }.first
  }

  private func volume<Element: HounsfieldElement>(
    of _: Element.Type, on pool: WorkerPool, stop: StopFlag
  ) throws -> Volume {
    let slices = stack.instances
    let voxelsOfSlice = slices[0].columns * slices[0].rows
    let storage = try VoxelStorage<Element>(count: voxelsOfSlice * slices.count)
    let refusals = Refusals()
    let queue = SliceQueue(count: slices.count, focus: watch.focus)
    try pool.runOnAllLanes(stop: stop) { lane, stop in
      try lane.run(
        next: { queue.next().map(job) },
        isCancelled: { stop.isSet },
        done: { job, result in
          let range = job.index * voxelsOfSlice..<(job.index + 1) * voxelsOfSlice
          let isThere = try place(job, result, into: storage.writable(range), refusals)
          guard let report = queue.finished(job.index, isThere: isThere) else { return }
          watch.progress?(
            LoadProgress(
              stage: "reading slices", completed: report.finished, total: slices.count))
          if let arrived = report.arrived { watch.arrived?(soFar(storage, arrived)) }
        })
    }
    return try finish(storage.buffer, refused: refusals.all)
  }

  /// The volume while it is being read.
  private func soFar<Element: HounsfieldElement>(
    _ storage: VoxelStorage<Element>, _ arrived: Range<Int>
  ) -> Volume {
    let middle = stack.instances[stack.instances.count / 2]
    return Volume(
      geometry: stack.geometry, voxels: Element.voxels(storage.buffer), identity: identity,
      windows: middle.windows.isEmpty ? stack.instances[0].windows : middle.windows,
      padding: padding.map(Float.init), isInverted: middle.isInverted,
      warnings: warnings + (middle.isInverted ? [Self.inverted] : []), arrived: arrived)
  }

  private func job(_ index: Int) -> LaneJob {
    let slice = stack.instances[index]
    let bytes = slice.columns * slice.rows * slice.stored.bitsAllocated / 8
    return LaneJob(index: index, path: slice.path, megabytes: Double(bytes) / 1e6) { slot in
      .pixels(path: slice.path, frame: slice.frame, slot: slot)
    }
  }

  /// Writes a slice to its place; false when it is refused.
  private func place<Element: HounsfieldElement>(
    _ job: LaneJob, _ result: Result<(WireAnswer, WireSlot), DICOMError>,
    into target: UnsafeMutableBufferPointer<Element>, _ refusals: Refusals
  ) throws -> Bool {
    let slice = stack.instances[job.index]
    do {
      let (answer, slot) = try result.get()
      guard answer.status == DICOM_WIRE_DONE else { throw WireGarbage(reason: answer.reason) }
      let pixels = try PixelAnswer(answer.payload, slot: slot, instance: slice)
      guard Element.holds(pixels, slice.rescale) else { throw NeedsFloat() }
      Element.write(pixels, slice.rescale, to: target)
      unify(pixels, slice, target)
      return true
    } catch let garbage as WireGarbage {
      refusals.add(job.index, RefusedFile(path: job.path, reason: garbage.reason))
    } catch DICOMError.refused(let path, let reason) {
      refusals.add(job.index, RefusedFile(path: path ?? job.path, reason: reason))
    }
    return false
  }

  /// Gives all padding of the volume one HU, where slices name several values for it.
  private func unify<Element: HounsfieldElement>(
    _ pixels: PixelAnswer, _ slice: Instance, _ target: UnsafeMutableBufferPointer<Element>
  ) {
    guard let range = slice.stored.padding, let padding else { return }
    let own = slice.rescale.hounsfieldUnits(range.lowerBound)
    guard range.count > 1 || own != padding else { return }
    guard (-32_768.0...32_767.0).contains(padding) else { return }
    for index in 0..<pixels.count where range.contains(pixels.storedValue(index)) {
      target[index] = Element.of(padding)
    }
  }

  private func finish<Element: HounsfieldElement>(
    _ buffer: VoxelBuffer<Element>, refused: [Int: RefusedFile]
  ) throws -> Volume {
    let kept = stack.instances.indices.filter { refused[$0] == nil }
    guard let firstKept = kept.first else {
      throw DICOMError.noSlices(reason: refused[0]?.reason ?? "")
    }
    // Images that ask for the other greyscale are a stack of their own (`SeriesGrouping`).
    let isInverted = stack.instances[firstKept].isInverted
    var warnings = warnings + (isInverted ? [Self.inverted] : [])
    var geometry = stack.geometry
    var voxels = Element.voxels(buffer)
    if let first = refused.min(by: { $0.key < $1.key })?.value {
      let rest = ImageStack(anyOf: kept.map { stack.instances[$0] })
      geometry = rest.geometry
      voxels = Element.voxels(try compacted(buffer, kept))
      warnings = warnings.filter { !Self.aboutPlaces.contains($0.code) } + rest.warnings
      warnings.append(CatalogueBuilding.refusedSlices(refused.count, first: first))
    }
    let middle = stack.instances[kept[kept.count / 2]]
    return Volume(
      geometry: geometry, voxels: voxels, identity: identity,
      windows: middle.windows.isEmpty ? stack.instances[firstKept].windows : middle.windows,
      padding: padding.map(Float.init), isInverted: isInverted,
      warnings: warnings)
  }

  /// Codes that `ImageStack` gives and that change when a slice falls out.
  private static let aboutPlaces: Set<String> = [
    "missing-slices", "uneven-spacing", "tilted", "single-slice", "thickness-unknown",
    Volume.looseCode, "pixel-size-unknown",
  ]
  private static let inverted = ImagingWarning(
    code: "monochrome1", text: "shown inverted, as the files ask (MONOCHROME1); HU are as stored")

  /// The slices in `kept`, close together.
  private func compacted<Element: HounsfieldElement>(
    _ buffer: VoxelBuffer<Element>, _ kept: [Int]
  ) throws -> VoxelBuffer<Element> {
    let size = stack.instances[0].columns * stack.instances[0].rows
    return try VoxelBuffer(count: size * kept.count) { target in
      buffer.withUnsafeBuffer { source in
        for (to, from) in kept.enumerated() {
          _ = UnsafeMutableBufferPointer(rebasing: target[to * size..<(to + 1) * size])
            .update(from: source[from * size..<(from + 1) * size])
        }
      }
    }
  }

  private final class Refusals: Sendable {
    private let files = Mutex<[Int: RefusedFile]>([:])
    func add(_ index: Int, _ file: RefusedFile) { files.withLock { $0[index] = file } }
    var all: [Int: RefusedFile] { files.withLock { $0 } }
  }
}
