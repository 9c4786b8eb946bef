extension Keymap {
  static let tagsBindings: [KeyBinding] = [
    KeyBinding(
      .image, letter("t"), action: .tags(.open), help: "the header of the slice's file"),
    KeyBinding(.tags, letter("j"), [.down], action: .tags(.scroll(1)), help: "down"),
    KeyBinding(.tags, letter("k"), [.up], action: .tags(.scroll(-1)), help: "up"),
    KeyBinding(
      .tags, letter("J"), letter(" "), [.pageDown], action: .tags(.scroll(10)),
      help: "ten lines down"),
    KeyBinding(
      .tags, letter("K"), [.pageUp], action: .tags(.scroll(-10)), help: "ten lines up"),
    KeyBinding(.tags, sequence("gg"), [.home], action: .tags(.first), help: "first line"),
    KeyBinding(.tags, letter("G"), [.end], action: .tags(.last), help: "last line"),
    KeyBinding(
      .tags, letter("/"), action: .app(.openPrompt(.tags)),
      help: "show the lines with these words in tag, name or value"),
    KeyBinding(.tags, letter("t"), action: .tags(.close), help: "back to the image"),
  ]
}
