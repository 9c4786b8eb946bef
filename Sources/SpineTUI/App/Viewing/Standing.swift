import Imaging

extension Viewing {
  /// How the volume on screen stands to its series in the list.
  enum Standing: Equatable, Sendable {
    /// It was read from the very files that are listed.
    case current
    /// Read while the list was not complete: it may be a part of its series.
    case unconfirmed
    /// Read from other files than those listed now.
    case changed
    /// Its series is not listed any more.
    case gone

    /// What must be known of a picture whose files are no longer what they were; nil for the others.
    var outdated: String? {
      switch self {
      case .current, .unconfirmed: nil
      case .changed: "The files have changed since this was read: open it anew"
      case .gone: "This series is no longer listed: its files have changed"
      }
    }

    /// What stands above the picture as long as it is so.
    func notice(isScanning: Bool) -> String? {
      guard self == .unconfirmed else { return outdated }
      return isScanning
        ? "Still looking for images: this series may have more"
        : "Looking for images was cut short: there may be more"
    }
  }
}

/// Compares what is on screen with what is listed; until its files have been looked at it stands as it stood.
func settleStanding(_ state: inout State) {
  guard let viewing = state.viewing, let standing = state.browsing.standing(of: viewing)
  else { return }
  state.viewing?.standing = standing
  if standing.outdated != nil { state.viewing?.predictsWhenWhole = false }
}

extension Browsing.State {
  fileprivate func standing(of viewing: Viewing.State) -> Viewing.Standing? {
    guard isListComplete else { return .unconfirmed }
    guard content.index(ofSeries: viewing.seriesID) != nil else { return .gone }
    guard !comparison.awaited.contains(viewing.seriesID) else { return nil }
    // What was opened from this very list is what is listed.
    guard let mark = comparison.marks[viewing.seriesID] else { return .current }
    return mark == viewing.volume.source ? .current : .changed
  }
}

extension State {
  /// Series that something older than the list is known of.
  ///
  /// - Parameter opening: the one that was on its way to the screen.
  func seriesToCompare(opening: String?) -> Set<String> {
    let thumbnails = browsing.thumbnails.source == nil ? nil : browsing.representative?.series.id
    return predicting.concerned.union([viewing?.seriesID, opening, thumbnails].compactMap { $0 })
  }
}
