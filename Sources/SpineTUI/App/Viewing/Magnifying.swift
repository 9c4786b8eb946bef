import Imaging

extension Viewing {
  /// Up to one voxel on 16 pixels of a fitted 512 matrix; beyond it nothing more is to be seen.
  static func zoom(_ state: inout State, by factor: Double) {
    state.zoom = max(1, min(16, state.zoom * factor))
    if state.mode == .crosshair || state.isLinked { state.centre = state.cursor }
    if state.zoom == 1 { state.centre = nil }
  }

  static func pan(_ state: inout State, right: Double, down: Double) {
    let plane = state.plane(state.orientation)
    let centre = state.centre ?? plane.centre
    let step = max(plane.extent.x, plane.extent.y) / state.zoom / 10
    let moved = centre + plane.right * (right * step) + plane.down * (down * step)
    // The middle of the picture never leaves the slice: there is nothing beyond.
    let pixel = plane.pixel(of: moved)
    let limit = SIMD2(Double(plane.width - 1), Double(plane.height - 1))
    let inside = pixel.clamped(lowerBound: .zero, upperBound: limit)
    state.centre = plane.position(x: inside.x, y: inside.y)
  }
}
