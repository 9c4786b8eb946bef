import Foundation

/// Runs `fuzz work` in processes of its own, a part of the numbers each.
struct Watcher {
  let format: Format
  let seeds: String
  let numbers: Range<Int>
  let jobs: Int
  let keep: String

  /// A file may be worked on this long.
  private static let patience = 5.0
  /// Mutations of one process: enough that starting it costs nothing.
  private static let part = 5_000

  func run() async throws -> Tally {
    try FileManager.default.createDirectory(atPath: keep, withIntermediateDirectories: true)
    let parts = stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.part).map {
      $0..<min($0 + Self.part, numbers.upperBound)
    }
    return try await withThrowingTaskGroup(of: Tally.self) { group in
      var waiting = parts.makeIterator()
      for _ in 0..<jobs {
        if let part = waiting.next() { group.addTask { try await read(part) } }
      }
      var total = Tally()
      while let tally = try await group.next() {
        total += tally
        if let part = waiting.next() { group.addTask { try await read(part) } }
        FileHandle.standardError.write(
          Data("\(format.rawValue) \(total.count)/\(numbers.count)\r".utf8))
      }
      FileHandle.standardError.write(Data("\n".utf8))
      return total
    }
  }

  /// Reads a part, with another process wherever one fails.
  private func read(_ part: Range<Int>) async throws -> Tally {
    var total = Tally()
    var next = part.lowerBound
    while next < part.upperBound {
      let folder = try scratch()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let (tally, failedAt, isHang) = try await process(next..<part.upperBound, in: folder)
      keepFindings(of: folder)
      if let tally {
        total += tally
        break
      }
      // What the failed process counted is lost with it; its files were read.
      total.count += failedAt - next + 1
      if isHang { total.hangs += 1 } else { total.deaths += 1 }
      let name = "\(format.rawValue)-\(isHang ? "hang" : "death")-\(failedAt)"
      let input = "\(folder)/input\(format == .nifti ? ".nii" : "")"
      try? FileManager.default.copyItem(atPath: input, toPath: "\(keep)/\(name)")
      next = failedAt + 1
    }
    return total
  }

  /// In memory where the system has such a folder: every file is written once and read once.
  private func scratch() throws -> String {
    let base =
      FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let path = "\(base)/spinetui-fuzz-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private func process(
    _ numbers: Range<Int>, in folder: String
  ) async throws -> (tally: Tally?, failedAt: Int, isHang: Bool) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [
      "work", seeds, "--format", format.rawValue, "--folder", folder, "--first",
      "\(numbers.lowerBound)", "--count", "\(numbers.count)",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var seen = (number: -1, since: ContinuousClock.now)
    while process.isRunning {
      try await Task.sleep(for: .milliseconds(200))
      let number = atWork(folder)
      if number != seen.number { seen = (number, .now) }
      // The first file waits for the seeds to be read and mutated.
      if ContinuousClock.now - seen.since > .seconds(Self.patience + (number < 1 ? 20 : 0)) {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return (nil, max(number, numbers.lowerBound), true)
      }
    }
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    if process.terminationReason == .exit, process.terminationStatus == 0 {
      return (try JSONDecoder().decode(Tally.self, from: printed), 0, false)
    }
    return (nil, max(atWork(folder), numbers.lowerBound), false)
  }

  private func atWork(_ folder: String) -> Int {
    guard let data = FileManager.default.contents(atPath: "\(folder)/number"), data.count >= 8
    else {
      return -1
    }
    return Int(truncatingIfNeeded: data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
  }

  private func keepFindings(of folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix("worker-") {
      try? FileManager.default.copyItem(
        atPath: "\(folder)/\(name)", toPath: "\(keep)/\(format.rawValue)-\(name)")
    }
  }
}
