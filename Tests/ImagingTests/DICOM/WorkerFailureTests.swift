import Foundation
import TestSupport
import Testing

@testable import Imaging

/// A worker may die, hang or babble: one file is refused by name, the rest is read.
struct WorkerFailureTests {
  private let folder: TemporaryFolder
  private let files: [String]

  init() throws {
    folder = try TemporaryFolder()
    files = try (0..<6).map { [folder] number in
      let path = folder.file("slice\(number)")
      try DICOMFileWriter.ctSlice(z: Double(2 * number), number: number) { _, _ in 0 }.write(
        to: path)
      return path
    }
  }

  /// What `hello` is answered with: version 1, 8 slots of 32 MiB, no flags, no libraries' names.
  private static let hello =
    #"\030\000\000\000\001\000\000\000\001\000\000\000\001\000\000\000\010\000\000\000\000\000\000\002\000\000\000\000\000\000\000\000\000\000\000\000"#

  /// An executable that greets, waits for a request and then does `what`; every further start of it
  /// is the real worker when `once`.
  private func worker(_ what: String, once: Bool) throws -> String {
    let marker = folder.file("started")
    let real = WorkerPool.defaultExecutable
    let again = once ? "if [ -e '\(marker)' ]; then exec '\(real)' \"$@\"; fi; : > '\(marker)'" : ""
    let script = """
      #!/bin/bash
      \(again)
      printf '\(Self.hello)'
      head -c 17 > /dev/null
      \(what)
      """
    try Data(script.utf8).write(to: URL(fileURLWithPath: folder.file("script")))
    return try folder.executable("worker", copyOf: folder.file("script"))
  }

  private func index(_ what: String) async throws -> DICOMIndex {
    let reader = DICOMReader(executable: try worker(what, once: true), workers: 1)
    return try await reader.index(paths: files)
  }

  @Test func aWorkersDeathCostsOneFile() async throws {
    let index = try await index("kill -SEGV $$")
    #expect(index.refused.map(\.path) == [files[0]])
    #expect(index.refused.first?.reason == "the reader died of signal 11")
    #expect(index.patients.first?.studies.first?.series.first?.sliceCount == 5)
  }

  @Test func aWorkerThatEndsCostsOneFile() async throws {
    let index = try await index("exit 3")
    #expect(index.refused.map(\.reason) == ["the reader ended with status 3"])
  }

  @Test func anEndlessLoopCostsOneFile() async throws {
    let index = try await index("while :; do :; done")
    #expect(index.refused.map(\.path) == [files[0]])
    #expect(index.refused.first?.reason.hasPrefix("the reader gave no answer within 1.5 s") == true)
    #expect(index.patients.first?.studies.first?.series.first?.sliceCount == 5)
  }

  @Test(arguments: [
    // An answer with a wrong id; one to another operation; one that claims 4 GB; one that ends early.
    #"printf '\000\000\000\000\002\000\000\000\143\000\000\000'"#,
    #"printf '\000\000\000\000\003\000\000\000\002\000\000\000'"#,
    #"printf '\377\377\377\377\002\000\000\000\002\000\000\000'"#,
    #"printf '\004\000\000\000\002\000\000\000\002\000\000\000\377\377\377\177'"#,
  ])
  func anAnswerThatMakesNoSenseCostsOneFile(_ babble: String) async throws {
    let index = try await index("\(babble); exit 0")
    #expect(index.refused.map(\.path).first == files[0])
  }

  /// A pixels answer that would fit, were it not for its slot: 8 × 6 Int16, all nought.
  private static let otherSlot =
    #"printf '\050\000\000\000\003\000\000\000\002\000\000\000"#
    + #"\010\000\000\000\006\000\000\000\001\000\000\000\005\000\000\000"#
    + #"\140\000\000\000\000\000\000\000"#
    + #"\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000'"#

  @Test func anAnswerForAnotherSlotIsNoImageAndItsWorkerIsReplaced() async throws {
    let index = try await DICOMReader(workers: 1).index(paths: files)
    let series = try #require(index.patients.first?.studies.first?.series.first)
    let reader = DICOMReader(
      executable: try worker("\(Self.otherSlot); exec sleep 60", once: true), workers: 1)
    let volume = try await reader.load(series)
    #expect(volume.geometry.dimensions.z == 5)
    let words = volume.warnings.map(\.text).joined(separator: "\n")
    #expect(words.contains("makes no sense: slot 5 instead of slot 0 is said to hold the image"))
  }

  @Test func aWorkerKilledBetweenTwoLoadsCostsNothing() async throws {
    let pids = folder.file("pids")
    let script =
      "#!/bin/bash\necho $$ >> '\(pids)'\nexec '\(WorkerPool.defaultExecutable)' \"$@\"\n"
    try Data(script.utf8).write(to: URL(fileURLWithPath: folder.file("script")))
    let path = try folder.executable("worker", copyOf: folder.file("script"))
    let reader = DICOMReader(executable: path, workers: 1)
    func started() throws -> [pid_t] {
      try String(contentsOfFile: pids, encoding: .utf8).split(separator: "\n").compactMap {
        pid_t($0)
      }
    }
    for _ in 0..<2 {
      #expect(try await reader.index(paths: files).refused.isEmpty)
    }
    // The second index found the first one's worker.
    let worker = try #require(try started().first)
    #expect(try started().count == 1)
    kill(worker, SIGKILL)
    // Dead once its processor time can no longer be told from a corpse's: its pipes are closed then.
    while FileManager.default.fileExists(atPath: "/proc/\(worker)/fd/1") { usleep(1000) }
    #expect(try await reader.index(paths: files).refused.isEmpty)
    #expect(try started().count == 2)
  }

  @Test func aMissingWorkerIsNamed() async throws {
    let reader = DICOMReader(executable: folder.file("nothing"))
    await #expect(throws: DICOMError.workerMissing(path: folder.file("nothing"))) {
      try await reader.index(paths: files)
    }
  }

  @Test func aWorkerThatDoesNotGreetIsAnError() async throws {
    let reader = DICOMReader(executable: "/bin/true")
    await #expect(throws: DICOMError.self) { try await reader.index(paths: files) }
  }

  @Test func cancellingEndsAWaitingIndex() async throws {
    let reader = DICOMReader(executable: try worker("sleep 60", once: false), workers: 1)
    let task = Task { [files] in try await reader.index(paths: files) }
    try await Task.sleep(for: .milliseconds(300))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func theRealWorkerIsConfined() throws {
    let process = try DICOMWorkerProcess(executable: WorkerPool.defaultExecutable)
    #expect(process.isConfined)
  }
}
