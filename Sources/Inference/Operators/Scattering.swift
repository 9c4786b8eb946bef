/// What becomes of an element that an update meets.
enum Scattering: String {
  case none, add, mul, max, min

  init(_ node: NodeReader) throws(OperatorError) {
    let name = try node.string("reduction", default: "none")
    guard let known = Scattering(rawValue: name) else { throw .invalid("reduction \(name)") }
    self = known
  }

  /// Elements of `y` at `place` met by those of `updates` at `n`, `count` of each.
  func update(_ y: Value, _ place: Int, _ updates: Value, _ n: Int, count: Int) {
    switch y.type.representation {
    case .float:
      for k in 0..<count { met(&y.floats[place + k], updates.floats[n + k], *, +) }
    case .integer:
      for k in 0..<count { met(&y.integers[place + k], updates.integers[n + k], &*, &+) }
    case .bool: for k in 0..<count { y.bools[place + k] = updates.bools[n + k] }
    }
  }

  private func met<T: Comparable>(
    _ old: inout T, _ new: T, _ product: (T, T) -> T, _ sum: (T, T) -> T
  ) {
    switch self {
    case .none: old = new
    case .add: old = sum(old, new)
    case .mul: old = product(old, new)
    case .max: old = Swift.max(old, new)
    case .min: old = Swift.min(old, new)
    }
  }

  /// The gradient by the data, where the updates have not replaced it yet.
  func gradient(_ g: Value, _ run: RunContext) throws(OperatorError) -> Value {
    guard self == .none || self == .add else {
      throw .unsupported("a gradient through the reduction \(rawValue)")
    }
    return run.expanded(g, to: g.shape)
  }
}
