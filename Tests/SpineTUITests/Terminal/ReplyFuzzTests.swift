import TestSupport
import Testing

@testable import SpineTUI

/// Answers of every kind that is asked for, as terminals send them or as something hostile might.
private func anyReply(_ random: inout SplitMix64) -> [UInt8] {
  func number() -> String {
    [0, 1, 4, 9, 63, 255, 1024, 65_535, 99_999_999_999].randomElement(using: &random)
      .map { String($0) } ?? ""
  }
  func list() -> String {
    (0..<Int.random(in: 0...40, using: &random)).map { _ in
      Int.random(in: 0...9, using: &random) == 0 ? "" : number()
    }.joined(separator: ";")
  }
  func words() -> String {
    String(
      decoding: (0..<Int.random(in: 0...300, using: &random)).map { _ in
        UInt8.random(in: 0x20...0x7E, using: &random)
      }, as: UTF8.self)
  }
  let text =
    [
      "\u{1B}[?\(list())c", "\u{1B}[>\(list())c", "\u{1B}[\(list())R", "\u{1B}[?\(list())S",
      "\u{1B}[?\(list())$y", "\u{1B}[4;\(list())t", "\u{1B}[6;\(list())t",
      "\u{1B}P>|\(words())\u{1B}\\", "\u{1B}P1$r\(list())m\u{1B}\\",
      "\u{1B}]11;rgb:\(words())\u{1B}\\", "\u{1B}]11;rgb:ffff/0/zz\u{7}",
      "\u{1B}_Gi=\(number());\(words())\u{1B}\\", "\u{1B}_G\(words())\u{1B}\\",
      "\u{1B}]52;c;\(words())\u{7}", "\u{1B}^\(words())\u{1B}\\", "\u{1B}X\(words())\u{1B}\\",
    ].randomElement(using: &random) ?? ""
  return Array(text.utf8)
}

private func isReply(_ event: InputEvent) -> Bool {
  if case .reply = event { true } else { false }
}

@Test func noAnswerWholeSplitOrCutShortBecomesAKey() {
  var random = SplitMix64(seed: 2026)
  var parser = InputParser()
  for _ in 0..<20_000 {
    var bytes = anyReply(&random)
    // Cut short; of ESC alone nobody can tell an answer from the Escape key.
    if Int.random(in: 0..<4, using: &random) == 0 {
      bytes = Array(bytes.prefix(Int.random(in: 2...max(2, bytes.count), using: &random)))
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...16, using: &random)
      let events = parser.feed(rest.prefix(count))
      #expect(events.allSatisfy(isReply), "\(TerminalInterview.escaped(bytes)) became \(events)")
      rest = rest.dropFirst(count)
    }
    // Now and then nothing comes for a while.
    if Int.random(in: 0..<3, using: &random) == 0 { #expect(parser.flush() == []) }
  }
  _ = parser.flush()
  #expect(parser.feed(Array("q".utf8)) == [.key(.character("q"))])
}

@Test func aStringWithoutAnEndIsGivenUp() {
  var parser = InputParser()
  #expect(parser.feed(Array("\u{1B}P".utf8) + Array(repeating: 0x41, count: 100_000)) == [])
  #expect(parser.flush() == [])
  #expect(parser.feed(Array("j".utf8)) == [.key(.character("j"))])
}

@Test(arguments: [
  "\u{1B}[?63;1;;4c", "\u{1B}[?6 3c", "\u{1B}[;R", "\u{1B}[0;5R", "\u{1B}[2;R", "\u{1B}[6;-1;10t",
  "\u{1B}[6;20t",
  "\u{1B}[?2026;2y", "\u{1B}_Gi=31,i=4;OK\u{1B}\\", "\u{1B}_Gi=31\u{1B}\\",
  "\u{1B}]11;rgb:+1/0/0\u{7}",
  "\u{1B}]11;rgb:1/2\u{7}", "\u{1B}P>|\u{E9}\u{1B}\\", "\u{1B}[1;99999999999999999999R",
])
func whatIsNotExactlyAnAnswerIsNone(bytes: String) {
  var parser = InputParser()
  #expect(parser.feed(Array(bytes.utf8)) == [])
}
