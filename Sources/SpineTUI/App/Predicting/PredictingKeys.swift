import Imaging

extension Keymap {
  static let predictingBindings: [KeyBinding] =
    [
      KeyBinding(
        "predict", .image, letter("p"), action: .predicting(.toggle),
        help: "ask the model about this series; again: cancel"),
      KeyBinding(
        "heat", .image, letter("h"), action: .predicting(.toggleHeat), help: "heat map on or off"),
      KeyBinding(
        "heat-fainter", .image, letter("<"), action: .predicting(.adjustOpacity(-0.05)),
        help: "heat map fainter"),
      KeyBinding(
        "heat-stronger", .image, letter(">"), action: .predicting(.adjustOpacity(0.05)),
        help: "heat map stronger"),
      KeyBinding(
        "heat-more", .image, letter("{"), action: .predicting(.adjustThreshold(-0.05)),
        help: "show more of the heat map"),
      KeyBinding(
        "heat-less", .image, letter("}"), action: .predicting(.adjustThreshold(0.05)),
        help: "show less of the heat map"),
      KeyBinding(
        "next-finding", .image, letter("n"), action: .predicting(.nextFinding(1)),
        help: "next level called fractured"),
      KeyBinding(
        "previous-finding", .image, letter("N"), action: .predicting(.nextFinding(-1)),
        help: "previous level called fractured"),
    ]
    + Level.allCases.map { level in
      KeyBinding(
        "level-\(level.description.lowercased())", .image, sequence("g\(level.rawValue + 1)"),
        action: .predicting(.goTo(level)),
        help: "go to \(level)")
    }
}
