/// A dense float32 array in C order: the last axis varies fastest.
public struct Tensor: Sendable, Equatable {
  public private(set) var shape: [Int]
  public var values: [Float]

  /// - Precondition: `values.count` is the product of `shape`.
  public init(shape: [Int], values: [Float]) {
    precondition(
      values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    self.shape = shape
    self.values = values
  }

  public init(zeros shape: [Int]) {
    self.init(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
  }

  public var count: Int { values.count }

  /// The same values under another shape of equal size.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, values: values) }
}
