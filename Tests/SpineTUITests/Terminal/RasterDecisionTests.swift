import Testing

@testable import SpineTUI

private func decision(
  _ replies: [TerminalReply], environment: [String: String] = [:], choice: RasterChoice? = nil
) throws -> RasterDecision {
  var probe = TerminalProbe()
  for reply in replies { probe.take(reply) }
  let defaults = ["TERM": "xterm-256color"]
  var settings = try TerminalSettings(defaults.merging(environment) { $1 }, choice: choice)
  // Of the test's own process.
  if environment["TMUX"] == nil, environment["STY"] == nil, environment["ZELLIJ"] == nil {
    settings.multiplexer = nil
  }
  settings.terminfoColours = settings.type == "vt100" ? 0 : settings.type == "linux" ? 8 : 256
  return probe.decision(settings)
}

private let sixel = TerminalReply.attributes([63, 1, 2, 4, 22])
private let noSixel = TerminalReply.attributes([62, 22])
private let kitty = TerminalReply.kitty(TerminalProbe.kittyQuery, "OK")

@Test func sixelComesBeforeKittyAndKittyBeforeCharacters() throws {
  #expect(try decision([kitty, sixel]) == RasterDecision(raster: .sixel, reason: .saysSixel))
  #expect(try decision([kitty, noSixel]) == RasterDecision(raster: .kitty, reason: .answersKitty))
  #expect(try decision([noSixel]).reason == .neither)
  #expect(try decision([]).reason == .silent)
  #expect(
    try decision([.kitty(TerminalProbe.kittyQuery, "ENOTSUPPORTED"), noSixel]).reason == .neither)
  #expect(try decision([.kitty(7, "OK"), noSixel]).reason == .neither)
}

@Test func xtermJSAnswersKittysQueryWithoutDrawing() throws {
  let code = TerminalReply.version("xterm.js(5.6.0)")
  #expect(try decision([code, kitty, noSixel]).reason == .neither)
  #expect(try decision([code, kitty, sixel]).raster == .sixel)
}

@Test func sixteenRegistersMeanCharacters() throws {
  let few = TerminalReply.graphics(item: 1, status: 0, values: [16])
  #expect(try decision([few, sixel]).reason == .fewRegisters(16))
}

private let multiplexed: [([TerminalReply], [String: String], Multiplexer)] = [
  ([.version("tmux 3.4")], [:], .tmux),
  ([.secondaryAttributes([84, 0, 0])], [:], .tmux),
  ([.secondaryAttributes([83, 40900, 0])], [:], .screen),
  ([.version("Zellij(0.44)")], [:], .zellij),
  ([], ["TMUX": "/tmp/tmux-0/default,1,0"], .tmux),
  ([], ["ZELLIJ": "0"], .zellij), ([], ["STY": "1.x"], .screen),
]

@Test(arguments: multiplexed)
func aMultiplexersPicturesMustBeAskedFor(
  replies: [TerminalReply], environment: [String: String], multiplexer: Multiplexer
) throws {
  let found = try decision([kitty, sixel] + replies, environment: environment)
  #expect(found.reason == .multiplexer(multiplexer))
  #expect(found.raster == .halfBlocks(trueColour: false))
  #expect(
    try decision([sixel] + replies, environment: environment, choice: .sixel).raster == .sixel)
}

@Test func aTerminalStartedInATmuxIsNotBehindIt() throws {
  let replies = [TerminalReply.version("XTerm(379)"), .secondaryAttributes([41, 379, 0]), sixel]
  #expect(try decision(replies, environment: ["TMUX": "x"]).raster == .sixel)
  #expect(try decision(Array(replies.dropFirst()), environment: ["TMUX": "x"]).raster == .sixel)
}

private let surroundings: [([String: String], [String], Multiplexer?)] = [
  (["TERM": "screen.xterm-256color"], [], .screen), (["TERM": "tmux-256color"], [], .tmux),
  ([:], ["bash", "mosh-server", "systemd"], .mosh), ([:], ["sudo", "bash", "tmux: server"], .tmux),
  ([:], ["fish", "SCREEN"], .screen), ([:], ["fish", "zellij"], .zellij),
  ([:], ["bash", "sshd"], nil),
]

@Test(arguments: surroundings)
func aMultiplexerIsFoundByWhatIsAround(
  environment: [String: String], ancestors: [String], found: Multiplexer?
) {
  #expect(Multiplexer.around(environment, ancestors: ancestors) == found)
}

@Test func withoutColoursPicturesAreLetters() throws {
  #expect(try decision([noSixel], environment: ["TERM": "vt100"]).raster == .ascii)
  #expect(try decision([], environment: ["TERM": "linux"]).raster == .ascii)
  let palette = TerminalReply.attributesInForce("0;48;5;16")
  #expect(
    try decision([noSixel, palette], environment: ["TERM": "linux"]).raster
      == .halfBlocks(trueColour: false))
  #expect(
    try decision([noSixel], environment: ["TERM": "xterm"]).raster == .halfBlocks(trueColour: false)
  )
}

@Test func whatIsAskedForIsDone() throws {
  #expect(
    try decision([sixel], environment: ["SPINETUI_GRAPHICS": "half"]).raster
      == .halfBlocks(trueColour: false))
  #expect(
    try decision([sixel], environment: ["SPINETUI_GRAPHICS": "half"], choice: .kitty).raster
      == .kitty)
  #expect(try decision([], environment: ["SPINETUI_GRAPHICS": ""], choice: .ascii).raster == .ascii)
}

@Test(arguments: [
  ["SPINETUI_GRAPHICS": "sixels"], ["SPINETUI_CELL": "10"], ["SPINETUI_CELL": "0x20"],
  ["SPINETUI_CELL": "10x20x3"], ["SPINETUI_CELL": "-8x16"],
])
func aSettingThatIsNoneIsRefusedInWords(environment: [String: String]) {
  let error = #expect(throws: SettingsError.self) { try TerminalSettings(environment) }
  #expect(error?.description.contains(environment.keys.first ?? "?") == true)
}

@Test func kittysQuestionIsNotPutWhereItWouldBePrintedOrBecomeATitle() {
  var settings = TerminalSettings()
  settings.type = "xterm"
  #expect(TerminalProbe.questions(settings).contains("\u{1B}_G"))
  settings.multiplexer = .tmux
  #expect(!TerminalProbe.questions(settings).contains("\u{1B}_G"))
  settings.multiplexer = nil
  settings.type = "linux"
  #expect(!TerminalProbe.questions(settings).contains("\u{1B}_G"))
}
