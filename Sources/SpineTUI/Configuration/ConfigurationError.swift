import Imaging

/// What is wrong with a configuration.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  struct Problem: Equatable, Sendable {
    /// The file, or nil for the environment.
    var file: String?
    /// From 1.
    var line: Int?
    /// Where: "keys.image.axial", or a variable; empty for the file as a whole.
    var place = ""
    var reason: String

    /// "/home/u/.config/spinetui/config.json:12: keys.image.axial: “s” is also …".
    var sentence: String {
      let file = file.map { file in line.map { "\(file):\($0)" } ?? file }
      return [file, place.isEmpty ? nil : place, reason].compactMap { $0 }.joined(separator: ": ")
    }
  }

  /// All that were found, so that one run of the program names them all.
  var problems: [Problem]

  /// One sentence for each problem, safe to show.
  var lines: [String] { problems.map { DisplayText.safe($0.sentence) } }

  var description: String { lines.joined(separator: "\n") }
}

/// Gathers problems while a configuration is read.
struct ConfigurationProblems {
  /// What is being read.
  let file: ConfigurationFile
  private(set) var all: [ConfigurationError.Problem] = []

  init(_ file: ConfigurationFile) { self.file = file }

  mutating func add(_ place: String, _ reason: String) {
    all.append(.init(file: file.path, line: file.line(of: place), place: place, reason: reason))
  }

  /// A problem of the environment.
  mutating func add(variable: String, _ reason: String) {
    all.append(.init(place: variable, reason: reason))
  }

  /// Notes that `name` is none of `known`, with the nearest of them.
  mutating func addUnknown(_ place: String, _ name: String, _ noun: String, of known: [String]) {
    let near = known.map { ($0, editDistance($0, name)) }.min { $0.1 < $1.1 }
    let hint =
      near.flatMap { $0.1 <= max(2, name.count / 3) ? "did you mean “\($0.0)”?" : nil }
      ?? "`spinetui config --default` shows them all"
    add(place, "there is no \(noun) of this name; \(hint)")
  }
}

/// How many letters must be put in, taken out or exchanged. Source: Levenshtein 1966.
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let changed = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(changed, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
