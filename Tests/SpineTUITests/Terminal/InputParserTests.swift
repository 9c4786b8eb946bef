import TestSupport
import Testing

@testable import SpineTUI

private func events(_ text: String) -> [InputEvent] {
  var parser = InputParser()
  return parser.feed(Array(text.utf8))
}

@Test(arguments: [
  ("j", Key.character("j")), ("é", .character("é")), ("\u{1B}[A", .up), ("\u{1B}OB", .down),
  ("\u{1B}[1;2C", .shiftRight), ("\u{1B}[5~", .pageUp), ("\u{1B}[H", .home), ("\u{1B}[4~", .end),
  ("\r", .enter), ("\u{7F}", .backspace), ("\u{1A}", .control("z")), ("\u{1B}[Z", .backtab),
])
func aKeyIsRecognised(bytes: String, key: Key) {
  #expect(events(bytes) == [.key(key)])
}

@Test(arguments: [
  ("\u{1B}[12;40R", TerminalReply.cursor(row: 12, column: 40)),
  ("\u{1B}[?63;1;2;4c", .attributes([63, 1, 2, 4])),
  ("\u{1B}[6;20;10t", .cellSize(width: 10, height: 20)),
  ("\u{1B}[4;600;800t", .textAreaSize(width: 800, height: 600)),
  ("\u{1B}[?1;0;1024S", .graphics(item: 1, status: 0, values: [1024])),
  ("\u{1B}[?2026;2$y", .mode(2026, state: 2)),
  ("\u{1B}P1$r0;48:2:1:2:3m\u{1B}\\", .attributesInForce("0;48:2:1:2:3")),
  ("\u{1B}P>|XTerm(379)\u{1B}\\", .version("XTerm(379)")),
  ("\u{1B}[>41;379;0c", .secondaryAttributes([41, 379, 0])),
  ("\u{1B}_Gi=31;OK\u{1B}\\", .kitty(31, "OK")),
  ("\u{1B}_Gi=31;EINVAL:no\u{1B}\\", .kitty(31, "EINVAL:no")),
  ("\u{1B}]11;rgb:ffff/0000/80\u{1B}\\", .background([1, 0, 128.0 / 255])),
  ("\u{1B}]11;rgb:f/0/0\u{7}", .background([1, 0, 0])),
])
func anAnswerIsNeverAKey(bytes: String, reply: TerminalReply) {
  #expect(events(bytes) == [.reply(reply)])
}

@Test func unknownAnswersAreSwallowedWhole() {
  let strange = [
    "\u{1B}]10;rgb:0000/0000/0000\u{1B}\\", "\u{1B}_Xi=31;OK\u{1B}\\", "\u{1B}[8;24;80t",
    "\u{1B}[<64;3M", "\u{1B}[<300;1;1M", "\u{1B}[<0;-1;4M", "\u{1B}[<3;1;1M", "\u{1B}[M\u{23}!!",
  ]
  #expect(events("a" + strange.joined() + "b") == [.key(.character("a")), .key(.character("b"))])
}

@Test func bytesMayArriveInAnyPieces() {
  let line =
    "j\u{1B}[?64;1;2;4c\u{1B}[Aé\u{1B}P1$r0m\u{1B}\\\u{1B}[2;17R漢\u{1B}[200~x y\u{1B}[201~k"
  let whole = events(line)
  var random = SplitMix64(seed: 3)
  for _ in 0..<200 {
    var parser = InputParser()
    var pieces: [InputEvent] = []
    var rest = Array(line.utf8)[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...4, using: &random)
      pieces += parser.feed(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    #expect(pieces == whole)
  }
  #expect(whole.contains(.paste("x y")))
}

@Test func aLoneEscapeIsTheEscapeKeyOnlyAfterAPause() {
  var parser = InputParser()
  #expect(parser.feed([0x1B]) == [])
  #expect(parser.isWaiting)
  #expect(parser.flush() == [.key(.escape)])
  #expect(!parser.isWaiting)
}

@Test func escapeAndTheNextKeyInOnePacketAreTwoKeys() {
  #expect(events("\u{1B}j") == [.key(.escape), .key(.character("j"))])
  #expect(events("\u{1B}\u{1B}[A") == [.key(.escape), .key(.up)])
}

@Test func anAnswerCutOffByNoiseLeavesNoKeysBehind() {
  var parser = InputParser()
  #expect(parser.feed(Array("\u{1B}[?64;1".utf8)) == [])
  #expect(parser.flush() == [])
  #expect(parser.feed(Array("q".utf8)) == [.key(.character("q"))])
}

@Test func pastedTextCannotSteerTheTerminalOrActAsKeys() {
  #expect(
    events("\u{1B}[200~C5\u{1B}]52;c;aGk=\u{07}\u{9B}31m\u{202E}q\u{1B}[201~")
      == [.paste("C5]52;c;aGk=31mq")])
}

@Test func randomBytesNeverStopTheParser() {
  var random = SplitMix64(seed: 11)
  var parser = InputParser()
  for _ in 0..<2000 {
    let bytes = (0..<Int.random(in: 1...20, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    _ = parser.feed(bytes)
  }
  _ = parser.feed(Array("\u{18}\u{1B}\\\u{1B}[201~".utf8))
  _ = parser.flush()
  #expect(parser.feed(Array("j".utf8)).last == .key(.character("j")))
}

@Test func aHugePasteIsClippedAndEnds() {
  let long = String(repeating: "x", count: 20_000)
  let found = events("\u{1B}[200~\(long)\u{1B}[201~j")
  #expect(found.count == 2)
  #expect(found.last == .key(.character("j")))
}

@Test(arguments: [0, 4090, 4096, 4097, 8180, 8186, 8192, 8193, 12_290, 50_000])
func ofALongPasteTheHeadIsKept(length: Int) {
  let text = String((0..<length).map { Character(UnicodeScalar(UInt8(97 + $0 % 26))) })
  #expect(
    events("\u{1B}[200~\(text)\u{1B}[201~j")
      == [.paste(String(text.prefix(4096))), .key(.character("j"))])
}
