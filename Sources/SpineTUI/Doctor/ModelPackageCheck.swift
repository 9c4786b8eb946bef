import Imaging
import SpineAnalysis

extension DoctorCheck {
  /// The model: found, whole, and itself.
  static let model = DoctorCheck("model") { examination in
    do throws(ModelPackageError) {
      let directory = try ModelSearch.directory(
        named: examination.model, configured: Settings.current.model,
        environment: examination.environment)
      // Every file's SHA-256 is compared with the manifest's.
      let package = try ModelPackage.load(directory: directory)
      let digest = package.identity.sha256[ModelPackage.manifestName].map { String($0.prefix(12)) }
      return [
        DoctorFinding(
          "model", .good,
          DisplayText.safe(
            "\(package.manifest.name) \(package.manifest.version), trained on \(package.manifest.trainedOn), "
              + "\(package.identity.sha256.count) files whole, manifest \(digest ?? "?"), in \(directory)"
          ))
      ]
    } catch .noDefault {
      return [
        DoctorFinding(
          "model", .note, "no model is installed: the viewer works, p does not",
          advice: "Name a package with --model or SPINETUI_MODEL, or make install again")
      ]
    } catch {
      return [
        DoctorFinding(
          "model", .problem, DisplayText.safe(error.description),
          advice: "Copy the package again; what is changed or missing is not used")
      ]
    }
  }
}
