import Foundation

/// Sound files to begin with, and where their headers end.
struct Seeds {
  struct Seed {
    var bytes: [UInt8]
    /// Mutations keep to the bytes before it most of the time.
    var header: Int
  }

  let all: [Seed]

  /// Files larger than this make a slow fuzzer and no other mutations.
  private static let largest = 400_000

  init(folder: String, format: Format) throws {
    let base = URL(fileURLWithPath: folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    var seeds: [Seed] = []
    for path in paths {
      let file = base.appendingPathComponent(path)
      guard (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true,
        (path.contains(".nii") || path.hasSuffix(".hdr")) == (format == .nifti),
        let data = try? Data(contentsOf: file), (64...Self.largest).contains(data.count)
      else { continue }
      let bytes = [UInt8](data)
      seeds.append(Seed(bytes: bytes, header: Self.headerEnd(of: bytes, format)))
    }
    guard !seeds.isEmpty else { throw CocoaError(.fileReadNoSuchFile) }
    all = seeds
  }

  /// Just behind the head of Pixel Data, some bytes of a compressed frame's own header included.
  private static func headerEnd(of bytes: [UInt8], _ format: Format) -> Int {
    guard format == .dicom else { return min(bytes.count, 560) }
    let tag: [UInt8] = [0xE0, 0x7F, 0x10, 0x00]
    for at in stride(from: bytes.count - 4, through: 0, by: -1)
    where bytes[at] == 0xE0 && Array(bytes[at..<at + 4]) == tag {
      return min(bytes.count, at + 160)
    }
    return bytes.count
  }
}
