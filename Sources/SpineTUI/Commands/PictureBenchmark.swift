import ArgumentParser
import Foundation
import Imaging

/// `spinetui bench-picture`: how long pictures take beside libsixel, for Benchmarks/picture.
struct PictureBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-picture",
    abstract: "Time the making of pictures.",
    shouldDisplay: false)

  @Argument(help: "A series whose slices are 512 × 512.")
  var path: String

  @Option(help: "How often; medians count.")
  var runs = 61

  @Option(help: "Who encodes sixels: own or libsixel.")
  var encoder = SixelEncoder.own

  func run() async throws {
    try await reportingFailures(json: false) {
      let catalogue = try await SeriesSelection.catalogue(of: [path], progress: { _ in })
      let volume = try await SeriesLoader.load(
        try SeriesSelection.one(of: catalogue, wanted: nil), progress: { _ in })
      let bench = PictureTimings(volume: volume, runs: max(1, runs), encoder: encoder)
      print(PictureTimings.title)
      var ratios: [Double] = []
      for scene in PictureTimings.scenes {
        let row = try bench.measure(scene)
        print(row.line)
        if scene.isCounted { ratios.append(row.ratio) }
      }
      let mean = exp(ratios.map(log).reduce(0, +) / Double(ratios.count))
      print(
        "the four counted: geometric mean \(rounded(mean, 1)), least \(rounded(ratios.min() ?? 0, 1))"
      )
    }
  }
}

private func rounded(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", value)
}

/// Of this thread: what other programs take meanwhile does not count, for us or for libsixel.
private func processorMilliseconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

/// What is measured, and how.
private struct PictureTimings {
  struct Scene {
    var name: String
    var orientation = PlaneOrientation.axial
    var preset: WindowPreset
    var side: Int
    var hasHeat = false
    /// One of the four that the project's aim speaks of.
    var isCounted = false
  }

  struct Row {
    var name: String
    /// Medians, milliseconds of processor: reslicing, window and overlay; the same and encoding.
    var painting: Double
    var whole: Double
    var bytes: Int
    /// libsixel's 256-grey encoder alone; the bytes of its smallest stream of the same frame.
    var libsixel: Double
    var libsixelBytes: Int

    var ratio: Double { libsixel / whole }

    var line: String {
      name.padding(toLength: 30, withPad: " ", startingAt: 0)
        + [
          rounded(painting, 2), rounded(whole, 2), rounded(libsixel, 2), rounded(ratio, 1),
          rounded(Double(bytes) / 1024, 1), rounded(Double(libsixelBytes) / 1024, 1),
          rounded(Double(bytes) / Double(libsixelBytes), 2),
        ].map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined()
    }
  }

  static let title =
    "".padding(toLength: 30, withPad: " ", startingAt: 0)
    + ["paint ms", "whole ms", "libsixel", "ratio", "KiB", "libsixel", "share"]
    .map { String(repeating: " ", count: 10 - $0.count) + $0 }.joined()

  static let scenes = [
    Scene(name: "bone, 512²", preset: .bone, side: 512, isCounted: true),
    Scene(name: "soft tissue, 512²", preset: .softTissue, side: 512, isCounted: true),
    Scene(name: "bone, 1024²", preset: .bone, side: 1024, isCounted: true),
    Scene(name: "soft tissue, 1024²", preset: .softTissue, side: 1024, isCounted: true),
    Scene(name: "bone under heat, 1024²", preset: .bone, side: 1024, hasHeat: true),
    Scene(name: "sagittal, bone, 1024²", orientation: .sagittal, preset: .bone, side: 1024),
    Scene(
      name: "coronal, soft tissue, 1024²", orientation: .coronal, preset: .softTissue, side: 1024),
  ]

  let volume: Volume
  let runs: Int
  let encoder: SixelEncoder

