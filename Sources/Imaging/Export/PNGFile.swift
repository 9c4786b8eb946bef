import CPng

/// Pictures as PNG: 8-bit grey when the frame is grey, 8-bit palette otherwise.
///
/// Source: ISO/IEC 15948 (PNG); the corresponding C function is `png_image_write_to_memory`.
public enum PNGFile {
  public static func encoded(_ frame: Frame) throws(ExportError) -> [UInt8] {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    image.width = UInt32(frame.width)
    image.height = UInt32(frame.height)
    let isGrey = frame.palette.allSatisfy { $0.red == $0.green && $0.green == $0.blue }
    if isGrey {
      image.format = UInt32(PNG_FORMAT_GRAY)
      let greys = frame.palette.map(\.red)
      return try write(&image, pixels: frame.pixels.map { greys[Int($0)] }, palette: nil)
    }
    // The colour-map formats are macros of flags, which Swift does not import.
    image.format = UInt32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_COLORMAP)
    image.colormap_entries = UInt32(frame.palette.count)
    return try write(
      &image, pixels: frame.pixels, palette: frame.palette.flatMap { [$0.red, $0.green, $0.blue] })
  }

  private static func write(
    _ image: inout png_image, pixels: [UInt8], palette: [UInt8]?
  ) throws(ExportError) -> [UInt8] {
    var size = 0
    // Without memory the call tells the size.
    guard png_image_write_to_memory(&image, nil, &size, 0, pixels, 0, palette) != 0 else {
      throw .png(reason: message(image))
    }
    var bytes = [UInt8](repeating: 0, count: size)
    guard png_image_write_to_memory(&image, &bytes, &size, 0, pixels, 0, palette) != 0 else {
      throw .png(reason: message(image))
    }
    return Array(bytes.prefix(size))
  }

  private static func message(_ image: png_image) -> String {
    withUnsafeBytes(of: image.message) { raw in
      String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
