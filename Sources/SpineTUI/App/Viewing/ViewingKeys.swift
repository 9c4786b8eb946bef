import Imaging

extension Keymap {
  static let viewingBindings: [KeyBinding] = [
    KeyBinding(
      .image, letter("j"), [.down], action: .viewing(.scroll(1)),
      help: "next slice: caudal, to the patient's left, or posterior"),
    KeyBinding(
      .image, letter("k"), [.up], action: .viewing(.scroll(-1)),
      help: "previous slice: cranial, to the patient's right, or anterior"),
    KeyBinding(
      .image, letter("J"), [.pageDown], action: .viewing(.scroll(10)), help: "ten slices on"),
    KeyBinding(
      .image, letter("K"), [.pageUp], action: .viewing(.scroll(-10)), help: "ten slices back"),
    KeyBinding(
      .image, sequence("gg"), [.home], action: .viewing(.scrollTo(0)), help: "first slice"),
    KeyBinding(
      .image, letter("G"), [.end], action: .viewing(.scrollTo(.max)), help: "last slice"),
    KeyBinding(.image, letter("a"), action: .viewing(.orient(.axial)), help: "axial"),
    KeyBinding(.image, letter("s"), action: .viewing(.orient(.sagittal)), help: "sagittal"),
    KeyBinding(.image, letter("c"), action: .viewing(.orient(.coronal)), help: "coronal"),
    KeyBinding(
      .image, letter("o"), action: .viewing(.toggleLinked),
      help: "all three planes through the linked point, or one"),
    KeyBinding(
      .image, letter("0"), action: .viewing(.window(.automatic)),
      help: "window from the greys of this slice"),
    KeyBinding(
      .image, letter("1"), action: .viewing(.window(.header(0))),
      help: "the header's first window"),
    KeyBinding(
      .image, letter("2"), action: .viewing(.window(.header(1))),
      help: "the header's second window"),
    preset("3", .brain), preset("4", .softTissue), preset("5", .mediastinum), preset("6", .bone),
    preset("7", .lung),
    KeyBinding(
      .image, letter("w"), action: .viewing(.toggleMode(.windowing)),
      help: "set the window with h j k l"),
    KeyBinding(.image, letter("i"), action: .viewing(.invert), help: "invert the greys"),
    KeyBinding(.image, letter("+"), action: .viewing(.zoom(1.25)), help: "zoom in"),
    KeyBinding(.image, letter("-"), action: .viewing(.zoom(0.8)), help: "zoom out"),
    KeyBinding(.image, letter("="), action: .viewing(.fit), help: "fit the slice to the picture"),
    KeyBinding(.image, [.shiftLeft], action: .viewing(.pan(-1, 0)), help: "move the view left"),
    KeyBinding(.image, [.shiftRight], action: .viewing(.pan(1, 0)), help: "move the view right"),
    KeyBinding(.image, [.shiftUp], action: .viewing(.pan(0, -1)), help: "move the view up"),
    KeyBinding(.image, [.shiftDown], action: .viewing(.pan(0, 1)), help: "move the view down"),
    KeyBinding(
      .image, letter("r"), action: .viewing(.reset),
      help: "reset zoom, position, window and inversion"),
    KeyBinding(
      .image, letter("x"), action: .viewing(.toggleMode(.crosshair)),
      help: "crosshair: arrows move the linked point; HU, mm and voxel below"),
    KeyBinding(
      .image, letter(" "), action: .viewing(.toggleCine), help: "run through the slices, or stop"),
    KeyBinding(
      .image, letter("["), action: .browsing(.openNeighbour(.series, -1)), help: "previous series"),
    KeyBinding(
      .image, letter("]"), action: .browsing(.openNeighbour(.series, 1)), help: "next series"),
    KeyBinding(
      .image, letter("("), action: .browsing(.openNeighbour(.study, -1)), help: "previous study"),
    KeyBinding(
      .image, letter(")"), action: .browsing(.openNeighbour(.study, 1)), help: "next study"),
    KeyBinding(
      .image, letter(":"), action: .app(.openPrompt(.command)),
      help: "type a command: :143 goes to a slice, :+10 moves, :w 350 2000 sets the window"),
  ]

  static let modeBindings: [KeyBinding] = [
    KeyBinding(
      .window, letter("l"), [.right], action: .viewing(.adjustWindow(center: 0, width: 10)),
      help: "10 HU wider"),
    KeyBinding(
      .window, letter("h"), [.left], action: .viewing(.adjustWindow(center: 0, width: -10)),
      help: "10 HU narrower"),
    KeyBinding(
      .window, letter("k"), [.up], action: .viewing(.adjustWindow(center: 10, width: 0)),
      help: "centre up by 10 HU"),
    KeyBinding(
      .window, letter("j"), [.down], action: .viewing(.adjustWindow(center: -10, width: 0)),
      help: "centre down by 10 HU"),
    KeyBinding(
      .window, letter("L"), [.shiftRight], action: .viewing(.adjustWindow(center: 0, width: 100)),
      help: "100 HU wider"),
    KeyBinding(
      .window, letter("H"), [.shiftLeft], action: .viewing(.adjustWindow(center: 0, width: -100)),
      help: "100 HU narrower"),
    KeyBinding(
      .window, letter("K"), [.shiftUp], action: .viewing(.adjustWindow(center: 100, width: 0)),
      help: "centre up by 100 HU"),
    KeyBinding(
      .window, letter("J"), [.shiftDown], action: .viewing(.adjustWindow(center: -100, width: 0)),
      help: "centre down by 100 HU"),
    KeyBinding(
      .window, [.enter], action: .viewing(.toggleMode(.windowing)), help: "keep the window"),
    KeyBinding(
      .crosshair, [.left], action: .viewing(.moveCrosshair(-1, 0)), help: "one pixel left"),
    KeyBinding(
      .crosshair, [.right], action: .viewing(.moveCrosshair(1, 0)), help: "one pixel right"),
    KeyBinding(.crosshair, [.up], action: .viewing(.moveCrosshair(0, -1)), help: "one pixel up"),
    KeyBinding(
      .crosshair, [.down], action: .viewing(.moveCrosshair(0, 1)), help: "one pixel down"),
    KeyBinding(
      .crosshair, [.shiftLeft], action: .viewing(.moveCrosshair(-10, 0)), help: "ten pixels left"),
    KeyBinding(
      .crosshair, [.shiftRight], action: .viewing(.moveCrosshair(10, 0)), help: "ten pixels right"),
    KeyBinding(
      .crosshair, [.shiftUp], action: .viewing(.moveCrosshair(0, -10)), help: "ten pixels up"),
    KeyBinding(
      .crosshair, [.shiftDown], action: .viewing(.moveCrosshair(0, 10)), help: "ten pixels down"),
  ]

  private static func preset(_ key: Character, _ preset: WindowPreset) -> KeyBinding {
    let window = preset.window
    return KeyBinding(
      .image, letter(key), action: .viewing(.window(.preset(preset))),
      help: "\(preset.title) window, \(Int(window.center))/\(Int(window.width))")
  }
}
