import Imaging

extension Viewing {
  /// Where the window on screen comes from.
  enum WindowOrigin: Equatable, Sendable {
    /// Nobody has set it: the one that every series starts with.
    case start
    case choice(WindowChoice)
    case hand
  }

  /// What stays of a series while others are shown.
  struct Kept: Sendable {
    fileprivate var source: SourceMark?
    fileprivate var geometry: VolumeGeometry
    fileprivate var window: Window
    fileprivate var windowOrigin: WindowOrigin
    fileprivate var isInverted: Bool
    fileprivate var sampling: Sampling
    fileprivate var measuring: Measuring.State
  }
}

extension Viewing.State {
  var kept: Viewing.Kept {
    var measuring = measuring
    measuring.draft = nil
    return Viewing.Kept(
      source: volume.source, geometry: volume.geometry, window: window,
      windowOrigin: windowOrigin, isInverted: isInverted, sampling: sampling, measuring: measuring)
  }

  /// Takes up what was set and measured when this series was last on screen.
  ///
  /// - Returns: false where what was measured had to be left behind.
  mutating func restore(_ kept: Viewing.Kept) -> Bool {
    (window, windowOrigin, isInverted) = (kept.window, kept.windowOrigin, kept.isInverted)
    (slab, interpolation) = (kept.sampling.slab, kept.sampling.interpolation)
    // On other images, or on another grid, a measurement would lie about its slice.
    guard kept.source == volume.source, kept.geometry == volume.geometry else {
      return kept.measuring.done.isEmpty
    }
    measuring = kept.measuring
    return true
  }

  /// Takes over the window that the user has set on another series of the same study.
  mutating func takeOverWindow(of other: Viewing.State) {
    let (mine, others) = (volume.identity, other.volume.identity)
    guard mine.patientID == others.patientID, mine.studyUID == others.studyUID,
      !mine.studyUID.isEmpty
    else { return }
    switch other.windowOrigin {
    case .start: return
    case .choice(let choice):
      // The header's and the automatic window are each series' own.
      guard let own = Viewing.window(choice, of: self) else { return }
      window = own
    case .hand: window = other.window
    }
    windowOrigin = other.windowOrigin
  }
}
