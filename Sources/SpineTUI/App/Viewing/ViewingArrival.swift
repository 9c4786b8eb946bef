import Imaging

/// A volume on screen while it is being read.
extension Viewing.State {
  /// The stored slice that the user looks at, as long as it matters what is read first.
  var sliceToRead: Int? { volume.isWhole ? nil : cursorVoxel?.z }

  /// Goes on with more of the same volume, or with the whole of it, where the user is.
  ///
  /// - Returns: what to say where something measured is lost.
  mutating func take(_ more: Volume) -> String? {
    if more.geometry == volume.geometry {
      volume = more
      reslicer = Reslicer(more)
      return nil
    }
    // Slices were refused, so the grid is another: what was placed by slice is placed anew by position.
    var state = Viewing.State(seriesID: seriesID, volume: more)
    state.loadGeneration = loadGeneration
    state.predictsWhenWhole = predictsWhenWhole
    (state.orientation, state.isLinked, state.standing) = (orientation, isLinked, standing)
    // What was being measured lay on a slice that is another now.
    state.mode = mode == .measuring ? .scrolling : mode
    let keepsMeasurements = state.restore(kept) && mode != .measuring
    (state.zoom, state.centre) = (zoom, centre)
    (state.cine, state.cineCount, state.cineSettings) = (cine, cineCount, cineSettings)
    state.moveCursor(to: cursor)
    self = state
    return keepsMeasurements ? nil : "Slices were refused: all measurements are dropped"
  }
}
