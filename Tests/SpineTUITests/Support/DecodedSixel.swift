import CSixel
import Imaging
import Testing

/// What libsixel's decoder makes of a stream.
struct DecodedSixel {
  var width: Int
  var height: Int
  private let pixels: [UInt8]
  private let palette: [UInt8]

  var colours: [RGB] { pixels.indices.map { colour($0 % width, $0 / width) } }

  func colour(_ x: Int, _ y: Int) -> RGB {
    let r = Int(pixels[y * width + x]) * 3
    return RGB(palette[r], palette[r + 1], palette[r + 2])
  }

  init(_ stream: [UInt8]) throws {
    var bytes = stream
    var pixels: UnsafeMutablePointer<UInt8>?
    var palette: UnsafeMutablePointer<UInt8>?
    var width: Int32 = 0
    var height: Int32 = 0
    var count: Int32 = 0
    let status = sixel_decode_raw(
      &bytes, Int32(bytes.count), &pixels, &width, &height, &palette, &count, nil)
    try #require(status & 0x1000 == 0)
    let decoded = try #require(pixels)
    let registers = try #require(palette)
    defer {
      decoded.deallocate()
      registers.deallocate()
    }
    self.width = Int(width)
    self.height = Int(height)
    self.pixels = Array(UnsafeBufferPointer(start: decoded, count: Int(width * height)))
    self.palette = Array(UnsafeBufferPointer(start: registers, count: 3 * Int(count)))
  }
}
