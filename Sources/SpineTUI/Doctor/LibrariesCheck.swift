import Foundation
import Imaging

extension DoctorCheck {
  /// The libraries in use, by the files that are mapped: what is loaded, not what was built against.
  static let libraries = DoctorCheck("libraries") { _ in
    let wanted = ["ncursesw", "tinfo", "sixel", "openblas", "png16", "z", "c"]
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
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
