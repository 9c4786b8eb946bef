/// A set of file keys, which are evenly spread: open addressing without hashing them again.
struct KeySet {
  private var slots: [UInt64]
  private let mask: Int

  /// - Parameter count: how many keys there are, at least about.
  init(_ keys: some Sequence<UInt64>, count: Int) {
    var size = 16
    while size < 2 * count { size *= 2 }
    slots = Array(repeating: FileKey.unknown, count: size)
    mask = size - 1
    for key in keys where key != FileKey.unknown {
      var place = Int(truncatingIfNeeded: key) & mask
      while slots[place] != FileKey.unknown, slots[place] != key { place = (place + 1) & mask }
      slots[place] = key
    }
  }

  /// `FileKey.unknown` is in no set.
  func contains(_ key: UInt64) -> Bool {
    guard key != FileKey.unknown else { return false }
    var place = Int(truncatingIfNeeded: key) & mask
    while slots[place] != FileKey.unknown {
      if slots[place] == key { return true }
      place = (place + 1) & mask
    }
    return false
  }
}
