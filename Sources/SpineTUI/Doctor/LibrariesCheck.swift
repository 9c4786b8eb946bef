import Foundation
import Imaging

extension DoctorCheck {
  /// The libraries in use, by the files that are mapped: what is loaded, not what was built against.
  static let libraries = DoctorCheck("libraries") { _ in
    let wanted = ["ncursesw", "tinfo", "sixel", "openblas", "png16", "z", "c"]
    let maps = contents(ofKernelFile: "/proc/self/maps")
    let paths = Set(
      maps.split(separator: "\n").compactMap { line in
        line.split(separator: " ", omittingEmptySubsequences: true).last.map(String.init)
      })
    let names = wanted.compactMap { name -> String? in
      paths.map { ($0 as NSString).lastPathComponent }.sorted()
        .first { $0.hasPrefix("lib\(name).so") || $0.hasPrefix("lib\(name)p") }
    }
    let kernel = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
    return [
      DoctorFinding(
        "libraries", .good,
        "SpineTUI \(SpineTUIVersion.current); "
          + DisplayText.safe(names.joined(separator: ", "))
          + (kernel.map { "; OpenBLAS kernels for \(DisplayText.safe($0))" } ?? ""))
    ]
  }
}

/// A file of the kernel's, whose size is told as 0, in full.
private func contents(ofKernelFile path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 16_384)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += buffer[..<count]
  }
}
