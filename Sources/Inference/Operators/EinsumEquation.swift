/// The text of an Einsum: a term an input, and one for the output. Labels are numbers from here on.
struct EinsumEquation: Sendable {
  private let terms: [[Character]]
  private let output: [Character]?
  private static let ellipsis: Character = "…"

  init(_ text: String) throws(OperatorError) {
    let clean = text.filter { $0 != " " }
    let sides = clean.split(separator: ">", omittingEmptySubsequences: false)
    guard sides.count <= 2, !clean.isEmpty, sides.count == 1 || sides[0].last == "-" else {
      throw .invalid("equation \(text)")
    }
    func term(_ text: Substring) throws(OperatorError) -> [Character] {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      // Three dots leave four parts, the middle two of them empty.
      guard parts.count == 1 || (parts.count == 4 && parts[1].isEmpty && parts[2].isEmpty),
        parts.joined().allSatisfy({ $0.isASCII && $0.isLetter })
      else { throw .invalid("term \(text) of an equation") }
      return parts.count == 1
        ? Array(text) : Array(parts[0]) + [Self.ellipsis] + Array(parts[3])
    }
    let left = sides.count == 2 ? sides[0].dropLast() : sides[0]
    var terms: [[Character]] = []
    for part in left.split(separator: ",", omittingEmptySubsequences: false) {
      terms.append(try term(part))
    }
    self.terms = terms
    output = sides.count == 2 ? try term(sides[1]) : nil
  }

  struct Labels {
    var inputs: [[Int]]
    var output: [Int]
    var extents: [Int: Int]
  }

  /// The labels of each axis. Those of the ellipsis count from −1 down, from its last axis on.
  func labels(_ shapes: [[Int]]) throws(OperatorError) -> Labels {
    guard shapes.count == terms.count else {
      throw .invalid("\(shapes.count) inputs for \(terms.count) terms")
    }
    var labels = Labels(inputs: [], output: [], extents: [:])
    var widest = 0
    for (term, shape) in zip(terms, shapes) {
      let hidden = shape.count - term.count { $0 != Self.ellipsis }
      guard hidden == 0 || (hidden > 0 && term.contains(Self.ellipsis)) else {
        throw .invalid("term \(String(term)) for an input of \(shape)")
      }
      widest = max(widest, hidden)
      let axes = Self.numbers(term, hidden)
      for (label, extent) in zip(axes, shape) {
        let known = labels.extents[label] ?? 1
        guard known == extent || known == 1 || extent == 1 else {
          throw .invalid("an axis is \(known) in one input and \(extent) in another")
        }
        labels.extents[label] = known == 1 ? extent : known
      }
      labels.inputs.append(axes)
    }
    labels.output = Self.numbers(output ?? implied, widest)
    guard Set(labels.output).count == labels.output.count,
      labels.output.allSatisfy({ labels.extents[$0] != nil })
    else { throw .invalid("the output of an equation names an axis twice or a new one") }
    return labels
  }

  private static func numbers(_ term: [Character], _ hidden: Int) -> [Int] {
    term.flatMap { letter -> [Int] in
      letter == ellipsis
        ? (0..<hidden).map { $0 - hidden } : [Int(letter.asciiValue ?? 0)]
    }
  }

  /// Without an arrow: the ellipsis, then every letter that stands once, in alphabetical order.
  private var implied: [Character] {
    let all = terms.flatMap { $0 }
    let once = Set(all).filter { letter in
      letter != Self.ellipsis && all.count { $0 == letter } == 1
    }
    return (all.contains(Self.ellipsis) ? [Self.ellipsis] : []) + once.sorted()
  }
}
