import Imaging

extension Viewing {
  /// Up to one voxel on 16 pixels of a fitted 512 matrix; beyond it nothing more is to be seen.
  ///
  /// - Parameter anchor: what keeps its place in the picture; nil: what is in its middle.
  static func zoom(_ state: inout State, by factor: Double, about anchor: Position?) {
    let zoom = max(1, min(16, state.zoom * factor))
    let ratio = state.zoom / zoom
    state.zoom = zoom
    guard zoom > 1 else {
      state.centre = nil
      return
    }
    guard let anchor else { return }
    let centre = state.centre ?? state.plane(state.orientation).centre
    state.centre = anchor + (centre - anchor) * ratio
  }

  /// Moves the view by tenths of the picture.
  static func pan(_ state: inout State, right: Double, down: Double) {
    let plane = state.plane(state.orientation)
    let step = max(plane.extent.x, plane.extent.y) / state.zoom / 10
    moveView(&state, plane.right * (right * step) + plane.down * (down * step))
  }

  /// Moves the view as a hand drags the picture, by pixels of the slice.
  static func drag(_ state: inout State, right: Double, down: Double) {
    let plane = state.plane(state.orientation)
    let spacing = plane.pixelSpacing
    moveView(&state, plane.right * (-right * spacing.x) + plane.down * (-down * spacing.y))
  }

  private static func moveView(_ state: inout State, _ step: SIMD3<Double>) {
    let plane = state.plane(state.orientation)
    // The middle of the picture never leaves the slice: there is nothing beyond.
    state.centre = plane.foot(of: (state.centre ?? plane.centre) + step)
  }
}

extension Viewing.State {
  /// The planes on screen.
  var shownPlanes: [PlaneOrientation] { isLinked ? PlaneOrientation.allCases : [orientation] }
  var otherPlanes: [PlaneOrientation] { shownPlanes.filter { $0 != orientation } }

  /// Moves a zoomed view just so far that `position` is inside it on each of `planes`.
  mutating func keepInView(_ position: Position, on planes: [PlaneOrientation]) {
    guard zoom > 1 else { return }
    var centre = centre ?? plane(orientation).centre
    for orientation in planes {
      let plane = plane(orientation)
      let middle = plane.pixel(of: centre)
      let point = plane.pixel(of: position)
      // At zoom 1 all of the slice is in view, so at least this much around the middle.
      let reach = SIMD2(Double(plane.width), Double(plane.height)) / zoom * 0.45
      let step = middle.clamped(lowerBound: point - reach, upperBound: point + reach) - middle
      guard step != .zero else { continue }
      centre +=
        plane.right * (step.x * plane.pixelSpacing.x) + plane.down * (step.y * plane.pixelSpacing.y)
      self.centre = centre
    }
  }
}
