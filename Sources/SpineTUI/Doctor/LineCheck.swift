extension DoctorCheck {
  /// How far away and how fast the terminal is.
  static let line = DoctorCheck("line") { examination in
    guard let found = examination.terminal, let roundTrip = found.roundTrip else { return [] }
    // A multiplexer takes what its terminal has not yet seen.
    let end =
      found.probe.multiplexer(examination.settings).map { ", as far as \($0.rawValue)" } ?? ""
    let remote = (examination.settings.isRemote ? "over SSH" : "local") + end
    let distance = "\(fixed(roundTrip * 1000)) ms there and back"
    guard let rate = found.bytesPerSecond else {
      return [DoctorFinding("line", .good, "\(remote), \(distance), faster than could be measured")]
    }
    let text = "\(remote), \(distance), \(fixed(rate * 8 / 1e6)) Mbit/s"
    // A sharp picture of a large window has about 120 kB.
    let seconds = 120_000 / rate
    return seconds < 0.05
      ? [DoctorFinding("line", .good, text)]
      : [
        DoctorFinding(
          "line", .note,
          "\(text): a sharp picture takes about \(fixed(seconds)) s, "
            + "so fast scrolling shows previews",
          advice: examination.settings.isRemote
            ? "ssh -C sends about half as many bytes; a smaller window sends fewer, too" : nil)
      ]
  }
}
