/// How much of a picture a line can bear: fewer greys and coarser pixels are fewer bytes.
struct PictureQuality: Hashable, Sendable {
  /// Grey levels, 2…64.
  var greys: Int
  /// Screen pixels, across and down, that show one sample of the anatomy. Letters and lines stay fine.
  var coarseness: Int

  static let full = PictureQuality(greys: 64, coarseness: 1)

  /// From the best to the smallest. Noisy CT needs about 1, 0.6, 0.35, 0.2 and 0.06 of the bytes.
  static let ladder = [
    full,
    PictureQuality(greys: 32, coarseness: 1),
    PictureQuality(greys: 16, coarseness: 1),
    PictureQuality(greys: 16, coarseness: 2),
    PictureQuality(greys: 8, coarseness: 4),
  ]

  /// Less than what the screen could show: to be marked as a preview.
  var isPreview: Bool { self != .full }

  private var share: Double { Double(greys) / Double(coarseness * coarseness) }

  /// The next one down the ladder; nil at its foot.
  var next: PictureQuality? {
    Self.ladder.first { $0.share < share }
  }
}
