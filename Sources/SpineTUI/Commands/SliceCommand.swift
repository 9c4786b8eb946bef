import ArgumentParser
import Foundation
import Imaging
import Inference

/// `spinetui slice`: one slice as a picture, or as HU for a program.
struct SliceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Write one slice as .png, .six or, raw HU, as .npy.",
    discussion: """
      Slice 0 is the most cranial (axial), right-most (sagittal) or most anterior (coronal) one. Pixels \
      are square, as wide as the finer in-plane voxel spacing, unless --native keeps the voxels' own.

      Example: spinetui slice /data/study --plane sagittal --position 4.5 --window bone --output mid.png
      """)

  @Argument(help: "A file or a folder.", completion: .file())
  var path: String

  @Option(help: "axial, sagittal or coronal.")
  var plane: PlaneOrientation

  @Option(parsing: .unconditional, help: "The slice, counted from 0.")
  var index: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The slice nearest to this place, LPS mm (z, x or y).", valueName: "mm"))
  var position: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Grey window: brain, soft-tissue, mediastinum, bone, lung, auto, header, or center/width in HU. Default: bone.",
      valueName: "window"))
  var window: WindowOption?

  @Option(help: ArgumentHelp("Fit the picture into W×H pixels.", valueName: "WxH"))
  var size: OutputSize?

  @Option(help: "Who encodes a .six: own or libsixel.")
  var encoder: SixelEncoder?

  @Flag(help: "One pixel a voxel, also where voxels are not square.")
  var native = false

  @Option(help: "The series, by UID or by the id that `list` shows; needed when there are several.")
  var series: String?

  @Option(
    name: .shortAndLong, help: "The file to write: its ending says the format.", completion: .file()
  )
  var output: String

  @Flag(help: "Print one JSON document about the slice.")
  var json = false

  func validate() throws {
    guard (index == nil) != (position == nil) else {
      throw ValidationError("Name the slice with either --index or --position.")
    }
    guard let format = SliceFormat(path: output) else {
      throw ValidationError("--output must end in .png, .six or .npy.")
    }
    guard !native || size == nil else {
      throw ValidationError("--native keeps the voxels' own pixels; leave out --size.")
    }
    guard format != .npy || window == nil else {
      throw ValidationError("A .npy slice holds HU, not greys; leave out --window.")
    }
    guard position.map(\.isFinite) ?? true else {
      throw ValidationError("--position must be a number of millimetres.")
    }
  }

  func run() async throws {
    try await reportingFailures(json: json) {
      guard let format = SliceFormat(path: output) else { return }
      let progress = ProgressReport()
      let catalogue = try await SeriesSelection.catalogue(of: [path], progress: progress.handler)
      let chosen = try SeriesSelection.one(of: catalogue, wanted: series)
      let volume = try await SeriesLoader.load(chosen, progress: progress.handler)
      progress.finish()
      if volume.isLooseImages, plane != .axial || position != nil {
        throw CommandFailure(
          .dataWrong,
          "these images are no volume: only --plane axial --index N shows them, one by one")
      }
      let stack = SliceStack(geometry: volume.geometry, orientation: plane, native: native)
      let index = try slice(of: stack, in: volume)
      var cut = stack.plane(at: index)
      if let size { cut = cut.fitted(width: size.width, height: size.height) }
      let slice = Reslicer(volume).slice(cut)
      let window =
        try format == .npy
        ? nil : (window ?? .named(WindowPreset.bone.window)).window(for: slice, of: volume)
      try AtomicFile.write(
        encoded(slice, as: format, window, isInverted: volume.isInverted), to: output)
      let document = SliceDocument.of(
        output: output, stack: stack, index: index, plane: cut, window: window, volume: volume)
      try report(document, volume)
    }
  }

  /// The index that was asked for, by number or by place.
  private func slice(of stack: SliceStack, in volume: Volume) throws -> Int {
    let last = stack.sliceCount - 1
    if let index {
      guard (0...last).contains(index) else {
        throw CommandFailure(
          .usage, "there is no \(plane.rawValue) slice \(index): they are 0 to \(last)")
      }
      return index
    }
    let ends = [stack.millimetres(at: 0), stack.millimetres(at: last)]
    let step = last > 0 ? abs(ends[1] - ends[0]) / Double(last) : volume.geometry.spacing.max()
    let position = position ?? ends[0]
    guard let low = ends.min(), let high = ends.max(),
      position >= low - step / 2, position <= high + step / 2
    else {
      throw CommandFailure(
        .usage,
        "\(position) mm is outside the \(plane.rawValue) slices, which lie from "
          + "\(rounded(ends[0])) to \(rounded(ends[1])) mm")
    }
    return stack.index(atMillimetres: position)
  }

  private func encoded(
    _ slice: Slice, as format: SliceFormat, _ window: Window?, isInverted: Bool
  ) throws -> [UInt8] {
    guard let window else {
      return [UInt8](NumPyFile.encoded(slice.values, shape: [slice.height, slice.width]))
    }
    let frame = Frame(
      width: slice.width, height: slice.height,
      pixels: slice.levels(window, count: format.levelCount, inverted: isInverted),
      palette: RGB.greys(format.levelCount))
    return try format == .png
      ? PNGFile.encoded(frame) : (encoder ?? Settings.current.encoder).encode(frame)
  }

  private func report(_ placed: Placed<SliceDocument>, _ volume: Volume) throws {
    warn(volume.warnings)
    if json { return try printJSON(placed) }
    let (document, plane) = (placed.document, placed.place)
    let place = plane.position.map { " at \(rounded($0)) mm" } ?? ""
    let sizes = plane.pixelSpacing?.map(rounded).joined(separator: "×")
    print(
      "\(DisplayText.safe(output, limit: 1024)): \(self.plane.rawValue) slice \(document.index) of "
        + "\(document.slices)\(place), \(document.width)×\(document.height) pixels of "
        + (sizes.map { "\($0) mm" } ?? "unknown size"))
  }
}

/// Millimetres for people: at most three decimals.
private func rounded(_ millimetres: Double) -> String {
  let value = (millimetres * 1000).rounded() / 1000
  return value == value.rounded() ? "\(Int(value))" : "\(value)"
}
