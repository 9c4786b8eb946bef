import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// Runs of random length, so that noise and flat areas both occur.
private func randomFrame(
  width: Int, height: Int, colours: Int, longestRun: Int = 9, seed: UInt64
) -> Frame {
  var random = SplitMix64(seed: seed)
  func component() -> UInt8 { .random(in: 0...255, using: &random) }
  let palette = (0..<colours).map { _ in RGB(component(), component(), component()) }
  var pixels: [UInt8] = []
  while pixels.count < width * height {
    let run = Int.random(in: 1...longestRun, using: &random)
    pixels += Array(repeating: UInt8.random(in: 0...UInt8(colours - 1), using: &random), count: run)
  }
  return Frame(
    width: width, height: height, pixels: Array(pixels.prefix(width * height)), palette: palette)
}

/// Smooth greys with some noise, a coloured area and marks: what pictures of CT are made of.
private func picture(width: Int, height: Int, noise: Int, seed: UInt64) -> Frame {
  var random = SplitMix64(seed: seed)
  let palette = Palette().colours(heat: Predicting.HeatSettings())
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      let smooth = 32 + 24 * (x * 2 / max(1, width)) - 20 * (y * 3 / max(1, height))
      let level = smooth + Int.random(in: -noise...noise, using: &random)
      let isOutside = (x - width / 2) * (x - width / 2) + (y - height / 2) * (y - height / 2)
        > width * height / 5
      let grey = UInt8(min(63, max(0, isOutside ? 0 : level)))
      let isHot = x > width / 2 && x < width * 3 / 4 && y > height / 3 && y < height / 2
      pixels.append(isHot ? Palette().heated(level: grey, heat: Float(x % 40) / 40) : grey)
    }
  }
  for x in 0..<width { pixels[height / 2 * width + x] = MarkColour.crosshair.register }
  return Frame(width: width, height: height, pixels: pixels, palette: palette)
}

/// A colour in percent, as streams carry it, and as it comes out of a decoder.
private func percents(_ colour: RGB) -> [Int] {
  [colour.red, colour.green, colour.blue].map { (Int($0) * 100 + 127) / 255 }
}

/// Whether a stream, decoded by libsixel, shows the frame's colours, pixel for pixel.
private func shows(_ frame: Frame, _ stream: [UInt8]) throws -> Bool {
  let decoded = try DecodedSixel(stream)
  // The decoder may pad the last band to six rows.
  guard decoded.width == frame.width, decoded.height >= frame.height,
    decoded.height <= (frame.height + 5) / 6 * 6
  else { return false }
  let wanted = frame.palette.map { percents($0) }
  return (0..<frame.height).allSatisfy { y in
    (0..<frame.width).allSatisfy { x in
      percents(decoded.colour(x, y)) == wanted[Int(frame.pixels[y * frame.width + x])]
    }
  }
}

/// What is wrong with a stream's grammar; nil for nothing.
private func grammarFault(_ bytes: [UInt8], width: Int, height: Int) -> String? {
  let text = String(decoding: bytes, as: UTF8.self)
  let start = "\u{1B}P9;0;0q\"1;1;\(width);\(height)#"
  guard text.hasPrefix(start), text.hasSuffix("\u{1B}\\") else { return "envelope" }
  let body = bytes.dropFirst(2).dropLast(2)
  guard body.allSatisfy({ (0x20...0x7E).contains($0) }) else { return "control characters" }
  guard body.last != UInt8(ascii: "-") else { return "a line feed at the end" }
  guard body.filter({ $0 == UInt8(ascii: "-") }).count == (height + 5) / 6 - 1 else {
    return "bands"
  }
  var defined: Set<Int> = []
  for part in text.dropFirst(start.count - 1).split(separator: "#") {
    let numbers = part.prefix { $0.isNumber || $0 == ";" }.split(separator: ";").map { Int($0) }
    guard let register = numbers.first ?? nil, register <= 255 else { return "a register" }
    if numbers.count == 5 {
      guard numbers[1] == 2, numbers[2...].allSatisfy({ $0.map { $0 <= 100 } == true }) else {
        return "a definition"
      }
      guard defined.insert(register).inserted else { return "a register defined twice" }
    } else if !defined.contains(register) {
      return "an undefined register"
    }
  }
  return nil
}

