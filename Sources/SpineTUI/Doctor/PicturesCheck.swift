extension DoctorCheck {
  /// How pictures are drawn here, and why.
  static let pictures = DoctorCheck("pictures") { examination in
    guard let found = examination.terminal else { return [] }
    let decision = found.probe.decision(examination.settings)
    let size = found.probe.profile(
      columns: found.columns, rows: found.rows, windowPixels: found.windowPixels,
      settings: examination.settings
    ).largestPicture
    let limit =
      decision.raster == .sixel ? "; none larger than \(size.width)×\(size.height) pixels" : ""
    switch decision.reason {
    case .saysSixel, .answersKitty, .askedFor:
      return [
        DoctorFinding(
          "pictures", .good, "\(decision.raster.name), because \(decision.explanation)\(limit)")
      ]
    case .multiplexer(let program):
      return [
        DoctorFinding(
          "pictures", .note, "\(decision.raster.name), because of \(program.rawValue)")
      ]
    case .silent, .neither, .fewRegisters, .noColours:
      return [
        DoctorFinding(
          "pictures", .note, "\(decision.raster.name), not real pixels",
          advice: decision.explanation)
      ]
    }
  }
}

extension Raster {
  /// As a person calls it.
  var name: String {
    switch self {
    case .sixel: "sixel"
    case .kitty: "kitty graphics"
    case .halfBlocks(trueColour: true): "half-blocks in 24-bit colour"
    case .halfBlocks(trueColour: false): "half-blocks in 256 colours"
    case .ascii: "letters"
    }
  }
}
