import Imaging

extension Painter {
  /// Grey levels of slabs and of voxels that are not interpolated.
  func sampled(_ plane: Plane, meansOf factors: SIMD2<Int>) -> [UInt8] {
    sources.reslicer.levels(
      plane, sampling: request.sampling, window: request.window, count: palette.greys,
      inverted: request.isInverted, meansOf: factors)
  }
}
