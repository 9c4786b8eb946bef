import Foundation
import Imaging

/// What a filter may ask for by name: `date:2024`.
enum SearchField: Int, CaseIterable, Sendable {
  case name, id, date, description, modality, number

  /// As it is typed; a beginning of three letters or more will do.
  var word: String {
    switch self {
    case .name: "patient"
    case .id: "id"
    case .date: "date"
    case .description: "description"
    case .modality: "modality"
    case .number: "series"
    }
  }

  init?(typed: Substring) {
    let typed = typed.lowercased()
    let found = Self.allCases.first {
      $0.word == typed || (typed.count >= 3 && $0.word.hasPrefix(typed))
    }
    guard let found = found ?? (typed == "name" ? .name : nil) else { return nil }
    self = found
  }
}

/// The searchable text of one series, folded to small letters without accents, field by field.
struct SearchText: Sendable {
  /// The fields one after the other, each ended by a byte that no typed word holds.
  private let bytes: [UInt8]
  private let ends: [Int]
  private static let end: UInt8 = 0

  init(_ patient: Patient, _ study: Study, _ series: Series) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    for field in SearchField.allCases {
      let text =
        switch field {
        case .name: patient.name
        case .id: patient.id
        case .date: "\(study.date) \(dateText(study.date))"
        case .description: "\(study.description) \(series.identity.seriesDescription)"
        case .modality: series.identity.modality
        case .number: series.identity.seriesNumber.map(String.init) ?? ""
        }
      bytes += Self.folded(text)
      bytes.append(Self.end)
      ends.append(bytes.count)
    }
    self.bytes = bytes
    self.ends = ends
  }

  /// Whether `needle` (folded) occurs in the field, or in any.
  func contains(_ needle: [UInt8], in field: SearchField?) -> Bool {
    let range = field.map { ($0.rawValue == 0 ? 0 : ends[$0.rawValue - 1])..<ends[$0.rawValue] }
    return bytes.withUnsafeBytes { all in
      let part = range.map { UnsafeRawBufferPointer(rebasing: all[$0]) } ?? all
      return part.holds(needle)
    }
  }

  /// Small letters, accents dropped: "muller" finds Müller.
  static func folded(_ text: String) -> [UInt8] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      return text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
    return Array(
      text.folding(
        options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil
      ).utf8)
  }
}

extension UnsafeRawBufferPointer {
  /// Whether `needle` occurs anywhere.
  fileprivate func holds(_ needle: [UInt8]) -> Bool {
    guard let first = needle.first else { return true }
    var rest = self[...]
    while rest.count >= needle.count, let at = rest.firstIndex(of: first) {
      rest = self[at...]
      if rest.starts(with: needle) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}

/// A filter as typed: words that must all occur, each anywhere or in the field it names.
struct ListFilter: Sendable {
  private let terms: [(field: SearchField?, needle: [UInt8])]

  init(_ text: String) {
    terms = text.split(separator: " ").map { word in
      let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      // "12:30" names no field, and is looked for as it stands.
      if parts.count == 2, let field = SearchField(typed: parts[0]) {
        return (field, SearchText.folded(String(parts[1])))
      }
      return (nil, SearchText.folded(String(word)))
    }
  }

  var isEmpty: Bool { terms.isEmpty }

  func matches(_ text: SearchText) -> Bool {
    terms.allSatisfy { text.contains($0.needle, in: $0.field) }
  }
}
