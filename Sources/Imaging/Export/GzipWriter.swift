import CZlib
import Foundation

/// Compresses into an `AtomicFile`. The same input gives the same bytes: no time, no name inside.
final class GzipWriter {
  private let file: AtomicFile
  private let path: String
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutablePointer<UInt8>

  /// zlib's fastest level: CT noise hardly packs better at higher ones, at many times the cost.
  private static let level: Int32 = 1
  /// Bytes of compressed output that wait at most.
  private static let room = 1 << 18
  /// 15 bits of window, and 16 for a gzip instead of a zlib header (zlib.h, deflateInit2).
  private static let gzipWindow: Int32 = 15 + 16

  init(path: String) throws(ExportError) {
    self.path = path
    file = try AtomicFile(path: path)
    output = .allocate(capacity: Self.room)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = deflateInit2_(
      stream, Self.level, Z_DEFLATED, Self.gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .compression(path: path, code: status) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ExportError) {
    var rest = bytes
    while !rest.isEmpty {
      // avail_in has 32 bits.
      let slab = rest.prefix(1 << 24)
      try deflate(UnsafeRawBufferPointer(rebasing: slab), flush: Z_NO_FLUSH)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(slab.count))
    }
  }

  /// Ends the stream and puts the file under its name.
  func commit() throws(ExportError) {
    try deflate(UnsafeRawBufferPointer(start: nil, count: 0), flush: Z_FINISH)
    try file.commit()
  }

  private func deflate(
    _ input: UnsafeRawBufferPointer, flush: Int32
  ) throws(ExportError) {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(input.count)
    repeat {
      stream.pointee.next_out = output
      stream.pointee.avail_out = UInt32(Self.room)
      let status = CZlib.deflate(stream, flush)
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        throw .compression(path: path, code: status)
      }
      let made = Self.room - Int(stream.pointee.avail_out)
      try file.write(UnsafeRawBufferPointer(start: output, count: made))
    } while stream.pointee.avail_out == 0
  }
}
