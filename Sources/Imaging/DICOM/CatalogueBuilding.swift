/// From stacks to patients → studies → series.
struct CatalogueBuilding {
  /// Refused images that would have belonged to a series, by its key.
  var refusedOfSeries: [String: [RefusedFile]] = [:]

  func patients(from instances: [Instance]) -> [Patient] {
    let stacks = SeriesGrouping.stacks(of: instances)
    let names = Dictionary(grouping: instances, by: patientKey)
      .mapValues { Set($0.map(\.identity.patientName)) }
    var numbered: [String: Int] = [:]
    var patients: [String: Patient] = [:]
    for stack in stacks.sorted(by: precedes) {
      guard let first = stack.instances.first else { continue }
      let number = numbered[first.identity.seriesUID, default: 0] + 1
      numbered[first.identity.seriesUID] = number
      var series = series(of: stack, number: number)
      let key = patientKey(first)
      if let names = names[key], names.count > 1 {
        series.warnings.append(
          ImagingWarning(
            code: "patient-names-differ",
            text: "files of this patient ID carry \(names.count) different names"))
      }
      var patient =
        patients[key]
        ?? Patient(
          id: first.identity.patientID, name: first.identity.patientName,
          birthDate: first.patientBirthDate, sex: first.patientSex, studies: [])
      add(series, of: first.identity, to: &patient)
      patients[key] = patient
    }
    return patients.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  /// Patients without an ID are told apart by name and birth date.
  private func patientKey(_ instance: Instance) -> String {
    let identity = instance.identity
    let parts = instance.seriesKey.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    let named = identity.patientID.isEmpty ? identity.patientName + instance.patientBirthDate : ""
    return parts.prefix(2).joined(separator: "\u{1F}") + "\u{1F}" + named
  }

  /// The largest stack of a series first, then by key and place: the same order at every scan.
  private func precedes(_ a: SeriesGrouping.Stack, _ b: SeriesGrouping.Stack) -> Bool {
    func rank(_ stack: SeriesGrouping.Stack) -> (Int, Int, String, String) {
      let first = stack.instances.map(\.sopInstanceUID).min() ?? ""
      return (
        stack.instances[0].identity.seriesNumber ?? .max, -stack.instances.count,
        stack.instances[0].seriesKey, first
      )
    }
    return rank(a) < rank(b)
  }

  private func add(_ series: Series, of identity: SeriesIdentity, to patient: inout Patient) {
    if let index = patient.studies.firstIndex(where: { $0.uid == identity.studyUID }) {
      patient.studies[index].series.append(series)
    } else {
      patient.studies.append(
        Study(
          uid: identity.studyUID, date: identity.studyDate, description: identity.studyDescription,
          series: [series]))
      patient.studies.sort { ($0.date, $0.uid) < ($1.date, $1.uid) }
    }
  }

  private func series(of stack: SeriesGrouping.Stack, number: Int) -> Series {
    let first = stack.instances[0]
    var ordered = stack.instances
    var warnings = stack.warnings + Self.combined(stack.instances.flatMap(\.warnings))
    do {
      let images = try ImageStack(stack.instances)
      ordered = images.instances
      warnings += images.warnings
    } catch {
      ordered.sort { ($0.instanceNumber ?? .max, $0.path) < ($1.instanceNumber ?? .max, $1.path) }
      warnings.append(ImagingWarning(code: "not-a-volume", text: error.description))
    }
    if let refused = refusedOfSeries[first.seriesKey], let one = refused.first {
      warnings.append(Self.refusedSlices(refused.count, first: one))
    }
    let uid = first.identity.seriesUID
    return Series(
      id: number == 1 ? uid : "\(uid)#\(number)", identity: first.identity,
      columns: first.columns, rows: first.rows, sliceCount: ordered.count,
      source: .dicom(ordered), warnings: warnings)
  }

  static func refusedSlices(_ count: Int, first: RefusedFile) -> ImagingWarning {
    let name = first.path.split(separator: "/").last.map(String.init) ?? first.path
    return ImagingWarning(
      code: "slices-refused",
      text: "\(count) slice\(count == 1 ? "" : "s") refused and treated as missing; "
        + "\(DisplayText.safe(name)): \(first.reason)")
  }

  /// One warning of each code.
  static func combined(_ warnings: [ImagingWarning]) -> [ImagingWarning] {
    var seen: Set<String> = []
    return warnings.filter { seen.insert($0.code).inserted }
  }
}
