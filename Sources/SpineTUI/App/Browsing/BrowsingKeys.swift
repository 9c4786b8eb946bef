extension Keymap {
  static let browsingBindings: [KeyBinding] = [
    KeyBinding(
      .list, letter("j"), [.down], action: .browsing(.move(1)), help: "next line"),
    KeyBinding(.list, letter("k"), [.up], action: .browsing(.move(-1)), help: "previous line"),
    KeyBinding(
      .list, letter("J"), [.pageDown], action: .browsing(.move(10)), help: "ten lines down"),
    KeyBinding(
      .list, letter("K"), [.pageUp], action: .browsing(.move(-10)), help: "ten lines up"),
    KeyBinding(.list, sequence("gg"), [.home], action: .browsing(.first), help: "first line"),
    KeyBinding(.list, letter("G"), [.end], action: .browsing(.last), help: "last line"),
    KeyBinding(
      .list, letter(")"), action: .browsing(.moveGroup(.study, 1)), help: "next study"),
    KeyBinding(
      .list, letter("("), action: .browsing(.moveGroup(.study, -1)), help: "previous study"),
    KeyBinding(
      .list, letter("}"), action: .browsing(.moveGroup(.patient, 1)), help: "next patient"),
    KeyBinding(
      .list, letter("{"), action: .browsing(.moveGroup(.patient, -1)), help: "previous patient"),
    KeyBinding(
      .list, [.enter], action: .browsing(.open),
      help: "open the series, or what is folded"),
    KeyBinding(
      .list, letter("h"), [.left], action: .browsing(.fold),
      help: "fold the study, then the patient"
    ),
    KeyBinding(.list, letter("l"), [.right], action: .browsing(.unfold), help: "unfold"),
    KeyBinding(
      .list, sequence("zm"), action: .browsing(.foldAll(1)),
      help: "fold all: to studies, then to patients"),
    KeyBinding(
      .list, sequence("zr"), action: .browsing(.foldAll(-1)),
      help: "unfold all: to studies, then to series"),
    KeyBinding(
      .list, letter("s"), action: .browsing(.sortByNext),
      help: "sort by the next column (:sort date goes straight there)"),
    KeyBinding(
      .list, letter("S"), action: .browsing(.reverseOrder), help: "sort the other way round"),
    KeyBinding(
      .list, letter("/"), action: .app(.openPrompt(.filter)),
      help: "filter by words, anywhere or in a field: date:2024 desc:bone"),
    KeyBinding(
      .list, letter(":"), action: .app(.openPrompt(.command)),
      help: "type a command: :sort size, :q"),
    KeyBinding(
      .list, letter("R"), action: .browsing(.rescan), help: "look through the files again"),
    KeyBinding(
      .list, letter("r"), action: .browsing(.toggleRefused),
      help: "show the files that were refused and why, or the series again"),
  ]
}
