/// A node of the file as its operator reads it: attributes by name, with their types checked.
struct NodeReader {
  let name: String
  let operatorName: String
  /// The version of the operator set that the model imports.
  let opset: Int
  /// Inputs and outputs by number; false where the node leaves an optional one out.
  let hasInput: [Bool]
  let hasOutput: [Bool]
  let attributes: [String: Attribute]

  enum Attribute: Sendable {
    case float(Float)
    case int(Int)
    case string(String)
    case tensor(Value)
    case floats([Float])
    case ints([Int])
    case strings([String])
    case graph
  }

  func has(_ name: String) -> Bool { attributes[name] != nil }

  func int(_ name: String, default fallback: Int) throws(OperatorError) -> Int {
    switch attributes[name] {
    case nil: return fallback
    case .int(let value): return value
    default: throw wrongType(name, "an integer")
    }
  }

  func int(_ name: String, default fallback: Int, in range: ClosedRange<Int>) throws(OperatorError)
    -> Int
  {
    let value = try int(name, default: fallback)
    guard range.contains(value) else {
      throw .invalid("attribute \(name) is \(value), outside \(range)")
    }
    return value
  }

  func bool(_ name: String, default fallback: Bool = false) throws(OperatorError) -> Bool {
    try int(name, default: fallback ? 1 : 0) != 0
  }

  func float(_ name: String, default fallback: Float) throws(OperatorError) -> Float {
    switch attributes[name] {
    case nil: return fallback
    case .float(let value): return value
    default: throw wrongType(name, "a number")
    }
  }

  func string(_ name: String, default fallback: String) throws(OperatorError) -> String {
    switch attributes[name] {
    case nil: return fallback
    case .string(let value): return value
    default: throw wrongType(name, "a string")
    }
  }

  func ints(_ name: String) throws(OperatorError) -> [Int]? {
    switch attributes[name] {
    case nil: return nil
    case .ints(let values): return values
    default: throw wrongType(name, "a list of integers")
    }
  }

  /// Integers that are sizes, strides or paddings: within `range`, so that sums of them cannot
  /// overflow.
  func ints(_ name: String, in range: ClosedRange<Int>) throws(OperatorError) -> [Int]? {
    guard let values = try ints(name) else { return nil }
    for value in values where !range.contains(value) {
      throw .invalid("attribute \(name) holds \(value), outside \(range)")
    }
    return values
  }

  func floats(_ name: String) throws(OperatorError) -> [Float]? {
    switch attributes[name] {
    case nil: return nil
    case .floats(let values): return values
    default: throw wrongType(name, "a list of numbers")
    }
  }

  func strings(_ name: String) throws(OperatorError) -> [String]? {
    switch attributes[name] {
    case nil: return nil
    case .strings(let values): return values
    default: throw wrongType(name, "a list of strings")
    }
  }

  func tensor(_ name: String) throws(OperatorError) -> Value? {
    switch attributes[name] {
    case nil: return nil
    case .tensor(let value): return value
    default: throw wrongType(name, "a tensor")
    }
  }

  private func wrongType(_ name: String, _ expected: String) -> OperatorError {
    .invalid("attribute \(name) is not \(expected)")
  }
}

/// The largest extent or count an attribute may name: sums and products of a few stay within 64 bits.
let largestExtent = 1 << 31

/// `axis` of a tensor of `rank` axes, counted from the end where negative.
func normalized(axis: Int, rank: Int) throws(OperatorError) -> Int {
  guard (-rank..<max(rank, 0)).contains(axis) else {
    throw .invalid("axis \(axis) does not exist in a tensor of \(rank) axes")
  }
  return axis < 0 ? axis + rank : axis
}

/// Distinct axes in ascending order.
func normalized(axes: [Int], rank: Int) throws(OperatorError) -> [Int] {
  var seen = Set<Int>()
  for axis in axes {
    guard seen.insert(try normalized(axis: axis, rank: rank)).inserted else {
      throw .invalid("axis \(axis) is named twice")
    }
  }
  return seen.sorted()
}

/// The number of elements of `shape`.
/// - Throws: `invalid` when an extent is negative or the count leaves what memory can address.
@discardableResult
func checkedCount(_ shape: [Int]) throws(OperatorError) -> Int {
  var count = 1
  for extent in shape {
    guard extent >= 0, extent <= 1 << 40 else {
      throw .invalid("a tensor would have an extent of \(extent)")
    }
    let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
    guard !overflow, product <= 1 << 44 else {
      throw .invalid("a tensor would have the shape \(shape)")
    }
    count = product
  }
  return shape.contains(0) ? 0 : count
}
