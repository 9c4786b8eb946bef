import CImagingKernels
import CZlib

/// Frames as PNG at the speed of a key: 8-bit palette, one filter, runs and Huffman codes only.
///
/// Level indices of CT under the Paeth filter hold few long repeats, so deflate's search finds nothing
/// that its run-length strategy does not: on noisy 512 × 512 slices this is a tenth of the time of
/// zlib's level 6 and 5 to 15 % smaller (docs/decisions/0007-own-sixel-encoder.md).
/// Source: ISO/IEC 15948 (PNG); the corresponding C functions are zlib's `deflate` and `crc32`.
public enum QuickPNG {
  /// - Throws: `ExportError.png` with zlib's status.
  public static func encoded(_ frame: Frame) throws(ExportError) -> [UInt8] {
    let packed = try deflated(filtered(frame))
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    bytes.reserveCapacity(packed.count + 1024)
    // Bit depth 8, colour type 3 (palette), the only compression and filter methods, not interlaced.
    append(
      "IHDR", bigEndian(frame.width) + bigEndian(frame.height) + [8, 3, 0, 0, 0], to: &bytes)
    append("PLTE", frame.palette.flatMap { [$0.red, $0.green, $0.blue] }, to: &bytes)
    append("IDAT", packed, to: &bytes)
    append("IEND", [], to: &bytes)
    return bytes
  }

  /// Each row behind the number of its filter.
  private static func filtered(_ frame: Frame) -> [UInt8] {
    let (width, height) = (frame.width, frame.height)
    let blank = [UInt8](repeating: 0, count: width)
    return [UInt8](unsafeUninitializedCapacity: (width + 1) * height) { out, written in
      frame.pixels.withUnsafeBufferPointer { pixels in
        blank.withUnsafeBufferPointer { blank in
          guard let out = out.baseAddress, let pixels = pixels.baseAddress,
            let blank = blank.baseAddress
          else { return }
          for y in 0..<height {
            let target = out + y * (width + 1)
            target.initialize(to: 4)
            let row = pixels + y * width
            cimaging_paeth(row, y > 0 ? row - width : blank, width, target + 1)
          }
        }
      }
      written = (width + 1) * height
    }
  }

  private static func deflated(_ bytes: [UInt8]) throws(ExportError) -> [UInt8] {
    var stream = z_stream()
    let memoryLevel: Int32 = 9
    let begun = deflateInit2_(
      &stream, 1, Z_DEFLATED, MAX_WBITS, memoryLevel, Z_RLE, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard begun == Z_OK else { throw .png(reason: "zlib's status \(begun)") }
    defer { deflateEnd(&stream) }
    var status = Z_OK
    let packed = [UInt8](
      unsafeUninitializedCapacity: Int(deflateBound(&stream, UInt(bytes.count)))
    ) { out, written in
      bytes.withUnsafeBufferPointer { bytes in
        // zlib reads through a pointer that it does not declare const.
        stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        stream.avail_in = UInt32(bytes.count)
        stream.next_out = out.baseAddress
        stream.avail_out = UInt32(out.count)
        status = deflate(&stream, Z_FINISH)
      }
      written = Int(stream.total_out)
    }
    guard status == Z_STREAM_END else { throw .png(reason: "zlib's status \(status)") }
    return packed
  }

  private static func append(_ name: String, _ body: [UInt8], to bytes: inout [UInt8]) {
    let start = bytes.count + 4
    bytes += bigEndian(body.count) + Array(name.utf8) + body
    let check = bytes[start...].withUnsafeBufferPointer {
      crc32(0, $0.baseAddress, UInt32($0.count))
    }
    bytes += bigEndian(Int(check))
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
  }
}
