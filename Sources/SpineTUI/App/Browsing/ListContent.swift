import Imaging
import Synchronization

/// A catalogue as the list needs it: flat, with all that is searched, sorted and summed up made once.
///
/// A reference, so that states share it and what is derived from it is made at most once.
final class ListContent: Sendable {
  let catalogue: Catalogue
  /// Every series, in the order of the catalogue.
  let entries: [Browsing.Entry]
  let studies: [ListGroup]
  let patients: [ListGroup]
  /// What the filter looks through, one for each entry.
  let searched: [SearchText]
  private let indices: [String: Int]
  private let stranger = Mutex<HiddenIdentity?>(nil)

  /// - Parameter groups: patients and studies of the same catalogue under other names, whose keys are
  ///   kept: what is folded stays so.
  init(
    _ catalogue: Catalogue, keysOf groups: (patients: [ListGroup], studies: [ListGroup])? = nil
  ) {
    self.catalogue = catalogue
    var entries: [Browsing.Entry] = []
    var studies: [ListGroup] = []
    var patients: [ListGroup] = []
    var searched: [SearchText] = []
    for patient in catalogue.patients {
      let firstStudy = studies.count
      let firstSeries = entries.count
      let patientKey = [patient.id, patient.name, patient.birthDate].joined(separator: "\u{1F}")
      for study in patient.studies {
        let first = entries.count
        for series in study.series {
          searched.append(SearchText(patient, study, series))
          entries.append(
            Browsing.Entry(
              patient: patient, study: study, series: series, patientNumber: patients.count,
              studyNumber: studies.count))
        }
        studies.append(
          ListGroup(
            key: "\(patientKey)\u{1F}\(study.uid)", series: first..<entries.count,
            studies: studies.count..<studies.count + 1))
      }
      patients.append(
        ListGroup(
          key: patientKey, series: firstSeries..<entries.count,
          studies: firstStudy..<studies.count))
    }
    self.entries = entries
    self.studies = groups?.studies ?? studies
    self.patients = groups?.patients ?? patients
    self.searched = searched
    indices = Dictionary(
      zip(entries.map(\.series.id), entries.indices), uniquingKeysWith: { first, _ in first })
  }

  func index(ofSeries id: String) -> Int? { indices[id] }

  /// The same content as a stranger may see it; the keymap stays the same as long as the program runs.
  func hiddenIdentity(_ keymap: Keymap) -> HiddenIdentity {
    stranger.withLock { made in
      if let made { return made }
      let identity = HiddenIdentity(catalogue, groups: (patients, studies), keymap: keymap)
      made = identity
      return identity
    }
  }
}

/// A patient or a study in the list: which series and studies are its own.
struct ListGroup: Sendable {
  /// The same for the same patient or study when the catalogue has grown.
  var key: String
  /// Places in `ListContent.entries`.
  var series: Range<Int>
  /// Places in `ListContent.studies`.
  var studies: Range<Int>
}

extension Browsing {
  /// A series with those it belongs to.
  struct Entry: Sendable {
    var patient: Patient
    var study: Study
    var series: Series
    /// Places in the list's content: two patients' files may carry the same study UID.
    var patientNumber: Int
    var studyNumber: Int
  }
}
