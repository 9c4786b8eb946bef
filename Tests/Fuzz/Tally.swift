/// What became of the mutations.
struct Tally: Codable {
  /// Files read.
  var count = 0
  /// Volumes that were loaded and looked at.
  var opened = 0
  /// Files refused or passed over.
  var refused = 0
  /// DICOM workers that died of a file, and those that were ended because they did not answer.
  var workerDeaths = 0
  var workerTimeouts = 0
  /// The program's own.
  var deaths = 0
  var hangs = 0

  static func += (a: inout Tally, b: Tally) {
    a.count += b.count
    a.opened += b.opened
    a.refused += b.refused
    a.workerDeaths += b.workerDeaths
    a.workerTimeouts += b.workerTimeouts
    a.deaths += b.deaths
    a.hangs += b.hangs
  }

  func line(_ format: Format) -> String {
    var text = "\(format.rawValue): \(count) inputs, \(opened) volumes opened, \(refused) refused"
    if format == .dicom {
      text += ", \(workerDeaths) workers died, \(workerTimeouts) workers ended for silence"
    }
    return text + "; program: \(deaths) deaths, \(hangs) hangs"
  }
}
