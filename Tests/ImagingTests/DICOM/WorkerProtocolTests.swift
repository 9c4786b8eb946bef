import CPlatform
import DicomWire
import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Both sides of the protocol against docs/worker-protocol.md.
struct WorkerProtocolTests {
  private static let text = try? String(
    contentsOf: Python.packageRoot.appendingPathComponent("docs/worker-protocol.md"),
    encoding: .utf8)

  /// The page's text without spaces and line ends, to find bytes in it however they are laid out.
  private static let packed = (text ?? "").filter { !$0.isWhitespace }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func thePageShowsTheHelloThatIsSent() {
    #expect(Self.packed.contains(hex(WireRequest.hello.message(id: 7))))
  }

  @Test func thePageShowsTheHeaderRequestThatIsSent() {
    let request = WireRequest.header(path: "/a", wanted: [.rows], withFrames: false)
    #expect(Self.packed.contains(hex(request.message(id: 1))))
  }

  @Test func aPixelsRequestIsPathFrameAndSlot() {
    let request = WireRequest.pixels(path: "/ü", frame: 258, slot: 3)
    #expect(request.payload == [3, 0, 0, 0, 0x2F, 0xC3, 0xBC, 2, 1, 0, 0, 3, 0, 0, 0])
  }

  @Test func thePageStatesTheLimitsOfTheHeader() throws {
    let text = try #require(Self.text)
    #expect(text.contains("version \(DICOM_WIRE_VERSION)"))
    #expect(
      text.contains("a memfd of \(DICOM_WIRE_SLOTS) slots of \(DICOM_WIRE_SLOT_BYTES >> 20) MiB"))
    let grouped = { (n: Int32) in
      n.formatted(.number.locale(Locale(identifier: "en_US")).grouping(.automatic))
    }
    #expect(text.contains("at most \(grouped(DICOM_WIRE_MAX_REQUEST)) bytes"))
    #expect(text.contains("at most \(grouped(DICOM_WIRE_MAX_ANSWER))."))
    #expect(text.contains("1 … \(grouped(DICOM_WIRE_MAX_DIMENSION))"))
    #expect(text.contains(grouped(DICOM_WIRE_MAX_FRAMES)))
  }

  @Test func theWorkerAnswersThePagesHello() throws {
    let worker = try RawWorker()
    try worker.write(WireRequest.hello.message(id: 7))
    let header = try worker.read(12)
    // Operation 1, status 0, id 7.
    #expect(header[4...] == [1, 0, 0, 0, 7, 0, 0, 0])
    var reader = WireReader(try worker.read(Int(header[0]) + Int(header[1]) << 8))
    #expect(try reader.integer(UInt32.self) == 1)
    #expect(try reader.integer(UInt32.self) == 8)
    #expect(try reader.integer(UInt64.self) == 33_554_432)
    #expect(try reader.integer(UInt32.self) & 1 == 1, "the system-call filter stands")
    #expect(try reader.text().hasPrefix("DCMTK 3."))
    try reader.expectEnd()
  }

  @Test(arguments: [
    // A hello of another version; an unknown operation; left-over bytes; a path longer than its request.
    [4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 99, 0, 0, 0],
    [0, 0, 0, 0, 77, 0, 0, 0, 1, 0, 0, 0],
    [5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0],
    [4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255],
  ])
  func theWorkerRefusesAMalformedRequestAndGoesOn(_ message: [UInt8]) throws {
    let worker = try RawWorker()
    try worker.write(message)
    let header = try worker.read(12)
    #expect(header[6] == UInt8(DICOM_WIRE_BAD_REQUEST))
    _ = try worker.read(Int(header[0]))
    try worker.write(WireRequest.hello.message(id: 2))
    #expect(try worker.read(12)[4...] == [1, 0, 0, 0, 2, 0, 0, 0])
  }

  @Test func aPayloadIsReadToItsEndAndNoFurther() {
    var reader = WireReader([1, 0, 0, 0, 0x41, 9])
    #expect((try? reader.text()) == "A")
    #expect(throws: WireGarbage.self) { try reader.expectEnd() }
    #expect(throws: WireGarbage.self) { try reader.integer(UInt16.self) }
  }
}

/// A worker spoken to byte by byte.
private final class RawWorker {
  private var worker = cplatform_worker()

  init() throws {
    let bytes = Int(DICOM_WIRE_SLOTS) * Int(DICOM_WIRE_SLOT_BYTES)
    let error = cplatform_spawn_worker(WorkerPool.defaultExecutable, "read", bytes, &worker)
    try #require(error == 0)
  }

  deinit {
    var status: Int32 = 0
    cplatform_end_worker(&worker, &status)
  }

  func write(_ bytes: [UInt8]) throws {
    try #require(cplatform_write_some(worker.requests, bytes, bytes.count) == bytes.count)
  }

  func read(_ count: Int) throws -> [UInt8] {
    var result: [UInt8] = []
    while result.count < count {
      var buffer = [UInt8](repeating: 0, count: count - result.count)
      let got = Glibc.read(worker.answers, &buffer, buffer.count)
      try #require(got > 0, "the worker closed its pipe")
      result += buffer[..<got]
    }
    return result
  }
}
