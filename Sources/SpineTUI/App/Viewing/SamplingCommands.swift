import Imaging

extension Viewing {
  static func slabNote(_ state: State) -> String {
    guard let slab = state.slab else { return "Single slices" }
    let count = state.reslicer.sampleCount(slab, state.plane(state.orientation))
    return "\(slab.text) of \(count) \(count == 1 ? "slice" : "slices")"
  }
}

extension Slab {
  /// "slab 5 mm average".
  var text: String {
    let number = thickness == thickness.rounded() ? "\(Int(thickness))" : hundredths(thickness)
    return "slab \(number) mm \(projection.title)"
  }
}

extension Slab.Projection {
  var title: String {
    switch self {
    case .average: "average"
    case .maximum: "MIP"
    case .minimum: "MinIP"
    }
  }
}

extension Interpolation {
  /// What the status line says when it changes.
  var note: String {
    switch self {
    case .linear: "Interpolated linearly"
    case .nearest: "Not interpolated: each pixel is the nearest voxel"
    }
  }
}

extension Sampling {
  /// What must be known of a picture that is not simply the slice; empty for the usual one.
  var texts: [String] {
    [slab?.text, interpolation == .nearest ? "nearest voxel" : nil].compactMap { $0 }
  }
}

extension TypedCommand {
  /// mm; beyond it a slab is no slice any more.
  private static let thicknesses = 0.1...200.0

  static let samplingCommands: [TypedCommand] = [
    TypedCommand(
      names: ["slab"], usage: ["slab MM", "slab MM mip|minip", "slab off"],
      help: "shows slices so many millimetres thick: their mean, maximum or minimum",
      candidates: { _ in ["3", "5", "5 mip", "10", "10 mip", "off"] },
      parse: { (words, _) throws(TypedCommandError) in
        if words == ["off"] { return .viewing(.setSlab(nil)) }
        let projection =
          words.count == 1 ? .average : words.count == 2 ? Slab.Projection(rawValue: words[1]) : nil
        guard let projection, let thickness = typedNumber(words[0]),
          thicknesses.contains(thickness)
        else {
          throw .refused(
            "slab takes a thickness of 0.1 to 200 mm and average, mip or minip (slab 5 mip), or off")
        }
        return .viewing(.setSlab(Slab(thickness: thickness, projection: projection)))
      }),
    TypedCommand(
      names: ["interpolation"], usage: ["interpolation linear|nearest"],
      help: "how pixels between voxels are made",
      candidates: { _ in [Interpolation.linear, .nearest].map(\.rawValue) },
      parse: { (words, _) throws(TypedCommandError) in
        guard words.count == 1, let interpolation = Interpolation(rawValue: words[0]) else {
          throw .refused("interpolation takes linear or nearest")
        }
        return .viewing(.setInterpolation(interpolation))
      }),
  ]
}
