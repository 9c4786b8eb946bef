import Foundation
import Imaging

/// A window that has a name, and a key of its own if there is one left.
struct NamedWindow: Equatable, Sendable {
  /// Its name in the configuration and behind `--window`.
  var name: String
  var window: Window
  /// Nil leaves the key table as it is.
  var keys: [Key]?

  /// The name as shown on screen.
  var title: String { window.explanation }

  /// The standard windows; their keys are the key table's.
  static let standard = WindowPreset.allCases.map {
    NamedWindow(name: $0.rawValue, window: $0.window)
  }

  /// Names that mean something else behind `--window`.
  private static let reserved = ["auto", "header"]

  /// The standard windows as `object`, the file's "windows", changes and adds to them.
  static func list(
    _ object: [String: ConfigurationValue], problems: inout ConfigurationProblems
  ) -> [NamedWindow] {
    var windows = standard
    for (name, value) in object.sorted(by: { $0.key < $1.key }) {
      let place = "windows.\(name)"
      guard name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,23}/) != nil, !reserved.contains(name) else {
        problems.add(
          place, "a window's name is small letters, digits and -, and not auto or header")
        continue
      }
      guard case .object(let fields) = value else {
        problems.add(
          place, "this is an object as {\"center\": 350, \"width\": 2000}, not \(value.phrase)")
        continue
      }
      let index = windows.firstIndex { $0.name == name }
      let old = index.map { windows[$0] }
      guard let new = read(fields, name, place, old: old, &problems) else { continue }
      if let index { windows[index] = new } else { windows.append(new) }
    }
    return windows
  }

  private static func read(
    _ fields: [String: ConfigurationValue], _ name: String, _ place: String, old: NamedWindow?,
    _ problems: inout ConfigurationProblems
  ) -> NamedWindow? {
    let known = ["center", "width", "key"]
    for field in fields.keys.sorted() where !known.contains(field) {
      problems.addUnknown("\(place).\(field)", field, "field of a window", of: known)
    }
    func number(_ field: String, _ old: Double?, _ range: ClosedRange<Double>) -> Double? {
      switch fields[field] {
      case .number(let value) where range.contains(value): return value
      case nil where old != nil: return old
      case nil: problems.add(place, "a window needs its \(field), in HU")
      case let found?:
        problems.add(
          "\(place).\(field)",
          "this is a number of HU from \(Int(range.lowerBound)) to \(Int(range.upperBound)), "
            + "not \(found.phrase)")
      }
      return nil
    }
    // Beyond what any CT stores, as in the viewer's own :w.
    let center = number("center", old?.window.center, -100_000...100_000)
    let width = number("width", old?.window.width, 1...200_000)
    var keys = old?.keys
    if let value = fields["key"] {
      guard case .string(let text) = value, let found = KeyNotation.keys(text) else {
        problems.add("\(place).key", KeyChanges.explanation(value))
        return nil
      }
      keys = found
    }
    guard let center, let width else { return nil }
    return NamedWindow(
      name: name,
      window: Window(
        center: center, width: width,
        explanation: old?.title ?? name.replacingOccurrences(of: "-", with: " ")),
      keys: keys)
  }
}
