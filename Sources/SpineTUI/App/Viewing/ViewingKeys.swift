import Imaging

extension Keymap {
  static let viewingBindings: [KeyBinding] = [
    KeyBinding(
      "next-slice", .image, letter("j"), [.down], action: .viewing(.scroll(1)),
      help: "next slice: caudal, to the patient's left, or posterior"),
    KeyBinding(
      "previous-slice", .image, letter("k"), [.up], action: .viewing(.scroll(-1)),
      help: "previous slice: cranial, to the patient's right, or anterior"),
    KeyBinding(
      "ten-on", .image, letter("J"), [.pageDown], action: .viewing(.scroll(10)),
      help: "ten slices on"),
    KeyBinding(
      "ten-back", .image, letter("K"), [.pageUp], action: .viewing(.scroll(-10)),
      help: "ten slices back"),
    KeyBinding(
      "first-slice", .image, sequence("gg"), [.home], action: .viewing(.scrollTo(0)),
      help: "first slice"),
    KeyBinding(
      "last-slice", .image, letter("G"), [.end], action: .viewing(.scrollTo(.max)),
      help: "last slice"),
    KeyBinding("axial", .image, letter("a"), action: .viewing(.orient(.axial)), help: "axial"),
    KeyBinding(
      "sagittal", .image, letter("s"), action: .viewing(.orient(.sagittal)), help: "sagittal"),
    KeyBinding(
      "coronal", .image, letter("c"), action: .viewing(.orient(.coronal)), help: "coronal"),
    KeyBinding(
      "linked", .image, letter("o"), action: .viewing(.toggleLinked),
      help: "all three planes through the linked point, or one"),
    KeyBinding(
      "auto-window", .image, letter("0"), action: .viewing(.window(.automatic)),
      help: "window from the greys of this slice"),
    KeyBinding(
      "header-window", .image, letter("1"), action: .viewing(.window(.header(0))),
      help: "the header's first window"),
    KeyBinding(
      "second-header-window", .image, letter("2"), action: .viewing(.window(.header(1))),
      help: "the header's second window"),
    preset("3", .brain), preset("4", .softTissue), preset("5", .mediastinum), preset("6", .bone),
    preset("7", .lung),
    KeyBinding(
      "windowing", .image, letter("w"), action: .viewing(.toggleMode(.windowing)),
      help: "set the window with h j k l"),
    KeyBinding("invert", .image, letter("i"), action: .viewing(.invert), help: "invert the greys"),
    KeyBinding("zoom-in", .image, letter("+"), action: .viewing(.zoom(1.25)), help: "zoom in"),
    KeyBinding("zoom-out", .image, letter("-"), action: .viewing(.zoom(0.8)), help: "zoom out"),
    KeyBinding(
      "fit", .image, letter("="), action: .viewing(.fit), help: "fit the slice to the picture"),
    KeyBinding(
      "pan-left", .image, [.shiftLeft], action: .viewing(.pan(-1, 0)), help: "move the view left"),
    KeyBinding(
      "pan-right", .image, [.shiftRight], action: .viewing(.pan(1, 0)), help: "move the view right"),
    KeyBinding(
      "pan-up", .image, [.shiftUp], action: .viewing(.pan(0, -1)), help: "move the view up"),
    KeyBinding(
      "pan-down", .image, [.shiftDown], action: .viewing(.pan(0, 1)), help: "move the view down"),
    KeyBinding(
      "reset", .image, letter("r"), action: .viewing(.reset),
      help: "reset zoom, position, window and inversion"),
    KeyBinding(
      "crosshair", .image, letter("x"), action: .viewing(.toggleMode(.crosshair)),
      help: "crosshair: arrows move the linked point; HU, mm and voxel below"),
    KeyBinding(
      "cine", .image, letter(" "), action: .viewing(.toggleCine),
      help: "run through the slices, or stop"),
    KeyBinding(
      "previous-series", .image, letter("["), action: .browsing(.openNeighbour(.series, -1)),
      help: "previous series"),
    KeyBinding(
      "next-series", .image, letter("]"), action: .browsing(.openNeighbour(.series, 1)),
      help: "next series"),
    KeyBinding(
      "previous-study", .image, letter("("), action: .browsing(.openNeighbour(.study, -1)),
      help: "previous study"),
    KeyBinding(
      "next-study", .image, letter(")"), action: .browsing(.openNeighbour(.study, 1)),
      help: "next study"),
    KeyBinding(
      "command", .image, letter(":"), action: .app(.openPrompt(.command)),
      help: "type a command: :143 goes to a slice, :+10 moves, :w 350 2000 sets the window"),
  ]

