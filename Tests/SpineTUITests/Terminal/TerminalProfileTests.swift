import Imaging
import Testing

@testable import SpineTUI

private func probe(_ replies: [TerminalReply]) -> TerminalProbe {
  var probe = TerminalProbe()
  for reply in replies { probe.take(reply) }
  return probe
}

private func profile(
  _ probe: TerminalProbe, _ settings: TerminalSettings = xterm(), pixels: PixelSize? = nil
) -> TerminalProfile {
  probe.profile(columns: 80, rows: 24, windowPixels: pixels, settings: settings)
}

private func xterm(_ change: (inout TerminalSettings) -> Void = { _ in }) -> TerminalSettings {
  var settings = TerminalSettings()
  settings.type = "xterm-256color"
  change(&settings)
  return settings
}

@Test(arguments: [
  ([64, 1, 2, 6, 9, 15, 22], false), ([63, 1, 2, 4, 22], true), ([62, 22], false),
  ([4, 6], false), ([62, 4, 22], true), ([65, 42, 14], false),
])
func sixelIsExactlyAFourBehindTheClass(attributes: [Int], hasSixel: Bool) {
  #expect(probe([.attributes(attributes)]).hasSixel == hasSixel)
}

@Test func sixteenRegistersAreTooFewForSixtyFourGreys() {
  let vt340 = probe([
    .graphics(item: 1, status: 3, values: []), .graphics(item: 1, status: 0, values: [16]),
    .attributes([63, 4]),
  ])
  #expect(!vt340.hasSixel)
}

@Test func withoutAnAnswerPicturesAreHalfBlocks() {
  #expect(profile(TerminalProbe()).raster == .halfBlocks(trueColour: false))
  #expect(
    profile(TerminalProbe(), xterm { $0.promisesTrueColour = true }).raster
      == .halfBlocks(trueColour: true))
  let direct = probe([.attributesInForce("0;48:2:1:2:3")])
  #expect(profile(direct).raster == .halfBlocks(trueColour: true))
  let palette = probe([.attributesInForce("0;48;5;16")])
  #expect(profile(palette).raster == .halfBlocks(trueColour: false))
}

@Test func theTerminalsCellBeatsTheWindowsPixels() {
  let pixels = PixelSize(width: 804, height: 484)
  #expect(profile(TerminalProbe(), pixels: pixels).cell == PixelSize(width: 10, height: 20))
  let geometry = probe([.graphics(item: 2, status: 0, values: [480, 312])])
  // The geometry may be cut to the largest picture; the window's pixels are not.
  #expect(profile(geometry, pixels: pixels).cell == PixelSize(width: 10, height: 20))
  #expect(profile(geometry).cell == PixelSize(width: 6, height: 13))
  let both = probe([
    .graphics(item: 2, status: 0, values: [480, 312]), .cellSize(width: 9, height: 18),
  ])
  #expect(profile(both, pixels: pixels).cell == PixelSize(width: 9, height: 18))
  #expect(
    profile(probe([.textAreaSize(width: 640, height: 360)])).cell == PixelSize(width: 8, height: 15)
  )
  #expect(
    profile(TerminalProbe(), pixels: PixelSize(width: 80, height: 24)).cell
      == PixelSize(width: 10, height: 20))
  let told = xterm { $0.cell = PixelSize(width: 7, height: 17) }
  #expect(profile(both, told, pixels: pixels).cell == PixelSize(width: 7, height: 17))
}

/// Such a cell would make pictures of more pixels than can be counted.
@Test func anImpossibleCellIsNotBelieved() {
  let huge = TerminalReply.cellSize(width: 999_999_999, height: 999_999_999)
  let assumed = PixelSize(width: 10, height: 20)
  #expect(profile(probe([huge])).cell == assumed)
  #expect(profile(probe([.cellSize(width: 1, height: 400)])).cell == assumed)
  #expect(
    profile(probe([huge, .textAreaSize(width: 640, height: 360)])).cell
      == PixelSize(width: 8, height: 15))
  let areas = [
    TerminalReply.graphics(item: 2, status: 0, values: [999_999_999, 999_999_999]),
    .textAreaSize(width: 999_999_999, height: 999_999_999),
  ]
  #expect(profile(probe([huge] + areas)).cell == assumed)
  let largest = PixelSize(width: 200, height: 400)
  #expect(profile(probe([.cellSize(width: 200, height: 400)])).cell == largest)
}

@Test func onlyWhatMayBeXtermCutsLargePictures() {
  func largest(_ replies: [TerminalReply]) -> Int { profile(probe(replies)).largestPicture.width }
  #expect(largest([]) == 1000)
  #expect(largest([.version("XTerm(379)")]) == 1000)
  #expect(largest([.version("WezTerm 20240203")]) == 10_000)
  let told = [TerminalReply.graphics(item: 2, status: 0, values: [800, 600])]
  #expect(largest(told + [.graphics(item: 2, status: 0, values: [2000, 1500])]) == 2000)
}

@Test func sixelPicturesAreWholeBandsAndFitTheTerminal() {
  var terminal = profile(
    probe([
      .attributes([63, 4]), .graphics(item: 2, status: 0, values: [800, 480]),
      .graphics(item: 2, status: 0, values: [600, 400]),
    ]))
  let rect = CellRect(row: 1, column: 0, rows: 21, columns: 50)
  #expect(terminal.pictureSize(in: rect).size == PixelSize(width: 500, height: 396))
  terminal.largestPicture = PixelSize(width: 4000, height: 4000)
  #expect(terminal.pictureSize(in: rect).size == PixelSize(width: 500, height: 420))
}

@Test func halfBlocksHoldTwoPixelsAndEveryCellIsPainted() {
  let frame = Frame(width: 3, height: 4, pixels: Array(0..<12), palette: RGB.greys(12))
  let rect = CellRect(row: 4, column: 7, rows: 2, columns: 3)
  let text = String(
    decoding: HalfBlocks.encode(frame, in: rect, trueColour: true), as: UTF8.self)
  #expect(text.filter { $0 == "▀" }.count == 6)
  #expect(text.hasPrefix("\u{1B}[5;8H\u{1B}[38;2;0;0;0;48;2;70;70;70m▀"))
  #expect(text.contains("\u{1B}[6;8H"))
}

@Test func greysMapToTheGreyRampOfThePalette() {
  #expect(HalfBlocks.indexed(RGB(0, 0, 0)) == 16)
  #expect(HalfBlocks.indexed(RGB(255, 255, 255)) == 231)
  #expect(HalfBlocks.indexed(RGB(8, 8, 8)) == 232)
  #expect(HalfBlocks.indexed(RGB(238, 238, 238)) == 255)
  #expect(HalfBlocks.indexed(RGB(255, 135, 0)) == 208)
}
