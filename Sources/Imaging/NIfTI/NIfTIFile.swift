import CZlib
import Foundation

/// A NIfTI file on disk: `.nii`, `.nii.gz` or the `.hdr` of a pair; compression is told by content.
public struct NIfTIFile: Sendable {
  public let path: String
  public let header: NIfTIHeader

  /// Voxel bytes that this program opens at most: 16 GB.
  static let maximumBytes = 16 << 30
  /// Deflate packs at most 1032 bytes into one. Source: zlib's technical notes, "Maximum Compression
  /// Factor".
  private static let deflateLimit = 1032
  /// Room for header extensions, bytes: more would be inflated for nothing.
  private static let farthestStart = 64 << 20

  public init(path: String) throws(NIfTIError) {
    self.path = path
    let stream = try InflatingFile(path: path)
    header = try NIfTIHeader(
      bytes: try stream.read(upTo: NIfTIHeader.maximumSize), path: path)
  }

  /// The row that a catalogue shows for this file.
  public func series() throws(NIfTIError) -> Series {
    let (geometry, warnings) = try header.geometry()
    return Series(
      id: "nifti:\(DisplayText.safe(path, limit: 4096))", identity: identity, columns: geometry.dimensions.x,
      rows: geometry.dimensions.y, sliceCount: geometry.dimensions.z, source: .nifti(path: path),
      warnings: warnings)
  }

  /// NIfTI knows no patient: the file's own name stands for study and series.
  private var identity: SeriesIdentity {
    var name = (path as NSString).lastPathComponent
    for ending in [".gz", ".nii", ".hdr"] where name.lowercased().hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return SeriesIdentity(
      studyUID: DisplayText.safe(name), seriesUID: DisplayText.safe(name),
      seriesDescription: DisplayText.safe(nameWithFolder),
      isSynthetic: header.descrip == Self.phantomDescription)
  }

  /// "pt_106/ct.nii.gz": in data sets the folder is often all that tells two patients apart.
  private var nameWithFolder: String {
    let parts = path.split(separator: "/").suffix(2)
    return parts.joined(separator: "/")
  }

  /// What `descrip` holds in files written for this project's phantoms.
  public static let phantomDescription = "SpineTUI phantom"

  /// Reads the voxels: HU = scl_slope · stored + scl_inter, or the stored value when the slope is 0.
  ///
  /// Whole numbers that fit stay Int16; all else becomes Float32, NaN kept and taken for padding.
  ///
  /// - Parameter isCancelled: asked every 8 MB; by default the calling task.
  /// - Throws: `NIfTIError`, `VolumeError`, `CancellationError`.
  public func load(
    progress: ProgressHandler? = nil, isCancelled: () -> Bool = { Task.isCancelled }
  ) throws -> Volume {
    let (geometry, warnings) = try header.geometry()
    guard let type = NIfTIType(rawValue: header.datatype) else {
      throw NIfTIError.unsupportedType(
        code: header.datatype, name: NIfTIType.refusedNames[header.datatype] ?? "unknown")
    }
    let (count, overflow) = geometry.dimensions.x.multipliedReportingOverflow(
      by: geometry.dimensions.y)
    let (voxels, overflow2) = count.multipliedReportingOverflow(by: geometry.dimensions.z)
    let (bytes, overflow3) = voxels.multipliedReportingOverflow(by: type.bytes)
    guard !overflow, !overflow2, !overflow3, bytes <= Self.maximumBytes else {
      throw NIfTIError.tooLarge(bytes: overflow || overflow2 || overflow3 ? .max : bytes)
    }
    let stream = try InflatingFile(path: dataPath)
    let present = stream.compressedBytes
    // A single file's data begins after the header, whatever a broken vox_offset says.
    let headerBytes = header.isVersion2 ? 540 : 348
    let start = header.isPair ? header.voxOffset : max(header.voxOffset, headerBytes)
    guard start <= Self.farthestStart else {
      throw NIfTIError.field(
        "vox_offset", value: "\(header.voxOffset)", mustBe: "at most \(Self.farthestStart)")
    }
    let possible = stream.isCompressed ? present * Self.deflateLimit : present
    guard possible >= start + bytes else {
      throw NIfTIError.truncated(expectedBytes: start + bytes, presentBytes: present)
    }
    try stream.skip(start)
    let raw = try VoxelBuffer<UInt8>(count: bytes) { target in
      let base = UnsafeMutableRawBufferPointer(target)
      var done = 0
      while done < bytes {
        if isCancelled() { throw CancellationError() }
        let slab = UnsafeMutableRawBufferPointer(rebasing: base[done..<min(bytes, done + 8 << 20)])
        let got = try stream.read(into: slab)
        guard got > 0 else { break }
        done += got
        progress?(LoadProgress(stage: "reading voxels", completed: done >> 10, total: bytes >> 10))
      }
      guard done == bytes else {
        throw NIfTIError.truncated(expectedBytes: bytes, presentBytes: done)
      }
      // One byte more makes zlib compare the checksum behind the data.
      if stream.isCompressed { _ = try stream.read(upTo: 1) }
    }
    let stored = NIfTIVoxels(
      raw: raw, type: type, isLittleEndian: header.isLittleEndian, count: voxels)
    let (hu, hasNaN) = try stored.hounsfieldUnits(
      slope: header.sclSlope, intercept: header.sclInter)
    return Volume(
      geometry: geometry, voxels: hu, identity: identity, padding: hasNaN ? .nan : nil,
      warnings: warnings)
  }

