import Foundation
import Imaging

extension DoctorCheck {
  /// The configuration: right, and which file it is.
  static let configuration = DoctorCheck("configuration") { examination in
    let path = UserDirectory.configuration.path("config.json", environment: examination.environment)
    do throws(ConfigurationError) {
      let settings = try Settings.load(environment: examination.environment)
      let isThere = FileManager.default.fileExists(atPath: path)
      let count = settings.entries.count { $0.source != .standard }
      return [
        DoctorFinding(
          "configuration", .good,
          DisplayText.safe(isThere ? path : "no \(path): all is default")
            + (count > 0 ? ", \(count) settings of one value set" : ""))
      ]
    } catch {
      return error.lines.map {
        DoctorFinding(
          "configuration", .problem, $0,
          advice: "No command but doctor, config and help runs until it is mended")
      }
    }
  }
}
