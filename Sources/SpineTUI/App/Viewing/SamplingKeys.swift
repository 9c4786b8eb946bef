extension Keymap {
  static let samplingBindings: [KeyBinding] = [
    KeyBinding(
      .image, letter("I"), action: .viewing(.toggleInterpolation),
      help: "interpolated pixels, or the voxels as they are")
  ]
}
