import Foundation
import Testing

@testable import SpineAnalysis

/// Vectors of FIPS 180-4's examples (NIST, "SHA-256 examples") and of RFC 6234.
struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func digestsOfShortMessages(message: String, digest: String) {
    #expect(SHA256.hex(of: message.utf8) == digest)
  }

  @Test func aMillionLettersFedInUnevenPieces() {
    var hash = SHA256()
    var left = 1_000_000
    var piece = 1
    while left > 0 {
      let count = min(piece, left)
      hash.update([UInt8](repeating: 0x61, count: count))
      left -= count
      piece = piece * 3 % 997 + 1
    }
    #expect(
      hash.finalize() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Lengths around the place where the padding needs one block more.
  @Test(arguments: [55, 56, 63, 64, 65])
  func piecesGiveTheSameDigestAsTheWhole(length: Int) {
    let bytes = (0..<length).map { UInt8($0) }
    var hash = SHA256()
    for byte in bytes { hash.update([byte]) }
    #expect(hash.finalize() == SHA256.hex(of: bytes))
  }
}
