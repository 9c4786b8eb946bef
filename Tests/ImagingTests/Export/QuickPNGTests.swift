import CPng
import Imaging
import TestSupport
import Testing

/// The pixels as libpng reads them, in RGB.
private func decoded(_ png: [UInt8]) throws -> (width: Int, height: Int, rgb: [UInt8]) {
  var image = png_image()
  image.version = UInt32(PNG_IMAGE_VERSION)
  try #require(png_image_begin_read_from_memory(&image, png, png.count) != 0)
  image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
  var rgb = [UInt8](repeating: 0, count: Int(image.width) * Int(image.height) * 3)
  try #require(png_image_finish_read(&image, nil, &rgb, 0, nil) != 0)
  return (Int(image.width), Int(image.height), rgb)
}

@Test(arguments: [(1, 1, 1), (7, 5, 3), (64, 1, 64), (1, 90, 200), (130, 77, 256)])
func libpngReadsWhatTheQuickEncoderWrites(width: Int, height: Int, colours: Int) throws {
  var random = SplitMix64(seed: 9)
  func component() -> UInt8 { .random(in: 0...255, using: &random) }
  let palette = (0..<colours).map { _ in RGB(component(), component(), component()) }
  let pixels = (0..<width * height).map { n -> UInt8 in
    n % 50 < 20 ? UInt8(n / 50 % colours) : .random(in: 0...UInt8(colours - 1), using: &random)
  }
  let frame = Frame(width: width, height: height, pixels: pixels, palette: palette)
  let read = try decoded(try QuickPNG.encoded(frame))
  #expect(read.width == width && read.height == height)
  let wanted = pixels.flatMap { n -> [UInt8] in
    let colour = palette[Int(n)]
    return [colour.red, colour.green, colour.blue]
  }
  #expect(read.rgb == wanted)
}
