import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// Two slices that rise from left to right, stored as MONOCHROME1 or 2.
private func series(_ photometric: String, in folder: TemporaryFolder) throws {
  for number in 1...2 {
    var file = DICOMFileWriter.ctSlice(
      columns: 16, rows: 12, z: Double(number), number: number
    ) { column, _ in Int16(1024 + 40 * column) }
    file.set(0x0028_0004, "CS", photometric)
    try file.write(to: folder.file("\(number).dcm"))
  }
}

private func volume(in folder: TemporaryFolder) async throws -> Volume {
  let catalogue = try await CatalogueScanner.scan(paths: [folder.path])
  return try await SeriesLoader.load(try #require(catalogue.series.first))
}

private let profile = TerminalProfile(
  columns: 100, rows: 40, raster: .sixel, cell: PixelSize(width: 8, height: 16),
  largestPicture: PixelSize(width: 1000, height: 1000), synchronises: false)

/// The greys of the picture that the viewer would show.
private func picture(_ viewing: Viewing.State) throws -> (request: PictureRequest, frame: Frame) {
  var state = State(profile: profile)
  state.viewing = viewing
  state.focus = .image
  let display = render(state)
  let request = try #require(display.picture)
  return (request, paint(request, from: try #require(display.sources)).frame)
}

@Test func theViewerShowsMonochrome1InvertedAndSaysSo() async throws {
  let (plain, inverse) = (try TemporaryFolder(), try TemporaryFolder())
  try series("MONOCHROME2", in: plain)
  try series("MONOCHROME1", in: inverse)
  let first = Viewing.State(seriesID: "a", volume: try await volume(in: plain))
  var second = Viewing.State(seriesID: "a", volume: try await volume(in: inverse))
  #expect(!first.isInverted && second.isInverted)
  #expect(first.cursorHounsfieldUnits == second.cursorHounsfieldUnits)

  let (_, bright) = try picture(first)
  let (request, dark) = try picture(second)
  #expect(request.isInverted)
  // Along the middle row the one rises, the other falls; letters and marks are the same in both.
  let row = bright.height / 2 * bright.width
  let columns = stride(from: bright.width / 4, to: bright.width * 3 / 4, by: 8)
  let (rising, falling) = (
    columns.map { bright.pixels[row + $0] }, columns.map { dark.pixels[row + $0] }
  )
  #expect(rising == rising.sorted() && rising.first != rising.last)
  #expect(falling == falling.sorted(by: >) && falling.first != falling.last)

  var state = State(profile: profile)
  state.viewing = second
  state.focus = .image
  #expect(render(state).screen.snapshot.contains("inverted"))

  // i shows the values the other way round, and r goes back to what the file asks.
  _ = Viewing.reduce(&second, .invert)
  #expect(!second.isInverted)
  _ = Viewing.reduce(&second, .reset)
  #expect(second.isInverted)
}

@Test func anExportedPictureIsInvertedAndHUAreNot() throws {
  let program = try #require(Program.path)
  var pictures: [Data] = []
  var values: [Data] = []
  var inverted: [Bool] = []
  for photometric in ["MONOCHROME2", "MONOCHROME1"] {
    let folder = try TemporaryFolder()
    try series(photometric, in: folder)
    let output = try TemporaryFolder()
    let arguments = ["slice", folder.path, "--plane", "axial", "--index", "0"]
    let png = try Program.run(
      program,
      arguments + ["--window", "300/600", "--output", output.file("a.png"), "--json"])
    #expect(png.status == 0, "\(png.errors)")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(png.output.utf8)) as? [String: Any])
    inverted.append(try #require(document["inverted"] as? Bool))
    #expect(png.errors.contains("MONOCHROME1") == (photometric == "MONOCHROME1"))
    let npy = try Program.run(program, arguments + ["--output", output.file("a.npy")])
    #expect(npy.status == 0, "\(npy.errors)")
    pictures.append(try Data(contentsOf: URL(fileURLWithPath: output.file("a.png"))))
    values.append(try Data(contentsOf: URL(fileURLWithPath: output.file("a.npy"))))
  }
  #expect(inverted == [false, true])
  #expect(values[0] == values[1])
  #expect(pictures[0] != pictures[1])
}
