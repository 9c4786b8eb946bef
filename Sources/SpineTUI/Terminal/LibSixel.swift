import CSixel
import Imaging

/// Sixel streams by libsixel: what the project's own encoder (`Sixel`) is measured against.
///
/// The corresponding C function is `sixel_encode`.
enum LibSixel {
  /// The bytes that draw `frame` with its top left corner at the cursor, as `Sixel.encode` gives them, in
  /// libsixel's smallest form.
  ///
  /// - Throws: `PictureError` with libsixel's own words.
  static func encode(_ frame: Frame) throws(PictureError) -> [UInt8] {
    guard frame.width > 0, frame.height > 0 else { throw .emptyFrame }
    var (pixels, palette) = compacted(frame)
    var newDither: OpaquePointer?
    try check(sixel_dither_new(&newDither, Int32(palette.count / 3), nil))
    guard let dither = newDither else { throw .library("libsixel: no dither object") }
    defer { sixel_dither_unref(dither) }
    sixel_dither_set_palette(dither, &palette)
    sixel_dither_set_pixelformat(dither, Int32(PIXELFORMAT_PAL8.rawValue))
    sixel_dither_set_diffusion_type(dither, Int32(DIFFUSE_NONE.rawValue))
    // libsixel leaves the parameters blank; some terminals want P1 and P2 spelled out. Without its
    // envelope it still writes the q.
    var bytes = Array("\u{1B}P9;0;0".utf8)
    bytes += try stream(
      &pixels, width: frame.width, height: frame.height, dither, skipsEnvelope: true,
      policy: Int32(ENCODEPOLICY_SIZE.rawValue))
    // libsixel 1.10 opens pictures of less than six rows with a line feed; one band needs none.
    if frame.height < 6 { bytes.removeAll { $0 == UInt8(ascii: "-") } }
    return bytes + Array("\u{1B}\\".utf8)
  }

  /// 256 greys, row by row, as libsixel encodes them when told nothing else.
  ///
  /// - Throws: `PictureError` with libsixel's own words.
  static func encode(greys: [UInt8], width: Int, height: Int) throws(PictureError) -> [UInt8] {
    guard width > 0, height > 0, greys.count == width * height else { throw .emptyFrame }
    guard let dither = sixel_dither_get(SIXEL_BUILTIN_G8) else {
      throw .library("libsixel: no dither object")
    }
    defer { sixel_dither_unref(dither) }
    sixel_dither_set_pixelformat(dither, Int32(PIXELFORMAT_G8.rawValue))
    var pixels = greys
    return try stream(
      &pixels, width: width, height: height, dither, skipsEnvelope: false,
      policy: Int32(ENCODEPOLICY_AUTO.rawValue))
  }

  private static func stream(
    _ pixels: inout [UInt8], width: Int, height: Int, _ dither: OpaquePointer,
    skipsEnvelope: Bool, policy: Int32
  ) throws(PictureError) -> [UInt8] {
    let sink = ByteSink(capacity: width * height / 3)
    var newOutput: OpaquePointer?
    try check(
      sixel_output_new(
        &newOutput,
        { bytes, count, sink in
          guard let bytes, let sink else { return 0 }
          Unmanaged<ByteSink>.fromOpaque(sink).takeUnretainedValue().append(bytes, Int(count))
          return count
        }, Unmanaged.passUnretained(sink).toOpaque(), nil))
    guard let output = newOutput else { throw .library("libsixel: no output object") }
    defer { sixel_output_unref(output) }
    sixel_output_set_encode_policy(output, policy)
    sixel_output_set_skip_dcs_envelope(output, skipsEnvelope ? 1 : 0)
    let status = withExtendedLifetime(sink) {
      sixel_encode(&pixels, Int32(width), Int32(height), 8, dither, output)
    }
    try check(status)
    return sink.bytes
  }

  /// The frame's pixels renumbered to the registers it uses, and those registers as RGB bytes.
  private static func compacted(_ frame: Frame) -> (pixels: [UInt8], palette: [UInt8]) {
    var isUsed = [Bool](repeating: false, count: 256)
    for pixel in frame.pixels { isUsed[Int(pixel)] = true }
    var register = [UInt8](repeating: 0, count: 256)
    var palette: [UInt8] = []
    for index in 0..<256 where isUsed[index] {
      precondition(index < frame.palette.count, "pixel \(index) of \(frame.palette.count) colours")
      register[index] = UInt8(palette.count / 3)
      let colour = frame.palette[index]
      palette += [colour.red, colour.green, colour.blue]
    }
    return (frame.pixels.map { register[Int($0)] }, palette)
  }

  private static func check(_ status: SIXELSTATUS) throws(PictureError) {
    // The library's SIXEL_FAILED macro: the top bit group is zero on success.
    guard status & 0x1000 != 0 else { return }
    let text = sixel_helper_format_error(status).map { String(cString: $0) } ?? "status \(status)"
    throw .library("libsixel: \(text)")
  }
}

/// Collects what libsixel writes.
private final class ByteSink {
  var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  func append(_ source: UnsafePointer<CChar>, _ count: Int) {
    UnsafeBufferPointer(start: source, count: count).withMemoryRebound(to: UInt8.self) {
      bytes.append(contentsOf: $0)
    }
  }
}