@Test(arguments: SixelEncoder.allCases, [
  (1, 1, 1), (7, 5, 2), (20, 6, 16), (31, 7, 64), (63, 13, 64), (64, 12, 101), (65, 29, 208),
  (130, 121, 256), (500, 3, 40),
])
func aDecoderGetsBackThePictureThatWasEncoded(
  encoder: SixelEncoder, size: (width: Int, height: Int, colours: Int)
) throws {
  for seed in 0..<6 {
    let frame = randomFrame(
      width: size.width, height: size.height, colours: size.colours,
      longestRun: [1, 3, 9, 30, 90, 400][seed], seed: UInt64(seed))
    let stream = try encoder.encode(frame)
    #expect(try shows(frame, stream))
    #expect(grammarFault(stream, width: size.width, height: size.height) == nil)
  }
}

@Test func picturesOfEverySizeComeBack() throws {
  let sixel = Sixel()
  var random = SplitMix64(seed: 77)
  for seed in 0..<60 {
    let (width, height) = (
      Int.random(in: 1...300, using: &random), Int.random(in: 1...40, using: &random)
    )
    let frame = picture(width: width, height: height, noise: seed % 9, seed: UInt64(seed))
    // One encoder for all: nothing of a picture may remain in the next.
    let stream = try sixel.encode(frame)
    #expect(try shows(frame, stream), "\(width)×\(height), seed \(seed)")
    #expect(grammarFault(stream, width: width, height: height) == nil)
  }
}

@Test func coloursThatLookTheSameShareARegister() throws {
  let frame = Frame(
    width: 256, height: 6, pixels: (0..<1536).map { UInt8($0 % 256) }, palette: RGB.greys(256))
  let text = String(decoding: try Sixel().encode(frame), as: UTF8.self)
  #expect(text.split(separator: "#").filter { $0.contains(";2;") }.count == 101)
  #expect(try shows(frame, Array(text.utf8)))
}

@Test(arguments: [0, 1, 3, 8])
func streamsAreNoLargerThanLibsixelsSmallest(noise: Int) throws {
  let frame = picture(width: 512, height: 510, noise: noise, seed: 3)
  let own = try Sixel().encode(frame).count
  let reference = try LibSixel.encode(frame).count
  #expect(Double(own) <= 1.1 * Double(reference), "\(own) bytes against \(reference)")
}

@Test(arguments: SixelEncoder.allCases)
func onlyTheRegistersInUseAreDefined(encoder: SixelEncoder) throws {
  let frame = Frame(
    width: 4, height: 2, pixels: [0, 0, 9, 9, 200, 200, 0, 0], palette: RGB.greys(201))
  let text = String(decoding: try encoder.encode(frame), as: UTF8.self)
  #expect(text.split(separator: "#").filter { $0.contains(";2;") }.count == 3)
}

@Test(arguments: SixelEncoder.allCases)
func aFrameWithoutPixelsIsRefusedInWords(encoder: SixelEncoder) {
  let error = #expect(throws: PictureError.self) {
    try encoder.encode(Frame(width: 0, height: 0, pixels: [], palette: [RGB(0, 0, 0)]))
  }
  #expect(error?.description.contains("without pixels") == true)
}

@Test func aFrameTooWideForSixelsIsRefusedInWords() {
  let frame = Frame(
    width: 10_000, height: 1, pixels: Array(repeating: 0, count: 10_000), palette: RGB.greys(2))
  #expect(throws: PictureError.tooWide(10_000)) { try Sixel().encode(frame) }
}
