extension Keymap {
  static let pictureBindings: [KeyBinding] = [
    KeyBinding(
      "interpolation", .image, letter("I"), action: .viewing(.toggleInterpolation),
      help: "interpolated pixels, or the voxels as they are"),
    KeyBinding(
      "save-picture", .image, letter("S"), action: .app(.savePicture),
      help: "save the picture as PNG, its place and window beside it"),
  ]
}
