import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func randomFrame(width: Int, height: Int, colours: Int, seed: UInt64) -> Frame {
  var random = SplitMix64(seed: seed)
  func component() -> UInt8 { .random(in: 0...255, using: &random) }
  let palette = (0..<colours).map { _ in RGB(component(), component(), component()) }
  // Runs of random length: noise and flat areas both occur.
  var pixels: [UInt8] = []
  while pixels.count < width * height {
    let run = Int.random(in: 1...9, using: &random)
    pixels += Array(repeating: UInt8.random(in: 0...UInt8(colours - 1), using: &random), count: run)
  }
  return Frame(
    width: width, height: height, pixels: Array(pixels.prefix(width * height)), palette: palette)
}

/// A colour after its journey through percent.
private func throughPercent(_ colour: RGB) -> RGB {
  func component(_ value: UInt8) -> UInt8 {
    let percent = (Int(value) * 100 + 127) / 255
    return UInt8((percent * 255 + 50) / 100)
  }
  return RGB(component(colour.red), component(colour.green), component(colour.blue))
}

private func isClose(_ a: RGB, _ b: RGB) -> Bool {
  abs(Int(a.red) - Int(b.red)) <= 2 && abs(Int(a.green) - Int(b.green)) <= 2
    && abs(Int(a.blue) - Int(b.blue)) <= 2
}

@Test(arguments: [
  (1, 1, 1), (7, 5, 2), (20, 6, 16), (31, 7, 64), (64, 13, 64), (50, 29, 208), (33, 121, 256),
])
func aDecoderGetsBackThePictureThatWasEncoded(width: Int, height: Int, colours: Int) throws {
  for seed in 0..<4 {
    let frame = randomFrame(width: width, height: height, colours: colours, seed: UInt64(seed))
    let decoded = try DecodedSixel(try Sixel.encode(frame))
    let colours = decoded.colours
    #expect(decoded.width == width)
    // The decoder may pad the last band to six rows.
    #expect(decoded.height >= height && decoded.height <= (height + 5) / 6 * 6)
    let wrong = (0..<width * height).count { n in
      !isClose(
        colours[n / width * decoded.width + n % width],
        throughPercent(frame.palette[Int(frame.pixels[n])]))
    }
    #expect(wrong == 0)
  }
}

@Test func aStreamNamesItsSizeAndEndsWithoutALineFeed() throws {
  let frame = randomFrame(width: 40, height: 25, colours: 64, seed: 9)
  let bytes = try Sixel.encode(frame)
  let text = String(decoding: bytes, as: UTF8.self)
  #expect(text.hasPrefix("\u{1B}P9;0;0q\"1;1;40;25"))
  #expect(text.hasSuffix("\u{1B}\\"))
  #expect(!text.hasSuffix("-\u{1B}\\"))
  let body = bytes.dropFirst(2).dropLast(2)
  #expect(body.allSatisfy { (0x20...0x7E).contains($0) })
}

@Test func onlyTheRegistersInUseAreDefined() throws {
  let frame = Frame(
    width: 4, height: 2, pixels: [0, 0, 9, 9, 200, 200, 0, 0], palette: RGB.greys(201))
  let text = String(decoding: try Sixel.encode(frame), as: UTF8.self)
  #expect(text.split(separator: "#").filter { $0.contains(";2;") }.count == 3)
}

@Test func aFrameWithoutPixelsIsRefusedInWords() {
  let error = #expect(throws: PictureError.self) {
    try Sixel.encode(Frame(width: 0, height: 0, pixels: [], palette: [RGB(0, 0, 0)]))
  }
  #expect(error?.description.contains("without pixels") == true)
}
