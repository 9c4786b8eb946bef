import CImagingKernels

/// The way to a screen: HU, interpolated, then windowed, with no slice of floats in between.
extension Reslicer {
  /// The plane as grey levels 0…`count − 1`.
  ///
  /// The same levels as `slice(plane).levels(window, …)`; see `paint` for `factors`.
  public func levels(
    _ plane: Plane, window: Window, count: Int = 64, inverted: Bool = false,
    interpolation: Interpolation = .linear, meansOf factors: SIMD2<Int> = [1, 1]
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: plane.width * plane.height) { out, written in
      guard let base = out.baseAddress else { return }
      paint(
        plane, window: window, count: count, inverted: inverted, interpolation: interpolation,
        meansOf: factors, into: base, rowStride: plane.width)
      written = plane.width * plane.height
    }
  }

  /// `levels` written into a larger picture, whose rows are `rowStride` pixels apart.
  ///
  /// - Parameter factors: pixels coarser than voxels show the mean HU of so many samples across and
  ///   down; what is outside the scan does not count.
  public func paint(
    _ plane: Plane, window: Window, count: Int = 64, inverted: Bool = false,
    interpolation: Interpolation = .linear, meansOf factors: SIMD2<Int> = [1, 1],
    into out: UnsafeMutablePointer<UInt8>, rowStride: Int
  ) {
    let greys = GreyScale(window, count: count, inverted: inverted)
    if factors != [1, 1] {
      paintMeans(plane, factors, greys, interpolation, out, rowStride)
      return
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: plane.width) { row in
      guard let line = row.baseAddress else { return }
      withSampler(plane, interpolation) { sampler in
        for y in 0..<plane.height {
          sampler.levels(row: y, greys, scratch: line, into: out + y * rowStride)
        }
      }
    }
  }

  private func paintMeans(
    _ plane: Plane, _ factors: SIMD2<Int>, _ greys: GreyScale, _ interpolation: Interpolation,
    _ out: UnsafeMutablePointer<UInt8>, _ rowStride: Int
  ) {
    let fine = plane.refined(by: factors)
    let width = plane.width
    withUnsafeTemporaryAllocation(of: Float.self, capacity: fine.width + 2 * width) { memory in
      guard let line = memory.baseAddress else { return }
      let (sums, counts) = (line + fine.width, line + fine.width + width)
      withSampler(fine, interpolation) { sampler in
        for y in 0..<plane.height {
          sums.update(repeating: 0, count: 2 * width)
          for row in y * factors.y..<(y + 1) * factors.y {
            sampler.sample(row: row, into: line)
            cimaging_gather_sums(line, factors.x, width, padding, sums, counts)
          }
          cimaging_means(sums, counts, width, line)
          greys.write(line, width, padding: .nan, into: out + y * rowStride)
        }
      }
    }
  }
}

/// Writes `levels`, one for each pixel of `plane`, so that each fills `factor` × `factor` pixels of `rect`.
public func enlarge(
  _ levels: [UInt8], _ plane: Plane, by factor: Int, width: Int, height: Int,
  into out: UnsafeMutablePointer<UInt8>, rowStride: Int
) {
  precondition(
    levels.count == plane.width * plane.height && plane.width * factor >= width
      && plane.height * factor >= height,
    "\(plane.width)×\(plane.height) levels by \(factor) for \(width)×\(height) pixels")
  levels.withUnsafeBufferPointer { levels in
    guard let source = levels.baseAddress else { return }
    for y in 0..<height {
      let row = out + y * rowStride
      if y.isMultiple(of: factor) {
        cimaging_enlarge(source + y / factor * plane.width, factor, width, row)
      } else {
        row.update(from: row - rowStride, count: width)
      }
    }
  }
}

extension Plane {
  /// The same area with each pixel cut into `factors` across and down.
  public func refined(by factors: SIMD2<Int>) -> Plane {
    let fine = SIMD2(pixelSpacing.x / Double(factors.x), pixelSpacing.y / Double(factors.y))
    let shift = (fine - pixelSpacing) / 2
    return Plane(
      origin: origin + right * shift.x + down * shift.y, right: right, down: down,
      pixelSpacing: fine, width: width * factors.x, height: height * factors.y)
  }

  /// The inverse of `refined`; a rest of pixels at the right and below makes one more.
  public func coarsened(by factors: SIMD2<Int>) -> Plane {
    let coarse = SIMD2(pixelSpacing.x * Double(factors.x), pixelSpacing.y * Double(factors.y))
    let shift = (coarse - pixelSpacing) / 2
    return Plane(
      origin: origin + right * shift.x + down * shift.y, right: right, down: down,
      pixelSpacing: coarse, width: (width + factors.x - 1) / factors.x,
      height: (height + factors.y - 1) / factors.y)
  }
}
