/// How good the next picture may be so that it keeps up with the keys, and when the sharp one follows.
///
/// On a line that carries a whole picture in a sixteenth of a second nothing is ever taken away. On a
/// slower one, pictures that follow each other have fewer greys and then coarser pixels, until their
/// bytes fit; when the view rests, it is sent once more, sharp.
struct PicturePace {
  /// Seconds without a change after which the sharp picture is due.
  static let rest = 0.13
  /// Seconds of the line that a picture of each quality may take while others follow it, the last excepted: some
  /// sixteen a second, five where they would else be too coarse to be read.
  private static let patience = [0.06, 0.06, 0.1, 0.2]
  /// Seconds that the first one after a rest may take: still felt as at once.
  private static let first = 0.1

  private var wanted: PictureRequest?
  private var changedAt = -Double.infinity
  private var changedBeforeAt = -Double.infinity
  /// Bytes of the latest picture of each quality, for `raster` and `size`.
  private var sizes: [PictureQuality: Int] = [:]
  private var raster: Raster?
  private var size = PixelSize(width: 0, height: 0)

  /// Notes what is to be seen, at full quality; nil for no picture.
  mutating func want(_ request: PictureRequest?, at now: Double) {
    guard request != wanted else { return }
    wanted = request
    (changedBeforeAt, changedAt) = (changedAt, now)
    guard let request, request.raster != raster || request.size != size else { return }
    (raster, size) = (request.raster, request.size)
    sizes = [:]
  }

  /// When the view has rested long enough for the sharp picture.
  var restsAt: Double { changedAt + Self.rest }

  func isResting(at now: Double) -> Bool { now >= restsAt }

  /// - Parameter budget: the bytes that the line carries in some seconds; nil where nothing limits them.
  func quality(at now: Double, budget: (_ seconds: Double) -> Int?) -> PictureQuality {
    guard !isResting(at: now) else { return .full }
    let isFirst = changedAt - changedBeforeAt > 0.5
    for (quality, seconds) in zip(PictureQuality.ladder, Self.patience) {
      guard let room = budget(isFirst ? max(seconds, Self.first) : seconds) else { return .full }
      if expectedBytes(quality) <= room { return quality }
    }
    return PictureQuality.ladder[PictureQuality.ladder.count - 1]
  }

  /// Notes how large a picture became.
  mutating func made(_ bytes: Int, quality: PictureQuality) { sizes[quality] = bytes }

  /// The last one's bytes; where there was none, those of the nearest that there was, in proportion.
  func expectedBytes(_ quality: PictureQuality) -> Int {
    if let known = sizes[quality] { return known }
    let ladder = PictureQuality.ladder
    guard let place = ladder.firstIndex(of: quality) else { return 0 }
    let known = ladder.indices.filter { sizes[ladder[$0]] != nil }
      .min { abs($0 - place) < abs($1 - place) }
    guard let known, let bytes = sizes[ladder[known]] else {
      let perPixel = raster?.pixelsDownCell == nil ? 0.2 : 10
      return Int(Double(size.width * size.height) * perPixel * Self.shares[place])
    }
    return Int(Double(bytes) * Self.shares[place] / Self.shares[known])
  }

  /// Bytes of each step of the ladder, as a part of the first: measured on noisy CT.
  private static let shares = [1, 0.6, 0.35, 0.2, 0.06]
}
