import Imaging

/// Reading the header of the file that the slice on screen comes from.
enum Tags {
  struct State: Sendable {
    var generation = 0
    /// Nil while no header is on screen.
    var opened: Opened?
  }

  struct Opened: Sendable {
    /// "stored slice 8 of 300".
    var title: String
    /// Nil until the file has been read.
    var listing: HeaderListing?
    /// Why it could not be read.
    var failure: String?
    var filter = ""
    /// First line in sight.
    var offset = 0

    /// The lines under the filter: every word of it occurs in tag, name or value.
    var lines: [HeaderLine] {
      let words = filter.lowercased().split(separator: " ")
      guard !words.isEmpty else { return listing?.lines ?? [] }
      return (listing?.lines ?? []).filter { line in
        let text = "\(line.tag) \(line.vr) \(line.name) \(line.value)".lowercased()
        return words.allSatisfy { text.contains($0) }
      }
    }
  }

  enum Action: Sendable {
    case open
    case close
    case scroll(Int)
    case first
    case last
    case setFilter(String)
    case arrived(HeaderListing, generation: Int)
    case failed(String, generation: Int)
  }
}

extension Viewing.State {
  /// The stored slice whose file stands for what is on screen: the slice itself where it was acquired,
  /// else the one through the linked point.
  var storedSlice: Int? { stack.storedSlice(at: index) ?? cursorVoxel?.z }
}