  static let modeBindings: [KeyBinding] = [
    KeyBinding(
      "wider", .window, letter("l"), [.right],
      action: .viewing(.adjustWindow(center: 0, width: 10)),
      help: "10 HU wider"),
    KeyBinding(
      "narrower", .window, letter("h"), [.left],
      action: .viewing(.adjustWindow(center: 0, width: -10)),
      help: "10 HU narrower"),
    KeyBinding(
      "centre-up", .window, letter("k"), [.up],
      action: .viewing(.adjustWindow(center: 10, width: 0)),
      help: "centre up by 10 HU"),
    KeyBinding(
      "centre-down", .window, letter("j"), [.down],
      action: .viewing(.adjustWindow(center: -10, width: 0)),
      help: "centre down by 10 HU"),
    KeyBinding(
      "much-wider", .window, letter("L"), [.shiftRight],
      action: .viewing(.adjustWindow(center: 0, width: 100)),
      help: "100 HU wider"),
    KeyBinding(
      "much-narrower", .window, letter("H"), [.shiftLeft],
      action: .viewing(.adjustWindow(center: 0, width: -100)),
      help: "100 HU narrower"),
    KeyBinding(
      "centre-far-up", .window, letter("K"), [.shiftUp],
      action: .viewing(.adjustWindow(center: 100, width: 0)),
      help: "centre up by 100 HU"),
    KeyBinding(
      "centre-far-down", .window, letter("J"), [.shiftDown],
      action: .viewing(.adjustWindow(center: -100, width: 0)),
      help: "centre down by 100 HU"),
    KeyBinding(
      "keep", .window, [.enter], action: .viewing(.toggleMode(.windowing)), help: "keep the window"),
    KeyBinding(
      "left", .crosshair, [.left], action: .viewing(.moveCrosshair(-1, 0)), help: "one pixel left"),
    KeyBinding(
      "right", .crosshair, [.right], action: .viewing(.moveCrosshair(1, 0)), help: "one pixel right"
    ),
    KeyBinding(
      "up", .crosshair, [.up], action: .viewing(.moveCrosshair(0, -1)), help: "one pixel up"),
    KeyBinding(
      "down", .crosshair, [.down], action: .viewing(.moveCrosshair(0, 1)), help: "one pixel down"),
    KeyBinding(
      "far-left", .crosshair, [.shiftLeft], action: .viewing(.moveCrosshair(-10, 0)),
      help: "ten pixels left"),
    KeyBinding(
      "far-right", .crosshair, [.shiftRight], action: .viewing(.moveCrosshair(10, 0)),
      help: "ten pixels right"),
    KeyBinding(
      "far-up", .crosshair, [.shiftUp], action: .viewing(.moveCrosshair(0, -10)),
      help: "ten pixels up"),
    KeyBinding(
      "far-down", .crosshair, [.shiftDown], action: .viewing(.moveCrosshair(0, 10)),
      help: "ten pixels down"),
  ]

  private static func preset(_ key: Character, _ preset: WindowPreset) -> KeyBinding {
    .window(NamedWindow(name: preset.rawValue, window: preset.window, keys: letter(key)))
  }
}

extension KeyBinding {
  /// The row of a named window.
  static func window(_ window: NamedWindow) -> KeyBinding {
    let (center, width) = (window.window.center.short, window.window.width.short)
    var row = KeyBinding(
      "window-\(window.name)", .image, action: .viewing(.window(.named(window.window))),
      help: "\(window.title) window, \(center)/\(width)")
    row.keys = window.keys.map { [$0] } ?? []
    return row
  }
}
