import CPlatform
import Foundation

/// Vector instructions that decide which OpenBLAS kernels this CPU runs best.
enum CPUVectors: Int32 {
  case none, avx2, avx512

  static var current: CPUVectors { CPUVectors(rawValue: cplatform_cpu_vectors()) ?? .none }
}

enum LaunchEnvironment {
  /// The second stage's environment.
  ///
  /// OpenBLAS 0.3.21 takes new AMD CPUs with AVX-512 for Haswells and runs at half their speed; naming
  /// a core that the CPU is not would end in SIGILL, so others keep OpenBLAS's own choice. It gets
  /// one thread because the engine shares its work out by itself. Swift's crash report shows memory,
  /// and with it patients. Huge pages spare large volumes their page faults.
  ///
  /// - Parameter terminfo: a folder of terminal descriptions for those that the system has none of.
  static func variables(
    from user: [String: String], cpu: CPUVectors, threads: Int?, terminfo: String? = nil
  ) -> [String: String] {
    var variables = user
    switch cpu {
    case .avx512: variables["OPENBLAS_CORETYPE"] = user["OPENBLAS_CORETYPE"] ?? "SkylakeX"
    case .avx2: variables["OPENBLAS_CORETYPE"] = user["OPENBLAS_CORETYPE"] ?? "Haswell"
    case .none: break
    }
    variables["OPENBLAS_NUM_THREADS"] = "1"
    variables["SWIFT_BACKTRACE"] = user["SWIFT_BACKTRACE"] ?? "enable=no"
    let tunables = user["GLIBC_TUNABLES"].map { $0.isEmpty ? [] : [$0] } ?? []
    if !tunables.contains(where: { $0.contains("glibc.malloc.hugetlb") }) {
      variables["GLIBC_TUNABLES"] = (tunables + ["glibc.malloc.hugetlb=1"]).joined(separator: ":")
    }
    // An empty entry is where the system keeps its own. Source: ncurses's terminfo(5).
    if let terminfo {
      variables["TERMINFO_DIRS"] = (user["TERMINFO_DIRS"] ?? "") + ":" + terminfo
    }
    if let threads { variables["SPINETUI_THREADS"] = String(threads) }
    return variables
  }
}

extension LaunchEnvironment {
  /// The terminal descriptions that lie beside an installed program, as in the archive of make dist.
  ///
  /// - Parameter program: its path, links resolved.
  static func terminfo(beside program: String) -> String? {
    let prefix = ((program as NSString).deletingLastPathComponent as NSString)
      .deletingLastPathComponent
    let folder = "\(prefix)/share/spinetui/terminfo"
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }
}

/// How many threads the program may keep busy: login nodes are shared.
enum ThreadBudget {
  /// `--threads`, else `SPINETUI_THREADS`, else every processor that this process may use.
  static var current: Int {
    if let text = ProcessInfo.processInfo.environment["SPINETUI_THREADS"], let count = Int(text),
      count >= 1
    {
      return count
    }
    return max(1, ProcessInfo.processInfo.activeProcessorCount)
  }
}
