extension Keymap {
  static let tagsBindings: [KeyBinding] = [
    KeyBinding(
      "header", .image, letter("t"), action: .tags(.open), help: "the header of the slice's file"),
    KeyBinding("down", .tags, letter("j"), [.down], action: .tags(.scroll(1)), help: "down"),
    KeyBinding("up", .tags, letter("k"), [.up], action: .tags(.scroll(-1)), help: "up"),
    KeyBinding(
      "ten-down", .tags, letter("J"), letter(" "), [.pageDown], action: .tags(.scroll(10)),
      help: "ten lines down"),
    KeyBinding(
      "ten-up", .tags, letter("K"), [.pageUp], action: .tags(.scroll(-10)), help: "ten lines up"),
    KeyBinding("first", .tags, sequence("gg"), [.home], action: .tags(.first), help: "first line"),
    KeyBinding("last", .tags, letter("G"), [.end], action: .tags(.last), help: "last line"),
    KeyBinding(
      "search", .tags, letter("/"), action: .app(.openPrompt(.tags)),
      help: "show the lines with these words in tag, name or value"),
    KeyBinding("close", .tags, letter("t"), action: .tags(.close), help: "back to the image"),
  ]
}
