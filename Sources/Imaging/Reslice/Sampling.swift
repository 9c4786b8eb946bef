/// How a plane is made of voxels when it is not simply cut and interpolated linearly.
public struct Sampling: Sendable, Hashable {
  public var interpolation: Interpolation
  public var slab: Slab?

  public init(interpolation: Interpolation = .linear, slab: Slab? = nil) {
    self.interpolation = interpolation
    self.slab = slab
  }

  /// The usual way, which has the fastest path.
  public var isPlain: Bool { interpolation == .linear && slab == nil }
}

extension Reslicer {
  /// `plane` as grey levels 0…`count − 1`.
  ///
  /// - Parameter factors: each pixel is the mean of so many samples across and down.
  public func levels(
    _ plane: Plane, sampling: Sampling, window: Window, count: Int = 64, inverted: Bool = false,
    meansOf factors: SIMD2<Int> = [1, 1]
  ) -> [UInt8] {
    let fine = slice(
      plane.refined(by: factors), slab: sampling.slab, interpolation: sampling.interpolation)
    let values = factors == [1, 1] ? fine.values : fine.means(of: factors)
    return window.levels(of: values, count: count, inverted: inverted, padding: fine.padding)
  }
}

extension Slice {
  /// Means over `factors` pixels across and down of what was scanned; NaN where nothing was.
  fileprivate func means(of factors: SIMD2<Int>) -> [Float] {
    let (across, down) = (width / factors.x, height / factors.y)
    var means = [Float](repeating: .nan, count: across * down)
    for y in 0..<down {
      for x in 0..<across {
        var (sum, number): (Float, Float) = (0, 0)
        for row in y * factors.y..<(y + 1) * factors.y {
          for column in x * factors.x..<(x + 1) * factors.x {
            let value = values[row * width + column]
            guard value.isFinite, value != padding else { continue }
            sum += value
            number += 1
          }
        }
        if number > 0 { means[y * across + x] = sum / number }
      }
    }
    return means
  }
}
