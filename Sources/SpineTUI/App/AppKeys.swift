extension Keymap {
  static let appBindings: [KeyBinding] = [
    KeyBinding(.anywhere, letter("?"), action: .app(.toggleHelp), help: "show the keys"),
    KeyBinding(
      .anywhere, [.tab], action: .app(.switchFocus), help: "go between the list and the open image"),
    KeyBinding(
      .anywhere, letter("Z"), action: .app(.toggleDemographics),
      help: "hide or show whose images these are"),
    KeyBinding(
      .anywhere, [.escape], action: .app(.cancel),
      help: "cancel what is running, leave a mode, clear the filter"),
    KeyBinding(
      .anywhere, letter("q"), action: .app(.back),
      help: "back: from a mode to the image, from the image to the list, from the list out"),
    KeyBinding(.anywhere, [.control("l")], action: .app(.redraw), help: "paint the screen anew"),
    KeyBinding(
      .anywhere, [.control("z")], action: .app(.suspend), help: "to the shell; fg comes back"),
    KeyBinding(.anywhere, [.control("c")], action: .app(.quit), help: "quit at once"),
    KeyBinding(
      .help, letter("/"), action: .app(.openPrompt(.help)), help: "show the lines with these words"),
    KeyBinding(
      .help, letter("j"), [.down], action: .app(.scrollHelp(1)), help: "down"),
    KeyBinding(.help, letter("k"), [.up], action: .app(.scrollHelp(-1)), help: "up"),
    KeyBinding(
      .help, letter(" "), [.pageDown], action: .app(.scrollHelp(10)), help: "ten lines down"),
    KeyBinding(.help, [.pageUp], action: .app(.scrollHelp(-10)), help: "ten lines up"),
    KeyBinding(
      .help, letter("?"), letter("q"), [.enter], action: .app(.toggleHelp), help: "close the help"),
    KeyBinding(
      .help, [.escape], action: .app(.cancel), help: "show all lines again, or close the help"),
    KeyBinding(.help, [.control("c")], action: .app(.quit), help: "quit at once"),
  ]
}
