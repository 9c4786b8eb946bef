import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// Noise from voxel to voxel, over a ramp from left to right.
private func noise() throws -> Volume {
  var random = SplitMix64(seed: 21)
  let geometry = VolumeGeometry(
    dimensions: [128, 128, 2], affine: Affine(spacing: [1, 1, 1], origin: .zero))
  return try makeInt16Volume(geometry) { i, _, _ in
    Int16(i * 8) + .random(in: -300...300, using: &random)
  }
}

private func request(
  _ width: Int, _ height: Int, _ raster: Raster = .sixel, quality: PictureQuality = .full
) -> PictureRequest {
  let plane = Plane(
    origin: [0.2, 0.3, 0.5], right: [1, 0, 0], down: [0, 1, 0],
    spacing: 126 / Double(max(width, height)), width: width, height: height)
  var pane = Pane(
    rect: PixelRect(x: 0, y: 0, width: width, height: height), plane: plane,
    letters: plane.edgeLetters)
  pane.cross = [Double(width) / 2, Double(height) / 2]
  return PictureRequest(
    rect: CellRect(row: 1, column: 2, rows: height / 20, columns: width / 10),
    size: PixelSize(width: width, height: height), raster: raster, seriesID: "noise", reading: 1,
    resultNumber: 0, panes: [pane], window: Window(center: 500, width: 1400), isInverted: false,
    heat: Predicting.HeatSettings(), textHeight: 12, quality: quality)
}

private func sources(_ volume: Volume) -> PictureSources {
  PictureSources(reslicer: Reslicer(volume), finestSpacing: 1, heat: nil)
}

@Test func aPictureTooLargeToSendIsMadeOfFewerGreys() throws {
  let sources = sources(try noise())
  let encoder = PictureEncoder(encoder: .own)
  let large = try encoder.picture(for: request(2400, 1800), from: sources)
  #expect(large.quality.isPreview)
  #expect(large.bytes.count <= PictureEncoder.largestPicture)
  let small = try encoder.picture(for: request(600, 480), from: sources)
  #expect(small.quality == .full)
}

@Test(arguments: PictureQuality.ladder)
func qualityIsGreysAndCoarseness(quality: PictureQuality) throws {
  let sources = sources(try noise())
  let request = request(330, 246, quality: quality)
  let frame = paint(request, from: sources).frame
  let greys = frame.pixels.filter { $0 < Palette.markStart }
  #expect(greys.max().map { Int($0) < quality.greys } == true)
  #expect(Set(greys).count > quality.greys / 2)
  // Away from letters and the cross, blocks of one level.
  let step = quality.coarseness
  for y in 130..<180 {
    for x in 210..<280 {
      let corner = y / step * step * 330 + x / step * step
      #expect(frame.pixels[y * 330 + x] == frame.pixels[corner])
    }
  }
  // The cross is one pixel wide at every quality.
  let column = (0..<330).filter { frame.pixels[60 * 330 + $0] == MarkColour.crosshair.register }
  #expect(column == [165])
}

@Test func eachStepDownTheLadderIsSmaller() throws {
  let sources = sources(try noise())
  let encoder = PictureEncoder(encoder: .own)
  for raster in [Raster.sixel, .kitty] {
    let sizes = try PictureQuality.ladder.map {
      try encoder.picture(for: request(600, 480, raster, quality: $0), from: sources).bytes.count
    }
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 > $1 }, "\(raster): \(sizes)")
  }
}

@Test func aPicturesMemoryServesTheNextWithoutTraces() throws {
  let sources = sources(try noise())
  let used = PictureEncoder(encoder: .own)
  _ = try used.picture(for: request(330, 246), from: sources)
  var empty = request(330, 246)
  // Beside the volume, in a part of the picture only: the rest has no pane.
  empty.panes[0].plane.origin = [0, 0, 900]
  empty.panes[0].rect.width = 200
  empty.panes[0].plane.width = 200
  let again = try used.picture(for: empty, from: sources)
  #expect(again == (try PictureEncoder(encoder: .own).picture(for: empty, from: sources)))
}

@Test func bothEncodersDrawTheSamePicture() async throws {
  let sources = sources(try noise())
  let request = request(330, 246)
  var pictures: [DecodedSixel] = []
  for encoder in SixelEncoder.allCases {
    let renderer = FrameRenderer(encoder: encoder)
    let bytes = try await renderer.picture(for: request, from: sources).bytes
    let place = Array("\u{1B}[2;3H".utf8)
    #expect(Array(bytes.prefix(place.count)) == place)
    pictures.append(try DecodedSixel(Array(bytes.dropFirst(place.count))))
  }
  #expect(pictures[0].width == 330 && pictures[0].height == 246)
  #expect(pictures[0].colours == pictures[1].colours)
}

@Test func aKittyPictureShownAgainComesUnderTheOtherNumber() async throws {
  let sources = sources(try noise())
  let renderer = FrameRenderer(encoder: .own)
  let request = request(200, 120, .kitty)
  let first = try await renderer.picture(for: request, from: sources).bytes
  let second = try await renderer.picture(for: request, from: sources).bytes
  let third = try await renderer.picture(for: request, from: sources).bytes
  #expect(first != second && first == third)
}
