import Imaging

/// A column of the list, and what its rows are sorted by.
enum ListColumn: String, CaseIterable, Sendable {
  case patient, date, description, series, slices, size, status

  /// Text and dates from the beginning; what is newest, most or worst first.
  var beginsWithLeast: Bool { self == .patient || self == .description }

  /// A beginning of the word is enough, where it is the only one.
  init?(typed: String) {
    let fitting = Self.allCases.filter { $0.rawValue.hasPrefix(typed.lowercased()) }
    guard !typed.isEmpty, let found = fitting.first,
      fitting.count == 1 || found.rawValue == typed.lowercased()
    else { return nil }
    self = found
  }
}

struct ListOrder: Equatable, Sendable {
  var column = ListColumn.patient
  var isReversed = false

  static let byPatient = ListOrder()
}

/// What a series, a study or a patient is sorted by: numbers first, then text.
private struct SortKey: Comparable {
  var number = 0.0
  var text = ""

  static func < (a: SortKey, b: SortKey) -> Bool { (a.number, a.text) < (b.number, b.text) }
}

extension ListOrder {
  /// `content`'s series in this order, patients and studies kept together.
  ///
  /// A group stands where its foremost series would; what is equal stays in the catalogue's order.
  /// - Parameter verdicts: what the model said of a series, 0…1; by id.
  func order(_ kept: [Int], of content: ListContent, verdicts: [String: Double]) -> [Int] {
    if self == .byPatient { return kept }
    let ascends = column.beginsWithLeast != isReversed
    if column == .patient { return grouped(kept, content, ascends: false) { _ in SortKey() } }
    return grouped(kept, content, ascends: ascends) { key(of: content.entries[$0], verdicts) }
  }

  private func key(of entry: Browsing.Entry, _ verdicts: [String: Double]) -> SortKey {
    let series = entry.series
    return switch column {
    case .patient: SortKey()
    case .date: SortKey(text: entry.study.date)
    case .description:
      SortKey(text: "\(entry.study.description) \(series.identity.seriesDescription)".lowercased())
    case .series: SortKey(number: Double(entry.study.series.count))
    case .slices: SortKey(number: Double(series.sliceCount))
    case .size: SortKey(number: Double(series.voxelBytes))
    // What the model called comes before what is only odd.
    case .status:
      SortKey(
        number: (verdicts[series.id].map { 1 + $0 } ?? 0) + (series.warnings.isEmpty ? 0 : 0.5))
    }
  }

  private func grouped(
    _ kept: [Int], _ content: ListContent, ascends: Bool, key: (Int) -> SortKey
  ) -> [Int] {
    func before(_ a: (key: SortKey, place: Int), _ b: (key: SortKey, place: Int)) -> Bool {
      if a.key == b.key { return column == .patient ? a.place > b.place : a.place < b.place }
      return ascends ? a.key < b.key : a.key > b.key
    }
    /// Sorts runs of `items` that belong to one group, then the groups by their foremost.
    func arranged(
      _ items: [(key: SortKey, place: Int, series: [Int])], group: (Int) -> Int
    ) -> [(key: SortKey, place: Int, series: [Int])] {
      var groups: [Int: Int] = [:]
      var result: [(key: SortKey, place: Int, series: [Int])] = []
      for item in items.sorted(by: { before(($0.key, $0.place), ($1.key, $1.place)) }) {
        let number = group(item.series[0])
        if let place = groups[number] {
          result[place].series += item.series
        } else {
          groups[number] = result.count
          result.append((item.key, number, item.series))
        }
      }
      return result
    }
    let entries = content.entries
    let series = kept.map { (key: key($0), place: $0, series: [$0]) }
    let studies = arranged(series) { entries[$0].studyNumber }
    let patients = arranged(studies) { entries[$0].patientNumber }
    return patients.flatMap(\.series)
  }
}

extension Series {
  /// Bytes of its voxels at 16 bits each.
  var voxelBytes: Int { columns * rows * sliceCount * 2 }
}

extension ListOrder {
  /// "Sorted by date, newest first".
  var sentence: String {
    let usual: (String, String) =
      switch column {
      case .patient, .description: ("from A", "from Z")
      case .date: ("newest first", "oldest first")
      case .series, .slices: ("most first", "fewest first")
      case .size: ("largest first", "smallest first")
      case .status: ("likeliest fracture first", "likeliest fracture last")
      }
    return "Sorted by \(column.rawValue), \(isReversed ? usual.1 : usual.0)"
  }
}
