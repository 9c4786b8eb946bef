import Foundation
import Synchronization

/// The files beside a model that hold its larger weights, memory-mapped when first used.
///
/// A location must stay below the model's folder and must not pass a symbolic link, so that a model
/// cannot make the program read another file of its user.
/// Source: ONNX, docs/ExternalData.md.
final class ExternalData: Sendable {
  private let folder: String?
  private let files = Mutex<[String: Mapped]>([:])

  /// Unchecked: mapped read-only, never changed.
  private struct Mapped: @unchecked Sendable { let data: NSData }

  /// - Parameter folder: where the model lies; nil for a model in memory, which may have no
  ///   external data.
  init(folder: String?) { self.folder = folder }

  /// The bytes that `proto` refers to.
  func region(of proto: OnnxSubset_TensorProto, byteCount: Int) throws(ModelError)
    -> (data: NSData, offset: Int)
  {
    var entries: [String: String] = [:]
    for entry in proto.externalData { entries[entry.key] = entry.value }
    guard let location = entries["location"] else {
      throw .malformed("tensor \(proto.name) names no external file")
    }
    let offset = entries["offset"].map { Int($0) } ?? 0
    let length = entries["length"].map { Int($0) } ?? byteCount
    guard let offset, let length, offset >= 0, length == byteCount else {
      throw .malformed("tensor \(proto.name) has a wrong offset or length in \(location)")
    }
    let data = try file(location)
    guard offset <= data.length, byteCount <= data.length - offset else {
      throw .malformed(
        "tensor \(proto.name) lies beyond the end of \(location) (\(data.length) bytes)")
    }
    return (data, offset)
  }

  private func file(_ location: String) throws(ModelError) -> NSData {
    if let known = files.withLock({ $0[location] }) { return known.data }
    guard let folder else {
      throw .unsupportedFeature("external data in a model without a folder")
    }
    let data = try Self.map(location, in: folder)
    files.withLock { $0[location] = Mapped(data: data) }
    return data
  }

  private static func map(_ location: String, in folder: String) throws(ModelError) -> NSData {
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, !location.utf8.contains(0),
      parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
    else { throw .malformed("external data at \(location) would leave the model's folder") }
    var path = folder
    for (index, part) in parts.enumerated() {
      path += "/" + part
      var status = stat()
      guard lstat(path, &status) == 0 else {
        throw .unreadable(path: location, reason: String(cString: strerror(errno)))
      }
      let expected = index == parts.count - 1 ? S_IFREG : S_IFDIR
      guard status.st_mode & S_IFMT == expected else {
        throw .malformed("external data at \(location) is a link or no regular file")
      }
    }
    do {
      return try NSData(contentsOfFile: path, options: .alwaysMapped)
    } catch {
      throw .unreadable(path: location, reason: "\(error)")
    }
  }
}
