extension Keymap {
  static let appBindings: [KeyBinding] = [
    KeyBinding("help", .anywhere, letter("?"), action: .app(.toggleHelp), help: "show the keys"),
    KeyBinding(
      "switch", .anywhere, [.tab], action: .app(.switchFocus),
      help: "go between the list and the open image"),
    KeyBinding(
      "hide-names", .anywhere, letter("Z"), action: .app(.toggleDemographics),
      help: "hide or show whose images these are"),
    KeyBinding(
      "cancel", .anywhere, [.escape], action: .app(.cancel),
      help: "cancel what is running, leave a mode, clear the filter"),
    KeyBinding(
      "back", .anywhere, letter("q"), action: .app(.back),
      help: "back: from a mode to the image, from the image to the list, from the list out"),
    KeyBinding(
      "redraw", .anywhere, [.control("l")], action: .app(.redraw), help: "paint the screen anew"),
    KeyBinding(
      "suspend", .anywhere, [.control("z")], action: .app(.suspend),
      help: "to the shell; fg comes back"),
    KeyBinding("quit", .anywhere, [.control("c")], action: .app(.quit), help: "quit at once"),
    KeyBinding(
      "search", .help, letter("/"), action: .app(.openPrompt(.help)),
      help: "show the lines with these words"),
    KeyBinding(
      "down", .help, letter("j"), [.down], action: .app(.scrollHelp(1)), help: "down"),
    KeyBinding("up", .help, letter("k"), [.up], action: .app(.scrollHelp(-1)), help: "up"),
    KeyBinding(
      "page-down", .help, letter(" "), [.pageDown], action: .app(.scrollHelp(10)),
      help: "ten lines down"),
    KeyBinding("page-up", .help, [.pageUp], action: .app(.scrollHelp(-10)), help: "ten lines up"),
    KeyBinding(
      "close", .help, letter("?"), letter("q"), [.enter], action: .app(.toggleHelp),
      help: "close the help"),
    KeyBinding(
      "cancel", .help, [.escape], action: .app(.cancel),
      help: "show all lines again, or close the help"),
    KeyBinding("quit", .help, [.control("c")], action: .app(.quit), help: "quit at once"),
  ]
}
