import Imaging

/// NIfTI files as things to open.
enum NIfTISources {
  /// Each file is one series; what is no NIfTI is refused by name.
  static func scan(_ paths: [String]) -> Catalogue {
    var catalogue = Catalogue()
    for path in paths {
      do {
        let series = try NIfTIFile(path: path).series()
        let study = Study(
          uid: series.identity.studyUID, date: "", description: "NIfTI", series: [series])
        catalogue.patients.append(
          Patient(
            id: series.id, name: series.identity.seriesDescription, birthDate: "", sex: "",
            studies: [study]))
      } catch {
        catalogue.refused.append(
          RefusedFile(path: DisplayText.safe(path), reason: DisplayText.safe("\(error)")))
      }
    }
    return catalogue
  }

  static func load(_ series: Series, _ progress: @escaping ProgressHandler) throws -> Volume {
    guard case .nifti(let path) = series.source else {
      preconditionFailure("series \(series.id) does not come from a NIfTI file")
    }
    return try NIfTIFile(path: path).load(progress: progress)
  }
}
