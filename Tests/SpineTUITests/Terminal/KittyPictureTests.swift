import Foundation
import Imaging
import Testing

@testable import SpineTUI

/// The commands of a stream of kitty's protocol: control data and payload of each.
private func commands(_ bytes: [UInt8]) throws -> [(keys: [String: String], payload: String)] {
  let text = try #require(String(bytes: bytes, encoding: .ascii))
  return text.components(separatedBy: "\u{1B}_G").dropFirst().map { part in
    let body = part.components(separatedBy: "\u{1B}\\")[0].split(
      separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    var keys: [String: String] = [:]
    for pair in body[0].split(separator: ",") {
      let halves = pair.split(separator: "=")
      keys[String(halves[0])] = String(halves[1])
    }
    return (keys, body.count > 1 ? String(body[1]) : "")
  }
}

private let rect = CellRect(row: 2, column: 5, rows: 10, columns: 30)

@Test func aKittyPictureArrivesInChunksOfAtMost4096() throws {
  let payload = (0..<10_000).map { UInt8(ascii: "A") + UInt8($0 % 26) }
  let stream = try commands(KittyPicture.stream(payload, in: rect, as: .first))
  let chunks = stream.dropLast()
  #expect(chunks.map(\.payload).joined() == String(decoding: payload, as: UTF8.self))
  #expect(chunks.allSatisfy { $0.payload.count <= 4096 })
  #expect(chunks.dropLast().allSatisfy { $0.payload.count % 4 == 0 && $0.keys["m"] == "1" })
  #expect(chunks.last?.keys["m"] == "0")
  let head = try #require(chunks.first?.keys)
  #expect(head["a"] == "T" && head["f"] == "100" && head["C"] == "1" && head["q"] == "2")
  #expect(head["c"] == "30" && head["r"] == "10")
}

@Test func theOldPictureIsDeletedBehindTheNewOne() throws {
  let first = try commands(KittyPicture.stream([65, 65, 65, 65], in: rect, as: .first))
  let second = try commands(KittyPicture.stream([65, 65, 65, 65], in: rect, as: .second))
  #expect(first[0].keys["i"] == second.last?.keys["i"])
  #expect(second[0].keys["i"] == first.last?.keys["i"])
  #expect(first.last?.keys["a"] == "d" && first.last?.keys["d"] == "I")
}

@Test func thePayloadIsThePictureAsPNG() throws {
  let frame = Frame(width: 9, height: 5, pixels: (0..<45).map { $0 }, palette: RGB.greys(64))
  let data = try #require(Data(base64Encoded: Data(try KittyPicture.payload(frame))))
  #expect(Array(data.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
}
