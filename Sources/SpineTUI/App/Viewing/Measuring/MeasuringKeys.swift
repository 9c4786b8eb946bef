extension Keymap {
  static let measuringBindings: [KeyBinding] = [
    KeyBinding(
      "distance", .image, letter("d"), action: .viewing(.measuring(.start(.distance))),
      help: "measure a distance, mm"),
    KeyBinding(
      "angle", .image, letter("D"), action: .viewing(.measuring(.start(.angle))),
      help: "measure an angle"),
    KeyBinding(
      "ellipse", .image, letter("e"), action: .viewing(.measuring(.start(.ellipse))),
      help: "mean ± standard deviation of the HU in an ellipse"),
    KeyBinding(
      "set", .measure, [.enter], letter(" "), action: .viewing(.measuring(.set)),
      help: "set the point"),
    KeyBinding(
      "next-point", .measure, [.tab], action: .viewing(.measuring(.nextPoint(1))),
      help: "take up the next point of this slice, to move it"),
    KeyBinding(
      "previous-point", .measure, [.backtab], action: .viewing(.measuring(.nextPoint(-1))),
      help: "take up the point before"),
    KeyBinding(
      "delete", .measure, [.backspace], [.delete], action: .viewing(.measuring(.deleteLast)),
      help: "delete the last point, or the last measurement"),
    KeyBinding(
      "undo", .measure, letter("u"), action: .viewing(.measuring(.undo)),
      help: "undo the last change"),
    move("left", [.left], -1, 0, "one pixel left"),
    move("right", [.right], 1, 0, "one pixel right"),
    move("up", [.up], 0, -1, "one pixel up"), move("down", [.down], 0, 1, "one pixel down"),
    move("far-left", [.shiftLeft], -10, 0, "ten pixels left"),
    move("far-right", [.shiftRight], 10, 0, "ten pixels right"),
    move("far-up", [.shiftUp], 0, -10, "ten pixels up"),
    move("far-down", [.shiftDown], 0, 10, "ten pixels down"),
  ]

  private static func move(
    _ name: String, _ keys: [Key], _ right: Double, _ down: Double, _ help: String
  ) -> KeyBinding {
    KeyBinding(
      name, .measure, keys, action: .viewing(.measuring(.move(right, down))), help: help)
  }
}
