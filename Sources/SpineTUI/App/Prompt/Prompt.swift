/// A line of input at the bottom: its kind decides what its text and Enter do.
struct Prompt: Equatable, Sendable {
  enum Kind: Equatable, Sendable { case filter, command }

  var kind: Kind
  var line: LineEditor

  init(kind: Kind, text: String = "") {
    self.kind = kind
    line = LineEditor(text)
  }

  var text: String { line.text }
}
