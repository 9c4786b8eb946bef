import Imaging
import SpineAnalysis

/// What is shown of a series before it is opened.
struct Preview: Sendable {
  var volume: Volume
  /// All three planes can be cut from it; otherwise it is a few slices.
  var isWhole: Bool
}

/// What the full-screen program needs of the world; tests bring their own.
struct Environment: Sendable {
  /// Lists what there is to open, and tells of what it finds meanwhile.
  var scan: @Sendable (_ report: @escaping ScanHandler) async throws -> Catalogue
  /// Reads, or makes, the voxels of a listed series; tells `watch` how far it is.
  var load: @Sendable (_ series: Series, _ watch: LoadWatch) async throws -> Volume
  /// What a series looks like, quickly; nil where that is not to be had.
  var preview: (@Sendable (_ series: Series) async throws -> Preview?)?
  /// What the file of a slice says of itself.
  var header: @Sendable (_ series: Series, _ place: SlicePlace) async throws -> HeaderListing = {
    try await SeriesHeader.read($0, at: $1)
  }
  /// The commands of earlier sessions, oldest first, and where those of this one are kept.
  var history: [String] = []
  var remember: @Sendable (_ command: String) -> Void = { _ in }
  /// Asks the model; nil where there is none.
  var analyse:
    (@Sendable (_ volume: Volume, _ progress: @escaping ProgressHandler) async throws -> Analysis)?
  /// Why there is no model; a sentence for the panel.
  var noModelReason: String?
  /// Keys, windows and looks.
  var settings = Settings.standard
}
