import Foundation
import TestSupport
import Testing

@testable import Inference

/// An `.npy` file made by the format's own text.
private func npy(
  _ header: String, _ body: [UInt8], version: UInt8 = 1, length: Int? = nil
) -> Data {
  let size = length ?? header.utf8.count
  var data = Data([0x93] + Array("NUMPY".utf8) + [version, 0])
  data += Data((0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) })
  return data + Data(header.utf8) + Data(body)
}

private func header(_ type: String, _ shape: String, fortran: String = "False") -> String {
  "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': \(shape), }\n"
}

private func bytes<T>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

private func refusal(_ data: Data) -> String? {
  do {
    _ = try NumPyFile.tensor(data, "a.npy")
    return nil
  } catch { return "\(error)" }
}

@Test func everyElementTypeBecomesTheSameNumbers() throws {
  let cases: [(String, [UInt8])] = [
    ("<f4", bytes([Float(0), 1, 100])), ("<f8", bytes([Double(0), 1, 100])),
    ("<f2", bytes([UInt16(0), 0x3C00, 0x5640])), ("<i8", bytes([Int64(0), 1, 100])),
    ("<i4", bytes([Int32(0), 1, 100])), ("<i2", bytes([Int16(0), 1, 100])),
    ("<u2", bytes([UInt16(0), 1, 100])), ("|i1", bytes([Int8(0), 1, 100])),
    ("|u1", bytes([UInt8(0), 1, 100])),
  ]
  for (type, body) in cases {
    let tensor = try NumPyFile.tensor(npy(header(type, "(3,)"), body), "a.npy")
    #expect(tensor == Tensor(shape: [3], values: [0, 1, 100]), "\(type)")
  }
  let flags = try NumPyFile.tensor(npy(header("|b1", "(1, 2)"), [0, 1]), "a.npy")
  #expect(flags == Tensor(shape: [1, 2], values: [0, 1]))
  let negative = try NumPyFile.tensor(
    npy(header("<i2", "(2,)"), bytes([Int16(-1), .min])), "a.npy")
  #expect(negative.values == [-1, -32768])
}

@Test func shapesAndVersionsAreRead() throws {
  let body = bytes((0..<6).map { Float($0) })
  for version: UInt8 in 1...3 {
    let tensor = try NumPyFile.tensor(npy(header("<f4", "(2, 3)"), body, version: version), "a.npy")
    #expect(tensor == Tensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5]))
  }
  #expect(try NumPyFile.tensor(npy(header("<f4", "()"), bytes([Float(7)])), "a").shape == [])
  #expect(try NumPyFile.tensor(npy(header("<f4", "(0, 3)"), []), "a").shape == [0, 3])
}

@Test func whatIsWrittenIsReadBackExactly() throws {
  let folder = try TemporaryFolder()
  for shape in [[], [1], [3, 5, 7], [0]] {
    let values = (0..<shape.reduce(1, *)).map { Float($0) * 0.1 - 3 }
    let tensor = Tensor(shape: shape, values: values)
    try NumPyFile.write(tensor, to: folder.file("a.npy"))
    #expect(try NumPyFile.read(folder.file("a.npy")) == tensor)
  }
  #expect(NumPyFile.encoded([Float(0)], shape: [1]).count % 64 == 4)
}

@Test(arguments: [
  (">f4", "element type is >f4"), (">i2", "element type is >i2"), ("<c8", "element type is <c8"),
  ("|O", "element type is |O"), ("<U4", "element type is <U4"), ("", "element type is"),
])
func aTypeThatIsNotReadIsNamed(type: String, sentence: String) {
  #expect(refusal(npy(header(type, "(1,)"), [0, 0, 0, 0]))?.contains(sentence) == true)
}

@Test func fortranOrderIsRefused() {
  let data = npy(header("<f4", "(2, 2)", fortran: "True"), bytes([Float](repeating: 0, count: 4)))
  #expect(refusal(data)?.contains("Fortran order") == true)
}

@Test func aFileThatIsCutShortAnywhereIsRefused() {
  let whole = npy(header("<f4", "(2, 3)"), bytes([Float](repeating: 1, count: 6)))
  #expect(refusal(whole) == nil)
  for length in 0..<whole.count {
    #expect(refusal(whole.prefix(length)) != nil, "\(length) bytes")
  }
  #expect(refusal(whole + Data([0])) != nil)
}

@Test(arguments: [
  "(-1,)", "(-1, -6)", "(9999999999999999999,)", "(4294967296, 4294967296)", "(two,)", "(2.0,)",
  "((2, 3),)", "(1 6)", "(6, 0x1)", "(" + String(repeating: "1, ", count: 40) + "6)",
])
func aHostileShapeIsRefused(shape: String) {
  let body = bytes([Float](repeating: 0, count: 6))
  #expect(refusal(npy(header("<f4", shape), body)) != nil)
}

@Test func hostileHeadersAreRefused() {
  let good = header("<f4", "(1,)")
  let body = bytes([Float(1)])
  #expect(refusal(npy(good, body, version: 0)) != nil)
  #expect(refusal(npy(good, body, version: 4)) != nil)
  #expect(refusal(npy(good, body, version: 2, length: 0xFFFF_FFFF)) != nil)
  #expect(refusal(npy(good, body, length: 0xFFFF)) != nil)
  #expect(refusal(npy("", body)) != nil)
  #expect(refusal(npy("{'descr': '<f4'}", body)) != nil)
  #expect(refusal(npy("{'shape': (1,), 'fortran_order': False}", body)) != nil)
  #expect(refusal(npy("'descr':'descr':'descr':", body)) != nil)
  let hostile = refusal(npy(header("\u{1B}]52;c;\u{7}", "(1,)"), body))
  #expect(hostile?.unicodeScalars.contains { $0.value < 32 } == false)
  #expect(
    NumPyFile.Failure.unreadable(path: "\u{1B}[2J", reason: "x").description.contains("\u{1B}")
      == false)
}

@Test func mutatedArraysNeverTrap() {
  var generator = SplitMix64(seed: 4)
  let whole = npy(header("<i4", "(2, 3)"), bytes([Int32](repeating: 5, count: 6)))
  for _ in 0..<3000 {
    var data = whole
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      data[Int.random(in: 0..<data.count, using: &generator)] = .random(
        in: 0...255, using: &generator)
    }
    _ = refusal(data)
  }
}

@Test func aFileThatIsNotThereIsNamed() {
  #expect { try NumPyFile.read("/nowhere/a.npy") } throws: { "\($0)".contains("/nowhere/a.npy") }
}
