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

/// Compares what is on screen with what is listed.
func settleStanding(_ state: inout State) {
  guard let viewing = state.viewing else { return }
  let standing = state.browsing.standing(of: viewing)
  state.viewing?.standing = standing
  if standing.outdated != nil { state.viewing?.predictsWhenWhole = false }
}

extension Browsing.State {
  fileprivate func standing(of viewing: Viewing.State) -> Viewing.Standing {
    guard isListComplete else { return .unconfirmed }
    guard let place = content.index(ofSeries: viewing.seriesID) else { return .gone }
    guard let mark = try? content.entries[place].series.sourceMark() else { return .changed }
    return mark == viewing.volume.source ? .current : .changed
  }
}