  private var dataPath: String { header.isPair ? Self.imagePath(beside: path) : path }

  /// The `.img` that belongs to a `.hdr`.
  static func imagePath(beside path: String) -> String {
    let stem = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    let base = (stem as NSString).deletingPathExtension
    return ["\(base).img", "\(base).img.gz"].first { access($0, R_OK) == 0 } ?? "\(base).img"
  }

  /// The files that a volume at `path` is read from.
  static func files(of path: String) -> [String] {
    let name = path.lowercased()
    return name.hasSuffix(".hdr") || name.hasSuffix(".hdr.gz")
      ? [path, imagePath(beside: path)] : [path]
  }
}

/// A file read through zlib, which passes uncompressed bytes on as they are.
final class InflatingFile {
  private let handle: gzFile
  private let path: String
  let compressedBytes: Int
  let isCompressed: Bool

  init(path: String) throws(NIfTIError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "not a regular file")
    }
    guard let handle = gzopen(path, "rb") else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    self.path = path
    self.handle = handle
    compressedBytes = Int(status.st_size)
    gzbuffer(handle, 1 << 18)
    isCompressed = gzdirect(handle) == 0
  }

  deinit { gzclose(handle) }

  /// Up to `count` bytes; fewer at the end of the file.
  func read(upTo count: Int) throws(NIfTIError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { gzread(handle, $0.baseAddress, UInt32(count)) }
    guard got >= 0 else { throw .unreadable(path: path, reason: message) }
    return Array(bytes.prefix(Int(got)))
  }

  /// Fills `target` as far as the file goes; returns the number of bytes.
  func read(into target: UnsafeMutableRawBufferPointer) throws(NIfTIError) -> Int {
    let got = gzread(handle, target.baseAddress, UInt32(target.count))
    guard got >= 0 else { throw .unreadable(path: path, reason: message) }
    return Int(got)
  }

  func skip(_ bytes: Int) throws(NIfTIError) {
    guard gzseek(handle, bytes, SEEK_SET) >= 0 else {
      throw .unreadable(path: path, reason: message)
    }
  }

  private var message: String {
    var code: Int32 = 0
    return gzerror(handle, &code).map { String(cString: $0) } ?? "zlib error \(code)"
  }
}
