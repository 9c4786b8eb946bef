/// What can be wrong with a model, its inputs or a request about it.
///
/// Names come from the file and are shortened and freed of control characters before they are shown.
public enum ModelError: Error, Sendable, Equatable {
  /// The file cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// The bytes are not an ONNX model, or contradict themselves.
  case malformed(String)
  /// An operator that this engine does not have, in the opset that the model asks for.
  case unsupported(operator: String, node: String, opset: Int)
  /// A feature of a known operator, or of the format, that this engine does not have.
  case unsupportedFeature(String)
  /// A node whose inputs or attributes break the operator's rules.
  case invalidNode(operator: String, node: String, reason: String)
  /// A caller's input that does not fit the model.
  case invalidInput(name: String, reason: String)
  /// A name that no tensor of the model has.
  case unknownTensor(name: String, candidates: [String])
  /// A request that the model cannot answer: an index outside a tensor, a layer without a gradient.
  case invalidRequest(String)
  /// The run would need more memory than allowed.
  case tooLarge(bytes: Int, limit: Int)
  /// `isCancelled` answered true.
  case cancelled
}

extension ModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "The model \(printable(path)) cannot be read: \(printable(reason))."
    case .malformed(let reason):
      "The file is no valid ONNX model: \(printable(reason)); export it again."
    case .unsupported(let name, let node, let opset):
      "Operator \(printable(name)) of opset \(opset) (node \(printable(node))) is not supported; "
        + "export the model without it."
    case .unsupportedFeature(let what):
      "The model uses \(printable(what)), which is not supported."
    case .invalidNode(let name, let node, let reason):
      "Node \(printable(node)) (\(printable(name))) is invalid: \(printable(reason))."
    case .invalidInput(let name, let reason):
      "Input \(printable(name)) does not fit the model: \(printable(reason))."
    case .unknownTensor(let name, let candidates):
      "The model has no tensor \(printable(name))"
        + (candidates.isEmpty
          ? "." : "; it has \(candidates.prefix(6).map(printable).joined(separator: ", ")).")
    case .invalidRequest(let reason):
      "\(printable(reason))."
    case .tooLarge(let bytes, let limit):
      "The model needs \(bytes >> 20) MB for this input, more than the limit of \(limit >> 20) MB."
    case .cancelled:
      "The run was cancelled."
    }
  }
}

/// `text` cut to 200 characters with control and format characters replaced, so that a name from a
/// file can reach neither the terminal's state nor a second line.
func printable(_ text: String) -> String {
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(200) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      shown.append("\u{FFFD}")
    default: shown.append(scalar)
    }
  }
  return String(shown)
}
