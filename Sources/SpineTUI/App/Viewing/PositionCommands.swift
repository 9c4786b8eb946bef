import Imaging

extension TypedCommand {
  static let positionCommands: [TypedCommand] = [
    TypedCommand(
      names: ["goto"], usage: ["goto X Y Z", "goto L12 P-3.5 S40"],
      help: "moves the linked point to a position in mm: LPS, or with the letters of the status line",
      parse: { (words, state) throws(TypedCommandError) in
        guard let position = PatientPosition.parse(words) else {
          throw .refused(
            "goto takes three numbers in mm (left, posterior, superior): goto 12 -3.5 40,"
              + " or letters with them: goto L 12 A 3.5 S 40")
        }
        guard let viewing = state.viewing else { throw .noImage }
        guard viewing.volume.hasKnownPlace else {
          throw .refused("Where these images lie in the patient is not known")
        }
        guard viewing.volume.geometry.contains(position) else {
          throw .refused("That position is outside the scan")
        }
        return .viewing(.goTo(position))
      }),
    TypedCommand(
      names: ["voxel"], usage: ["voxel I J K"],
      help: "moves the linked point to a stored voxel: column, row and slice, counted from 0",
      parse: { (words, state) throws(TypedCommandError) in
        guard let geometry = state.viewing?.volume.geometry else { throw .noImage }
        let numbers = words.compactMap { Int($0) }
        let d = geometry.dimensions
        guard words.count == 3, numbers.count == 3,
          zip(numbers, [d.x, d.y, d.z]).allSatisfy({ $0 >= 0 && $0 < $1 })
        else {
          throw .refused(
            "voxel takes column, row and slice: 0 to \(d.x - 1), 0 to \(d.y - 1), 0 to \(d.z - 1)")
        }
        return .viewing(
          .goTo(geometry.position(i: numbers[0], j: numbers[1], slice: numbers[2])))
      }),
    TypedCommand(
      names: ["zoom"], usage: ["zoom FACTOR"], help: "shows the slice so many times larger, 1 to 16",
      candidates: { _ in ["1", "2", "4", "8"] },
      parse: { (words, state) throws(TypedCommandError) in
        guard words.count == 1, let factor = typedNumber(words[0]), 1...16 ~= factor else {
          throw .refused("zoom takes a number from 1 to 16: zoom 2")
        }
        return .viewing(.zoom(factor / (state.viewing?.zoom ?? 1)))
      }),
    TypedCommand(
      names: ["series"], usage: ["series NUMBER"],
      help: "opens another series of the study by its number",
      candidates: { state in seriesOfStudy(state).map { "\($0.number)" } },
      parse: { (words, state) throws(TypedCommandError) in
        guard state.viewing != nil else { throw .noImage }
        let all = seriesOfStudy(state)
        let named = all.filter { words == ["\($0.number)"] }
        guard let series = named.first else {
          let numbers = all.map { "\($0.number)" }
          throw .refused(
            numbers.isEmpty
              ? "The series of this study have no numbers: choose one in the list"
              : "series takes a number of this study: " + numbers.joined(separator: ", "))
        }
        // Two of one number are not told apart by it.
        guard named.count == 1 else {
          throw .refused("Series \(series.number) is there \(named.count) times: choose one in the list")
        }
        return .browsing(.openSeries(series.id))
      }),
  ]

  /// The numbered series of the study on screen.
  private static func seriesOfStudy(_ state: State) -> [(number: Int, id: String)] {
    guard let shown = state.viewing?.seriesID else { return [] }
    for patient in state.browsing.catalogue.patients {
      for study in patient.studies where study.series.contains(where: { $0.id == shown }) {
        return study.series.compactMap { series in
          series.identity.seriesNumber.map { ($0, series.id) }
        }.sorted { $0.number < $1.number }
      }
    }
    return []
  }
}

/// A position as people write it.
enum PatientPosition {
  /// "12 -3.5 40" (LPS, mm), or each with the letter of a side: "L 12 A3.5 I-40", in any order.
  static func parse(_ words: [String]) -> Position? {
    let plain = words.compactMap(typedNumber)
    if words.count == 3, plain.count == 3 {
      return plain.allSatisfy(isSensible) ? Position(plain[0], plain[1], plain[2]) : nil
    }
    var found: [Int: Double] = [:]
    var rest = words.filter { $0 != "mm" }[...]
    while let word = rest.popFirst() {
      guard let letter = word.first?.uppercased(), let side = sides[letter] else { return nil }
      let digits = word.count > 1 ? String(word.dropFirst()) : rest.popFirst() ?? ""
      guard let value = typedNumber(digits), isSensible(value), found[side.axis] == nil else {
        return nil
      }
      found[side.axis] = value * side.sign
    }
    guard let x = found[0], let y = found[1], let z = found[2] else { return nil }
    return Position(x, y, z)
  }

  private static func isSensible(_ value: Double) -> Bool { abs(value) < 1e6 }

  private static let sides: [String: (axis: Int, sign: Double)] = [
    "L": (0, 1), "R": (0, -1), "P": (1, 1), "A": (1, -1), "S": (2, 1), "I": (2, -1),
  ]
}
