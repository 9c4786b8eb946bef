extension Keymap {
  static let browsingBindings: [KeyBinding] = [
    KeyBinding(
      .list, letter("j"), [.down], action: .browsing(.move(1)), help: "next series"),
    KeyBinding(.list, letter("k"), [.up], action: .browsing(.move(-1)), help: "previous series"),
    KeyBinding(
      .list, letter("J"), [.pageDown], action: .browsing(.move(10)), help: "ten series down"),
    KeyBinding(
      .list, letter("K"), [.pageUp], action: .browsing(.move(-10)), help: "ten series up"),
    KeyBinding(
      .list, sequence("gg"), [.home], action: .browsing(.first), help: "first series"),
    KeyBinding(.list, letter("G"), [.end], action: .browsing(.last), help: "last series"),
    KeyBinding(.list, [.enter], action: .browsing(.open), help: "open the series"),
    KeyBinding(
      .list, letter("/"), action: .app(.openPrompt(.filter)),
      help: "filter by name, number, date or description"),
  ]
}
