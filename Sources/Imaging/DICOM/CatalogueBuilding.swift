/// From the listings of all groups to patients → studies → series.
struct CatalogueBuilding {
  private var stacks: [(stack: ListedStack, records: PackedRecords)] = []
  private var names: [String: Set<String>] = [:]
  private var catalogue: Catalogue
  private var nifti: [Series] = []

  /// - Parameters:
  ///   - refused: folders that could not be looked into.
  ///   - skippedFileCount: links and devices passed over.
  init(refused: [RefusedFile] = [], skippedFileCount: Int = 0) {
    catalogue = Catalogue(refused: refused, skippedFileCount: skippedFileCount)
  }

  mutating func add(_ listing: GroupListing, _ records: PackedRecords) {
    stacks += listing.stacks.map { ($0, records) }
    names.merge(listing.names) { $0.union($1) }
    catalogue.refused += listing.refused
    catalogue.skippedFileCount += listing.passedOver
    nifti += listing.nifti
  }

  consuming func finished() -> Catalogue {
    catalogue.patients = patients()
    // Names made safe to show may have become equal.
    var ids: Set<String> = []
    for index in nifti.indices.sorted(by: { nifti[$0].id < nifti[$1].id }) {
      let id = nifti[index].id
      var number = 1
      while !ids.insert(nifti[index].id).inserted {
        number += 1
        nifti[index].id = Self.id(id, number)
      }
    }
    catalogue.patients += nifti.sorted { $0.id < $1.id }.map(Self.patient)
    catalogue.refused.sort { $0.path < $1.path }
    return catalogue
  }

  private func patients() -> [Patient] {
    var numbered: [String: Int] = [:]
    var ids: Set<String> = []
    var patients: [String: Patient] = [:]
    for (stack, records) in stacks.sorted(by: { precedes($0.stack, $1.stack) }) {
      // What a file calls its series may look like a number given here.
      var number = numbered[stack.identity.seriesUID, default: 0] + 1
      while !ids.insert(Self.id(stack.identity.seriesUID, number)).inserted { number += 1 }
      numbered[stack.identity.seriesUID] = number
      var series = series(of: stack, records, number: number)
      if let names = names[stack.patientKey], names.count > 1 {
        series.warnings.append(
          ImagingWarning(
            code: "patient-names-differ",
            text: "files of this patient ID carry \(names.count) different names"))
      }
      var patient =
        patients[stack.patientKey]
        ?? Patient(
          id: stack.identity.patientID, name: stack.identity.patientName,
          birthDate: stack.birthDate, sex: stack.sex, studies: [])
      add(series, of: stack.identity, to: &patient)
      patients[stack.patientKey] = patient
    }
    // Two of one name and number are told apart by their issuers: the order must not be left to chance.
    return patients.sorted {
      ($0.value.name, $0.value.id, $0.key) < ($1.value.name, $1.value.id, $1.key)
    }
    .map(\.value)
  }

  /// The largest stack of a series first, then by key and place: the same order at every scan.
  private func precedes(_ a: ListedStack, _ b: ListedStack) -> Bool {
    let numbers = (a.identity.seriesNumber ?? .max, b.identity.seriesNumber ?? .max)
    if numbers.0 != numbers.1 { return numbers.0 < numbers.1 }
    if a.members.count != b.members.count { return a.members.count > b.members.count }
    return (a.seriesKey, a.firstInstance) < (b.seriesKey, b.firstInstance)
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

  private func series(of stack: ListedStack, _ records: PackedRecords, number: Int) -> Series {
    let uid = stack.identity.seriesUID
    return Series(
      id: Self.id(uid, number), identity: stack.identity,
      columns: stack.columns, rows: stack.rows, sliceCount: stack.members.count,
      source: .dicom(SeriesFiles(records, members: stack.members)), warnings: stack.warnings)
  }

  private static func id(_ uid: String, _ number: Int) -> String {
    number == 1 ? uid : "\(uid)#\(number)"
  }

  /// NIfTI knows no patient: each file stands for itself.
  private static func patient(of series: Series) -> Patient {
    let study = Study(
      uid: series.identity.studyUID, date: "", description: "NIfTI", series: [series])
    return Patient(
      id: "", name: series.identity.seriesDescription, birthDate: "", sex: "",
      studies: [study])
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
