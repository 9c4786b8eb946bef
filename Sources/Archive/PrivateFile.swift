import CPlatform
import Foundation

/// Makes sure that names in a file are their owner's alone to read.
enum PrivateFile {
  /// The folder exists, is the user's own and nobody else's to enter.
  static func prepareFolder(_ path: String) throws(ArchiveError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .notUsable(path: path, reason: "cannot be made: \(error.localizedDescription)")
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .notUsable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_uid == geteuid() else {
      throw .notPrivate(path: path, reason: "belongs to another user")
    }
    if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 {
      throw .notPrivate(path: path, reason: "is open to other users and cannot be closed")
    }
  }

  /// The file exists, is a regular one and 0600; what SQLite puts beside it takes over its rights.
  static func prepareFile(_ path: String) throws(ArchiveError) {
    let made = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if made >= 0 {
      close(made)
      return
    }
    guard errno == EEXIST else {
      throw .notUsable(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw .notUsable(path: path, reason: String(cString: strerror(errno)))
    }
    // A link could lead the names to a place where others read.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .notPrivate(path: path, reason: "is no regular file")
    }
    guard status.st_uid == geteuid() else {
      throw .notPrivate(path: path, reason: "belongs to another user")
    }
    if status.st_mode & 0o077 != 0, chmod(path, 0o600) != 0 {
      throw .notPrivate(path: path, reason: "is open to other users and cannot be closed")
    }
    guard access(path, W_OK) == 0 else {
      throw .notUsable(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Whether the path lies on a file system that several machines share.
  ///
  /// There, SQLite's write-ahead log does not work. Source: sqlite.org/wal.html, "Disadvantages" 2;
  /// numbers from statfs(2).
  static func isShared(_ path: String) -> Bool {
    let networked: Set<UInt> = [
      0x6969,  // NFS
      0xFF53_4D42, 0xFE53_4D42, 0x517B,  // CIFS, SMB2, SMB
      0x0BD0_0BD0,  // Lustre
      0x4750_4653,  // GPFS
      0x1983_0326,  // BeeGFS
      0x5346_414F,  // AFS
      0x00C3_6400,  // Ceph
      0x6573_5546,  // FUSE: sshfs among others
      0x0102_1997,  // 9P
    ]
    let kind = UInt(cplatform_file_system(path))
    return kind == 0 || networked.contains(kind)
  }
}
