import Imaging

/// A line of the list: a place in the content's patients, studies or entries.
enum ListRow: Hashable, Sendable {
  case patient(Int)
  case study(Int)
  case series(Int)

  var isPatient: Bool { if case .patient = self { true } else { false } }
}

/// Which patients and studies show no more than their own line.
struct Folding: Equatable, Sendable {
  enum Level: Int, Sendable { case open, studies, patients }

  private(set) var level = Level.open
  /// Patients and studies that stand against the level.
  private var folded: Set<String> = []
  private var unfolded: Set<String> = []
  /// Until the user folds or unfolds something, long lists fold themselves.
  private(set) var isAutomatic = true
  /// Series from which on a list begins with its patients only. Ours: some ten windows.
  static let longList = 200

  mutating func adapt(to content: ListContent) {
    if isAutomatic { level = content.entries.count > Self.longList ? .patients : .open }
  }

  mutating func set(_ level: Level) {
    self.level = level
    (folded, unfolded, isAutomatic) = ([], [], false)
  }

  mutating func step(_ steps: Int) {
    set(Level(rawValue: max(0, min(2, level.rawValue + steps))) ?? level)
  }

  mutating func fold(_ key: String) {
    (isAutomatic, _) = (false, unfolded.remove(key))
    folded.insert(key)
  }

  mutating func unfold(_ key: String) {
    (isAutomatic, _) = (false, folded.remove(key))
    unfolded.insert(key)
  }

  func isFolded(_ patient: ListGroup) -> Bool { isFolded(patient.key, at: .patients) }
  func isFolded(study: ListGroup) -> Bool { isFolded(study.key, at: .studies) }

  private func isFolded(_ key: String, at own: Level) -> Bool {
    !unfolded.contains(key) && (folded.contains(key) || level == own)
  }
}

/// The lines of the list, made anew when content, filter, order or folding change and never for drawing.
struct Listing: Sendable {
  /// The series under the filter, in the list's order, folded or not.
  private(set) var order: [Int] = []
  private(set) var rows: [ListRow] = []
  /// The rows that can be chosen: series, and what is folded.
  private(set) var stops: [Int] = []

  init() {}

  init(
    _ content: ListContent, filter: ListFilter, order: ListOrder, folding: Folding,
    verdicts: [String: Double]
  ) {
    let kept =
      filter.isEmpty
      ? Array(content.entries.indices)
      : content.entries.indices.filter { filter.matches(content.searched[$0]) }
    self.order = order.order(kept, of: content, verdicts: verdicts)
    rows.reserveCapacity(self.order.count + content.studies.count + content.patients.count)
    var patient = -1
    var study = -1
    var isPatientFolded = false
    var isStudyFolded = false
    for place in self.order {
      let entry = content.entries[place]
      if entry.patientNumber != patient {
        patient = entry.patientNumber
        isPatientFolded = folding.isFolded(content.patients[patient])
        append(.patient(patient), isStop: isPatientFolded)
      }
      if isPatientFolded { continue }
      if entry.studyNumber != study {
        study = entry.studyNumber
        isStudyFolded = folding.isFolded(study: content.studies[study])
        append(.study(study), isStop: isStudyFolded)
      }
      if !isStudyFolded { append(.series(place), isStop: true) }
    }
  }

  private mutating func append(_ row: ListRow, isStop: Bool) {
    if isStop { stops.append(rows.count) }
    rows.append(row)
  }

  /// Where a series, or the folded study or patient that it is in, can be chosen.
  func stop(ofSeries place: Int, in content: ListContent) -> Int? {
    let entry = content.entries[place]
    return stop(of: .series(place)) ?? stop(of: .study(entry.studyNumber))
      ?? stop(of: .patient(entry.patientNumber))
  }

  func stop(of row: ListRow) -> Int? { stops.firstIndex { rows[$0] == row } }
}
