import Imaging

extension Keymap {
  static let predictingBindings: [KeyBinding] =
    [
      KeyBinding(
        .image, letter("p"), action: .predicting(.toggle),
        help: "ask the model about this series; again: cancel"),
      KeyBinding(
        .image, letter("h"), action: .predicting(.toggleHeat), help: "heat map on or off"),
      KeyBinding(
        .image, letter("<"), action: .predicting(.adjustOpacity(-0.05)), help: "heat map fainter"),
      KeyBinding(
        .image, letter(">"), action: .predicting(.adjustOpacity(0.05)), help: "heat map stronger"),
      KeyBinding(
        .image, letter("{"), action: .predicting(.adjustThreshold(-0.05)),
        help: "show more of the heat map"),
      KeyBinding(
        .image, letter("}"), action: .predicting(.adjustThreshold(0.05)),
        help: "show less of the heat map"),
      KeyBinding(
        .image, letter("n"), action: .predicting(.nextFinding(1)),
        help: "next level called fractured"),
      KeyBinding(
        .image, letter("N"), action: .predicting(.nextFinding(-1)),
        help: "previous level called fractured"),
    ]
    + Level.allCases.map { level in
      KeyBinding(
        .image, sequence("g\(level.rawValue + 1)"), action: .predicting(.goTo(level)),
        help: "go to \(level)")
    }
}
