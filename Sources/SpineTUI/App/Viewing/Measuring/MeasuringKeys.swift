extension Keymap {
  static let measuringBindings: [KeyBinding] = [
    KeyBinding(
      .image, letter("d"), action: .viewing(.measuring(.start(.distance))),
      help: "measure a distance, mm"),
    KeyBinding(
      .image, letter("D"), action: .viewing(.measuring(.start(.angle))),
      help: "measure an angle"),
    KeyBinding(
      .image, letter("e"), action: .viewing(.measuring(.start(.ellipse))),
      help: "mean ± standard deviation of the HU in an ellipse"),
    KeyBinding(
      .measure, [.enter], letter(" "), action: .viewing(.measuring(.set)),
      help: "set the point"),
    KeyBinding(
      .measure, [.tab], action: .viewing(.measuring(.nextPoint(1))),
      help: "take up the next point of this slice, to move it"),
    KeyBinding(
      .measure, [.backtab], action: .viewing(.measuring(.nextPoint(-1))),
      help: "take up the point before"),
    KeyBinding(
      .measure, [.backspace], [.delete], action: .viewing(.measuring(.deleteLast)),
      help: "delete the last point, or the last measurement"),
    KeyBinding(
      .measure, letter("u"), action: .viewing(.measuring(.undo)),
      help: "undo the last change"),
    move([.left], -1, 0, "one pixel left"), move([.right], 1, 0, "one pixel right"),
    move([.up], 0, -1, "one pixel up"), move([.down], 0, 1, "one pixel down"),
    move([.shiftLeft], -10, 0, "ten pixels left"),
    move([.shiftRight], 10, 0, "ten pixels right"), move([.shiftUp], 0, -10, "ten pixels up"),
    move([.shiftDown], 0, 10, "ten pixels down"),
  ]

  private static func move(
    _ keys: [Key], _ right: Double, _ down: Double, _ help: String
  ) -> KeyBinding {
    KeyBinding(
      .measure, keys, action: .viewing(.measuring(.move(right, down))), help: help)
  }
}
