/// The pictures shown last, encoded: going back to one costs nothing.
struct PictureCache {
  private var entries: [PictureRequest: (picture: EncodedPicture, lastUse: Int)] = [:]
  private var clock = 0
  private(set) var byteCount = 0
  private let pictureLimit: Int
  private let byteLimit: Int

  /// A series of 64 pictures is what a hand scrolls to and fro; 64 of 1260 × 900 take about 8 MB.
  init(pictureLimit: Int = 64, byteLimit: Int = 24 << 20) {
    self.pictureLimit = pictureLimit
    self.byteLimit = byteLimit
  }

  mutating func picture(for request: PictureRequest) -> EncodedPicture? {
    guard let hit = entries[request]?.picture else { return nil }
    clock += 1
    entries[request]?.lastUse = clock
    return hit
  }

  /// Keeps `picture`, and forgets those unused for longest until the limits hold.
  mutating func insert(_ picture: EncodedPicture, for request: PictureRequest) {
    clock += 1
    byteCount += picture.bytes.count - (entries[request]?.picture.bytes.count ?? 0)
    entries[request] = (picture, clock)
    while entries.count > pictureLimit || byteCount > byteLimit,
      let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      byteCount -= oldest.value.picture.bytes.count
      entries[oldest.key] = nil
    }
  }

  var count: Int { entries.count }
}
