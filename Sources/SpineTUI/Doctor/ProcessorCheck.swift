import Foundation

extension DoctorCheck {
  /// Processors and memory that this program may use.
  static let processor = DoctorCheck("processor") { examination in
    let vectors =
      switch CPUVectors.current {
      case .avx512: "AVX-512"
      case .avx2: "AVX2"
      case .none: "neither AVX2 nor AVX-512"
      }
    // The configuration's count holds for what does work, not for the doctor itself.
    let configured = try? Settings.load(environment: examination.environment).threads
    let threads = configured ?? ThreadBudget.current
    let available = ProcessInfo.processInfo.activeProcessorCount
    var findings = [
      DoctorFinding(
        "processor", .good,
        "\(threads) of \(available) processors (--threads, SPINETUI_THREADS or the configuration), \(vectors)"
      )
    ]
    // What a container may use can be less than what it sees.
    if let quota = processorQuota, quota + 0.01 < Double(threads) {
      findings.append(
        DoctorFinding(
          "processor", .note, "this container may use \(fixed(quota)) processors, not \(threads)",
          advice: "--threads \(max(1, Int(quota))) spares it the waiting"))
    }
    if let free = availableMegabytes {
      findings.append(
        free < 1500
          ? DoctorFinding(
            "processor", .note, "\(free) MB of memory are free",
            advice: "A CT of 1,000 slices needs about 700 MB, an analysis some hundred more")
          : DoctorFinding("processor", .good, "\(free) MB of memory are free"))
    }
    return findings
  }

  /// Source: cgroups(7), cpu.max: quota and period in microseconds.
  private static var processorQuota: Double? {
    guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) else {
      return nil
    }
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], period > 0
    else { return nil }
    return quota / period
  }

  /// Source: proc(5), MemAvailable.
  private static var availableMegabytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first
        .flatMap({ Int($0) })
    else { return nil }
    return kilobytes / 1024
  }
}
