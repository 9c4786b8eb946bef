import Imaging

/// A rectangle of pixels in a picture.
struct PixelRect: Hashable, Sendable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int
}

/// All that decides how a picture looks: two equal requests give the same bytes.
struct PictureRequest: Hashable, Sendable {
  /// Where it lies on the screen.
  var rect: CellRect
  var size: PixelSize
  var raster: Raster
  /// Whose voxels these are.
  var seriesID: String
  /// Which reading of them: read again, they may be others.
  var reading: Int
  /// Which result is drawn into it; 0 for none.
  var resultNumber: Int
  var panes: [Pane]
  var window: Window
  var isInverted: Bool
  var sampling = Sampling()
  var heat: Predicting.HeatSettings
  /// Height of capitals in pixels; letters of pictures made of characters are characters instead.
  var textHeight: Int
  var quality = PictureQuality.full
}

/// One plane in the picture.
struct Pane: Hashable, Sendable {
  var rect: PixelRect
  /// One sample for each pixel of `rect`.
  var plane: Plane
  var letters: EdgeLetters
  /// The linked point in pixels of the pane, where its cross is shown.
  var cross: SIMD2<Double>?
  /// Which planes the cross's lines are, where several are shown; nil: lines without names.
  var crossPlanes: CrossPlanes?
  var marks: [LevelMark] = []
  var measures: [MeasureMark] = []
  /// What is to be read at the top left corner, line by line.
  var caption: [String] = []
  var scaleBar: ScaleBar?
  /// Framed: the pane that the keys move, where there are several.
  var isActive = false
  /// What is still being read.
  var missing: MissingSlices?
}

/// The planes that stand on a picture's plane, seen as lines.
struct CrossPlanes: Hashable, Sendable {
  var own: PlaneOrientation
  /// Seen as the upright line, and as the level one.
  var upright: PlaneOrientation
  var level: PlaneOrientation

  init(_ own: PlaneOrientation) {
    self.own = own
    switch own {
    case .axial: (upright, level) = (.sagittal, .coronal)
    case .sagittal: (upright, level) = (.coronal, .axial)
    case .coronal: (upright, level) = (.sagittal, .axial)
    }
  }
}

/// A measurement as lines and words, pixels of the pane.
struct MeasureMark: Hashable, Sendable {
  enum Look: Hashable, Sendable {
    /// On its own slice.
    case here
    /// On a slice next to it.
    case ghost
  }

  var lines: [[SIMD2<Double>]] = []
  /// Points that can be taken up.
  var points: [SIMD2<Double>] = []
  /// The point that the arrows move.
  var moving: SIMD2<Double>?
  var text = ""
  /// Where the text begins: its left edge, half its height.
  var anchor = SIMD2<Double>.zero
  var look = Look.here
}

/// A level's name in the picture.
struct LevelMark: Hashable, Sendable {
  var text: String
  var isFractured: Bool
  /// Where the name ends (its right edge, half its height), pixels of the pane.
  var anchor: SIMD2<Double>
  /// Top left and bottom right of the vertebra's box on this plane; nil where it is not marked.
  var box: SIMD4<Double>?
}

/// A length to compare with.
struct ScaleBar: Hashable, Sendable {
  var pixels: Double
  var text: String
}

/// The voxels behind a request.
struct PictureSources: Sendable {
  var reslicer: Reslicer
  /// Spacing of the finest voxels, mm: finer sampling shows nothing more.
  var finestSpacing: Double
  var heat: (reslicer: Reslicer, scale: Float)?
}
