import CTerminalKernels
import Imaging

/// Pictures as DEC sixel streams.
///
/// Keeps its memory from one picture to the next; one thread at a time.
/// Source: DEC STD 070-8 (Video Systems Reference Manual, chapter 8, sixel graphics).
final class Sixel {
  private let encoder: OpaquePointer?

  init() { encoder = cterminal_sixel_new() }

  deinit { cterminal_sixel_free(encoder) }

  /// The bytes that draw `frame` with its top left corner at the cursor, behind `prefix`.
  ///
  /// - Returns: `DCS 9;0;0 q … ST`, 7-bit, with the registers that the frame uses and no other, raster
  ///   attributes, every pixel painted and no line feed behind the last band.
  ///
  /// Colour components travel in percent, so at most 101 greys arrive apart.
  func encode(_ frame: Frame, behind prefix: [UInt8] = []) throws(PictureError) -> [UInt8] {
    guard frame.width > 0, frame.height > 0 else { throw .emptyFrame }
    guard frame.width <= CTERMINAL_SIXEL_WIDEST else { throw .tooWide(frame.width) }
    let rgb = frame.palette.flatMap { [$0.red, $0.green, $0.blue] }
    var stream: UnsafePointer<UInt8>?
    let count = cterminal_sixel_encode(
      encoder, frame.pixels, Int32(frame.width), Int32(frame.height), rgb,
      Int32(frame.palette.count), &stream)
    guard count > 0, let stream else { throw .noMemory }
    return [UInt8](unsafeUninitializedCapacity: prefix.count + count) { out, written in
      guard let base = out.baseAddress else { return }
      base.initialize(from: prefix, count: prefix.count)
      (base + prefix.count).initialize(from: stream, count: count)
      written = prefix.count + count
    }
  }
}
