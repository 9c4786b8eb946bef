import Foundation
import Imaging

/// Pictures in kitty's graphics protocol, which Ghostty and others speak too.
///
/// Source: kitty's documentation, “The terminal graphics protocol”.
enum KittyPicture {
  /// The number of a picture, one of two: the new one is drawn before the old one is deleted, so that
  /// nothing flickers.
  enum Buffer: Int, Sendable, CaseIterable {
    // Any numbers that other programs in the same terminal are unlikely to use.
    case first = 0x5350_4E41
    case second = 0x5350_4E42

    var other: Buffer { self == .first ? .second : .first }
  }

  /// Base64 characters of one chunk; the protocol's limit is 4096.
  private static let chunk = 4096

  /// `frame` as the base64 text of a PNG.
  ///
  /// - Throws: `PictureError` with zlib's status.
  static func payload(_ frame: Frame) throws(PictureError) -> [UInt8] {
    guard frame.width > 0, frame.height > 0 else { throw .emptyFrame }
    do throws(ExportError) {
      return Array(Data(try QuickPNG.encoded(frame)).base64EncodedData())
    } catch {
      throw .library("\(error)")
    }
  }

  /// The bytes that show `payload` over `rect` as `buffer` and take the other picture away. The cursor
  /// is left at the top left corner; the terminal answers nothing.
  static func stream(_ payload: [UInt8], in rect: CellRect, as buffer: Buffer) -> [UInt8] {
    var bytes = Array("\u{1B}[\(rect.row + 1);\(rect.column + 1)H".utf8)
    bytes.reserveCapacity(payload.count + payload.count / 256 + 256)
    var start = 0
    repeat {
      let end = min(start + chunk, payload.count)
      let more = end < payload.count ? 1 : 0
      let head =
        start == 0
        ? "a=T,f=100,i=\(buffer.rawValue),p=1,c=\(rect.columns),r=\(rect.rows),C=1,q=2,m=\(more)"
        : "m=\(more)"
      bytes += Array("\u{1B}_G\(head);".utf8)
      bytes += payload[start..<end]
      bytes += Array("\u{1B}\\".utf8)
      start = end
    } while start < payload.count
    return bytes + deletion(of: buffer.other)
  }

  /// The bytes that take every picture of this program away and free its memory.
  static let removal = Buffer.allCases.flatMap(deletion)

  private static func deletion(of buffer: Buffer) -> [UInt8] {
    Array("\u{1B}_Ga=d,d=I,i=\(buffer.rawValue),q=2\u{1B}\\".utf8)
  }
}
