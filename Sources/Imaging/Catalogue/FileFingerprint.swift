import Foundation

/// What tells whether a file is still the one that was read: by size, times and inode.
public struct FileFingerprint: Sendable, Hashable {
  public var size: Int64
  /// Last change of the contents, nanoseconds since 1970.
  public var modified: Int64
  /// Last change of contents, name or rights, nanoseconds since 1970: shows what keeps `modified`.
  public var changed: Int64
  public var inode: UInt64

  public init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }

  /// Of no file.
  static let none = FileFingerprint(size: 0, modified: 0, changed: 0, inode: 0)

  init(_ status: stat) {
    func nanoseconds(_ time: timespec) -> Int64 {
      Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
    self.init(
      size: Int64(status.st_size), modified: nanoseconds(status.st_mtim),
      changed: nanoseconds(status.st_ctim), inode: UInt64(status.st_ino))
  }

  /// Of a regular file, links followed; nil where there is none.
  public init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// Whether the contents are still the same; names and rights may have changed.
  public func hasSameContents(as other: FileFingerprint) -> Bool {
    size == other.size && modified == other.modified && inode == other.inode
  }

  /// A file written within the clock's grain of its reading may be written once more without a new time.
  /// Source: Git's "racily clean" index entries; 2 s is the grain of the coarsest file system (FAT).
  func isTooFresh(at readNanoseconds: Int64) -> Bool {
    max(modified, changed) > readNanoseconds - 2_000_000_000
  }

  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// Name and fingerprint of a file as one number: two that differ are different files, or the same file at
/// different times. 64 bits: among a million files, one chance in 40 million that any two agree; what is
/// opened is compared field by field.
struct FileKey {
  /// Never the key of a file: what has it is read again.
  static let unknown: UInt64 = 0

  static func of(path: UnsafeRawBufferPointer, folder: UInt64, _ print: FileFingerprint) -> UInt64 {
    var hash = mix(bytes(path, from: folder), UInt64(bitPattern: print.size))
    hash = mix(hash, UInt64(bitPattern: print.modified))
    hash = mix(hash, UInt64(bitPattern: print.changed))
    hash = mix(hash, print.inode)
    return hash == unknown ? 1 : hash
  }

  static func of(_ path: String, _ print: FileFingerprint) -> UInt64 {
    var path = path
    return path.withUTF8 { of(path: UnsafeRawBufferPointer($0), folder: 0, print) }
  }

  /// Of a folder's path, from which its files' keys begin.
  static func folder(_ path: String) -> UInt64 {
    var path = path
    return path.withUTF8 { bytes(UnsafeRawBufferPointer($0), from: 0x9E37_79B9_7F4A_7C15) }
  }

  private static func bytes(_ bytes: UnsafeRawBufferPointer, from seed: UInt64) -> UInt64 {
    var hash = mix(seed, UInt64(bytes.count))
    var at = 0
    while bytes.count - at >= 8 {
      hash = mix(hash, bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian)
      at += 8
    }
    var rest: UInt64 = 0
    while at < bytes.count {
      rest = rest << 8 | UInt64(bytes[at])
      at += 1
    }
    return mix(hash, rest)
  }

  /// Multiply and fold: the step of wyhash and of rapidhash.
  static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: b ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}
