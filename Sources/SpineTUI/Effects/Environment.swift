import Imaging
import SpineAnalysis

/// What the full-screen program needs of the world; tests bring their own.
struct Environment: Sendable {
  /// Lists what there is to open, and tells of what it finds meanwhile.
  var scan: @Sendable (_ report: @escaping ScanHandler) async throws -> Catalogue
  /// Reads, or makes, the voxels of a listed series.
  var load:
    @Sendable (_ series: Series, _ progress: @escaping ProgressHandler) async throws -> Volume
  /// A few slices of a series, quickly; nil where there are none to be had.
  var preview: (@Sendable (_ series: Series) async throws -> Volume?)?
  /// Asks the model; nil where there is none.
  var analyse:
    (@Sendable (_ volume: Volume, _ progress: @escaping ProgressHandler) async throws -> Analysis)?
  /// Why there is no model; a sentence for the panel.
  var noModelReason: String?
}