  func measure(_ scene: Scene) throws -> Row {
    let pictures = PictureEncoder(encoder: encoder)
    let sources = try sources(scene)
    let letters = LetterCache()
    var painting: [Double] = []
    var whole: [Double] = []
    var libsixel: [Double] = []
    var bytes: [Int] = []
    var reference: [Int] = []
    var memory: [UInt8] = []
    for run in 0..<runs {
      let request = request(scene, slice: run)
      let started = processorMilliseconds()
      let encoded = try pictures.picture(for: request, from: sources)
      whole.append(processorMilliseconds() - started)
      bytes.append(encoded.bytes.count)
      let began = processorMilliseconds()
      let painted = paint(request, from: sources, letters: letters, recycling: memory)
      painting.append(processorMilliseconds() - began)
      memory = painted.frame.pixels
      let greys = sources.reslicer.levels(
        request.panes[0].plane, window: request.window, count: 256)
      let start = processorMilliseconds()
      _ = try LibSixel.encode(greys: greys, width: scene.side, height: scene.side)
      libsixel.append(processorMilliseconds() - start)
      if run < 8 { reference.append(try LibSixel.encode(painted.frame).count) }
    }
    return Row(
      name: scene.name, painting: median(painting), whole: median(whole),
      bytes: bytes.prefix(8).reduce(0, +), libsixel: median(libsixel),
      libsixelBytes: reference.reduce(0, +)
    ).perPicture(min(8, runs))
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// Eight slices about the middle, in turn, with everything that is written on a picture.
  private func request(_ scene: Scene, slice: Int) -> PictureRequest {
    let stack = SliceStack(geometry: volume.geometry, orientation: scene.orientation)
    let index = min(stack.sliceCount - 1, stack.sliceCount / 2 + slice % 8)
    let plane = stack.plane(at: index).fitted(width: scene.side, height: scene.side)
    let middle = SIMD2(Double(scene.side) / 2, Double(scene.side) / 2)
    let mark = LevelMark(text: "C4", isFractured: false, anchor: middle / 2, box: nil)
    let pane = Pane(
      rect: PixelRect(x: 0, y: 0, width: scene.side, height: scene.side), plane: plane,
      letters: plane.edgeLetters, cross: middle, marks: [mark],
      scaleBar: ScaleBar(pixels: 50 / plane.pixelSpacing.x, text: "5 cm"))
    var heat = Predicting.HeatSettings()
    heat.isShown = scene.hasHeat
    return PictureRequest(
      rect: CellRect(row: 0, column: 0, rows: 52, columns: 103),
      size: PixelSize(width: scene.side, height: scene.side), raster: .sixel, seriesID: "bench",
      reading: 1,
      resultNumber: slice, panes: [pane], window: scene.preset.window, isInverted: false,
      heat: heat, textHeight: 12)
  }

  /// Heat: a ball of half the picture's width on a grid of 2 mm, as the model's are coarser than voxels.
  private func sources(_ scene: Scene) throws -> PictureSources {
    let spacing = volume.geometry.spacing
    var sources = PictureSources(
      reslicer: Reslicer(volume), finestSpacing: min(spacing.x, spacing.y, spacing.z), heat: nil)
    guard scene.hasHeat else { return sources }
    let corners = volume.geometry.corners
    let centre = corners.reduce(.zero, +) / Double(corners.count)
    let grid = VolumeGeometry(
      dimensions: [64, 64, 64], affine: Affine(spacing: [2, 2, 2], origin: centre - 63))
    let values = try VoxelBuffer<Float>(count: grid.voxelCount) { out in
      for n in out.indices {
        let d = SIMD3(Double(n % 64), Double(n / 64 % 64), Double(n / 4096)) - 31.5
        out[n] = Float(max(0, 1 - (d * d).sum().squareRoot() / 31.5))
      }
    }
    sources.heat = (Reslicer(geometry: grid, values: values), 1)
    return sources
  }
}

extension PictureTimings.Row {
  fileprivate func perPicture(_ count: Int) -> Self {
    var row = self
    row.bytes /= count
    row.libsixelBytes /= count
    return row
  }
}
