extension Keymap {
  static let browsingBindings: [KeyBinding] = [
    KeyBinding(
      "next-line", .list, letter("j"), [.down], action: .browsing(.move(1)), help: "next line"),
    KeyBinding(
      "previous-line", .list, letter("k"), [.up], action: .browsing(.move(-1)),
      help: "previous line"),
    KeyBinding(
      "ten-down", .list, letter("J"), [.pageDown], action: .browsing(.move(10)),
      help: "ten lines down"),
    KeyBinding(
      "ten-up", .list, letter("K"), [.pageUp], action: .browsing(.move(-10)), help: "ten lines up"),
    KeyBinding(
      "first", .list, sequence("gg"), [.home], action: .browsing(.first), help: "first line"),
    KeyBinding("last", .list, letter("G"), [.end], action: .browsing(.last), help: "last line"),
    KeyBinding(
      "next-study", .list, letter(")"), action: .browsing(.moveGroup(.study, 1)), help: "next study"
    ),
    KeyBinding(
      "previous-study", .list, letter("("), action: .browsing(.moveGroup(.study, -1)),
      help: "previous study"),
    KeyBinding(
      "next-patient", .list, letter("}"), action: .browsing(.moveGroup(.patient, 1)),
      help: "next patient"),
    KeyBinding(
      "previous-patient", .list, letter("{"), action: .browsing(.moveGroup(.patient, -1)),
      help: "previous patient"),
    KeyBinding(
      "open", .list, [.enter], action: .browsing(.open),
      help: "open the series, or what is folded"),
    KeyBinding(
      "fold", .list, letter("h"), [.left], action: .browsing(.fold),
      help: "fold the study, then the patient"
    ),
    KeyBinding("unfold", .list, letter("l"), [.right], action: .browsing(.unfold), help: "unfold"),
    KeyBinding(
      "fold-all", .list, sequence("zm"), action: .browsing(.foldAll(1)),
      help: "fold all: to studies, then to patients"),
    KeyBinding(
      "unfold-all", .list, sequence("zr"), action: .browsing(.foldAll(-1)),
      help: "unfold all: to studies, then to series"),
    KeyBinding(
      "sort", .list, letter("s"), action: .browsing(.sortByNext),
      help: "sort by the next column (:sort date goes straight there)"),
    KeyBinding(
      "reverse-order", .list, letter("S"), action: .browsing(.reverseOrder),
      help: "sort the other way round"),
    KeyBinding(
      "filter", .list, letter("/"), action: .app(.openPrompt(.filter)),
      help: "filter by words, anywhere or in a field: date:2024 desc:bone"),
    KeyBinding(
      "command", .list, letter(":"), action: .app(.openPrompt(.command)),
      help: "type a command: :sort size, :q"),
    KeyBinding(
      "rescan", .list, letter("R"), action: .browsing(.rescan), help: "look through the files again"
    ),
    KeyBinding(
      "refused", .list, letter("r"), action: .browsing(.toggleRefused),
      help: "show the files that were refused and why, or the series again"),
  ]
}
