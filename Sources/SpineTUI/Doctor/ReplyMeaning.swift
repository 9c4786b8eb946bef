extension TerminalReply {
  /// What the answer says, for a person.
  var meaning: String {
    switch self {
    case .version(let name): "calls itself “\(name)” (XTVERSION)"
    case .attributes(let list):
      list.dropFirst().contains(4)
        ? "device attributes, sixel (4) among them (DA1)"
        : "device attributes, without sixel (no 4; DA1)"
    case .secondaryAttributes(let list): "kind and version \(list) (DA2)"
    case .cellSize(let width, let height): "a character cell has \(width)×\(height) pixels"
    case .textAreaSize(let width, let height): "the text has \(width)×\(height) pixels"
    case .graphics(item: 1, status: 0, let values):
      "\(values.first.map(String.init) ?? "?") colour registers for sixels"
    case .graphics(item: 2, status: 0, let values) where values.count == 2:
      "sixel pictures of \(values[0])×\(values[1]) pixels"
    case .graphics(let item, _, _):
      item == 1 ? "tells no number of sixel colours" : "tells no size of sixel pictures"
    case .kitty(_, let text):
      text == "OK" ? "draws kitty's pictures" : "refuses kitty's pictures: \(text)"
    case .attributesInForce(let text):
      text.contains("1:2:3") || text.contains("1;2;3")
        ? "took a 24-bit colour as it was" : "took a 24-bit colour for another"
    case .background(let colour):
      "the background is \(TerminalProbe.isLight(colour) ? "light" : "dark")"
    case .mode(let mode, let state):
      "\(Self.modeName(mode)): \(state == 1 ? "on" : state == 2 ? "off, can be had" : "not there")"
    case .cursor: "has answered everything that it will (CPR)"
    }
  }

  private static func modeName(_ mode: Int) -> String {
    switch mode {
    case 2026: "synchronised updates"
    case 1016: "the mouse in pixels"
    default: "mode \(mode)"
    }
  }
}
