import Imaging
import Testing

@testable import SpineTUI

@Test func asciiPicturesShowBrightnessAndSetNoColour() {
  let frame = Frame(width: 4, height: 2, pixels: [0, 1, 2, 3, 3, 2, 1, 0], palette: RGB.greys(4))
  let rect = CellRect(row: 4, column: 7, rows: 2, columns: 4)
  let text = String(decoding: ASCIIPicture.encode(frame, in: rect), as: UTF8.self)
  #expect(text == "\u{1B}[0m\u{1B}[5;8H -*@\u{1B}[6;8H@*- ")
}

@Test func wordsStandOverAsciiPicturesAndEndAtTheirEdge() {
  let frame = Frame(width: 4, height: 1, pixels: [3, 3, 3, 3], palette: RGB.greys(4))
  let rect = CellRect(row: 0, column: 0, rows: 1, columns: 4)
  let label = CellLabel(text: "5 cm", row: 0, column: 2, colour: RGB(255, 255, 255))
  let text = String(decoding: ASCIIPicture.encode(frame, labels: [label], in: rect), as: UTF8.self)
  #expect(text.hasSuffix("H@@5 "))
}

@Test func heatAndMarksAreNotTakenForBoneWithoutColour() {
  let palette = Palette()
  let pixels = [
    palette.heated(level: 60, heat: 0), palette.heated(level: 3, heat: 0.5),
    palette.heated(level: 60, heat: 1), MarkColour.crosshair.register,
    MarkColour.fractured.halfRegister, palette.white,
  ]
  let frame = Frame(
    width: 6, height: 1, pixels: pixels, palette: palette.colours(heat: Predicting.HeatSettings()))
  let rect = CellRect(row: 0, column: 0, rows: 1, columns: 6)
  #expect(String(decoding: ASCIIPicture.encode(frame, in: rect), as: UTF8.self).hasSuffix("H159x!@"))
}
