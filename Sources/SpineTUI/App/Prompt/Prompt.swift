/// A line of input at the bottom: its kind decides what its text and Enter do.
struct Prompt: Equatable, Sendable {
  enum Kind: Equatable, Sendable { case filter, command, help, tags }

  var kind: Kind
  var line: LineEditor
  /// Set while Tab goes through what the line may become.
  var completion: Completion?
  /// Set while the line is one typed before.
  var recalled: Recall?

  init(kind: Kind, text: String = "") {
    self.kind = kind
    line = LineEditor(text)
  }

  var text: String { line.text }
}
