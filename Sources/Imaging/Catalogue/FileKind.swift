import CZlib
import Foundation

/// What a file is, by its first bytes; names and extensions say nothing.
enum FileKind: Equatable {
  case dicom
  case nifti
  /// No image of ours.
  case other
  case unreadable(reason: String)

  /// Reads at most 540 bytes of a regular file.
  init(path: String) {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      self = .unreadable(reason: String(cString: strerror(errno)))
      return
    }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: NIfTIHeader.maximumSize)
    let got = head.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard got >= 0 else {
      self = .unreadable(reason: String(cString: strerror(errno)))
      return
    }
    self.init(head: Array(head.prefix(got)), path: path)
  }

  /// - Parameter head: the first 540 bytes, or the whole of a shorter file.
  init(head: [UInt8], path: String) {
    if head.count >= 132, Array(head[128..<132]) == Array("DICM".utf8) {
      self = .dicom
    } else if head.starts(with: [0x1F, 0x8B]) {
      let inflated = (try? InflatingFile(path: path).read(upTo: NIfTIHeader.maximumSize)) ?? []
      self = Self.isNIfTI(inflated) ? .nifti : .other
    } else if Self.isNIfTI(head) {
      self = .nifti
    } else if Self.isBareDataSet(head) {
      self = .dicom
    } else {
      self = .other
    }
  }

  private static func isNIfTI(_ head: [UInt8]) -> Bool {
    guard head.count >= 348 else { return false }
    let size = Array(head[0..<4])
    func has(_ magics: [String], at offset: Int) -> Bool {
      magics.contains { Array(head[offset..<offset + 3]) == Array($0.utf8) }
    }
    switch size {
    case [0x5C, 1, 0, 0], [0, 0, 1, 0x5C]: return has(["n+1", "ni1"], at: 344)
    case [0x1C, 2, 0, 0], [0, 0, 2, 0x1C]: return has(["n+2", "ni2"], at: 4)
    default: return false
    }
  }

  /// A DICOM data set without preamble begins with an element of group 2 or 8 in either byte order:
  /// a low element number, then a VR of two capitals or a plausible length.
  private static func isBareDataSet(_ head: [UInt8]) -> Bool {
    guard head.count >= 16 else { return false }
    let little = head[1] == 0 && [2, 8].contains(head[0]) && head[3] == 0
    let big = head[0] == 0 && [2, 8].contains(head[1]) && head[2] == 0
    guard little || big else { return false }
    let isVR = head[4...5].allSatisfy { (65...90).contains($0) }
    let length =
      UInt32(head[4]) | UInt32(head[5]) << 8 | UInt32(head[6]) << 16 | UInt32(head[7]) << 24
    return isVR || (little && length <= 4096)
  }
}
