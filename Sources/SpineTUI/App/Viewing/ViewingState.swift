import Imaging

/// Looking at one volume.
enum Viewing {
  struct State: Sendable {
    let seriesID: String
    /// Followed by more of itself while it is read; without its identity where that must not be shown.
    var volume: Volume
    /// Cuts `volume`. Another one means that more of it has been read, also of what is being measured.
    var reslicer: Reslicer { didSet { measureDraft() } }
    /// Which load the volume comes from.
    var loadGeneration = 0
    /// Whether its files are still those that are listed.
    var standing = Standing.current
    /// p was pressed before the volume was whole.
    var predictsWhenWhole = false
    private let stacks: [PlaneOrientation: SliceStack]
    var orientation = PlaneOrientation.axial
    /// All three planes at once, through one point.
    var isLinked = false
    var mode = Mode.scrolling {
      didSet { if mode != .measuring { measuring.draft = nil } }
    }
    /// The linked point, LPS mm: every plane shows the slice through it.
    var cursor: Position
    /// Continued slice numbers, so that paging never drifts by rounding.
    private(set) var indices: [PlaneOrientation: Int] = [:]
    var window: Window
    let startWindow: Window
    /// Where the window comes from: what moves on to the next series.
    var windowOrigin = WindowOrigin.start
    /// Low HU bright: at first as the files ask.
    var isInverted: Bool
    /// Linear, or the voxels as they are.
    var interpolation = Interpolation.linear
    /// Thick slices; nil: the planes themselves. Images that are no volume lie behind each other by chance.
    var slab: Slab? { didSet { if volume.isLooseImages { slab = nil } } }
    var measuring = Measuring.State()
    /// 1 fits the whole slice into the picture.
    var zoom = 1.0
    /// What lies in the middle of the picture (its foot on the plane); nil: the middle of the slice.
    var centre: Position?
    /// Not nil while slices run by themselves; the number tells an old tick from a new one.
    var cine: Int?
    var cineCount = 0
    var cineSettings = CineSettings()

    /// - Parameter startWindow: the window at the start, and after a reset.
    init(seriesID: String, volume: Volume, startWindow: Window = WindowPreset.bone.window) {
      self.seriesID = seriesID
      self.volume = volume
      reslicer = Reslicer(volume)
      stacks = Dictionary(
        uniqueKeysWithValues: PlaneOrientation.allCases.map {
          ($0, SliceStack(geometry: volume.geometry, orientation: $0))
        })
      window = startWindow
      self.startWindow = startWindow
      isInverted = volume.isInverted
      // On a voxel, so that the slices shown first are those through the point.
      let d = volume.geometry.dimensions
      cursor = volume.geometry.position(i: d.x / 2, j: d.y / 2, slice: d.z / 2)
      for orientation in PlaneOrientation.allCases {
        indices[orientation] = stack(orientation).index(of: cursor)
      }
      // An acquisition that is not axial opens as it was acquired.
      orientation =
        PlaneOrientation.allCases.first { stack($0).isAcquired } ?? .axial
    }

    func stack(_ orientation: PlaneOrientation) -> SliceStack {
      guard let stack = stacks[orientation] else { preconditionFailure("no \(orientation) stack") }
      return stack
    }

    var stack: SliceStack { stack(orientation) }
    var sampling: Sampling { Sampling(interpolation: interpolation, slab: slab) }
    var index: Int { index(orientation) }
    func index(_ orientation: PlaneOrientation) -> Int { indices[orientation] ?? 0 }
    func plane(_ orientation: PlaneOrientation) -> Plane {
      stack(orientation).plane(at: index(orientation))
    }

    /// Pages the current plane to slice `index`, clamped; the linked point goes along.
    mutating func page(to index: Int) {
      let stack = stack
      let clamped = max(0, min(index, stack.sliceCount - 1))
      let plane = stack.plane(at: clamped)
      cursor -= plane.normal * plane.distance(to: cursor)
      indices[orientation] = clamped
    }

    /// Moves the linked point; every plane follows. Outside the grid it stays at the edge.
    mutating func moveCursor(to position: Position) {
      let d = volume.geometry.dimensions
      let limits = SIMD3(Double(d.x - 1), Double(d.y - 1), Double(d.z - 1))
      let index = volume.geometry.affine.index(of: position)
      cursor = volume.geometry.affine.position(
        of: index.clamped(lowerBound: .zero, upperBound: limits))
      for orientation in PlaneOrientation.allCases {
        indices[orientation] = stack(orientation).index(of: cursor)
      }
    }

    /// The stored voxel under the linked point; nil outside the grid.
    var cursorVoxel: SIMD3<Int>? { voxel(at: cursor) }

    /// The stored voxel nearest to a position; nil outside the grid.
    func voxel(at position: Position) -> SIMD3<Int>? {
      let geometry = volume.geometry
      let index = geometry.affine.index(of: position)
      let i = Int(index.x.rounded())
      let j = Int(index.y.rounded())
      let k: Int
      if let coordinates = geometry.sliceCoordinates {
        guard
          let nearest = coordinates.indices.min(by: {
            abs(coordinates[$0] - index.z) < abs(coordinates[$1] - index.z)
          })
        else { return nil }
        k = nearest
      } else {
        k = Int(index.z.rounded())
      }
      let d = geometry.dimensions
      guard i >= 0, i < d.x, j >= 0, j < d.y, k >= 0, k < d.z else { return nil }
      return [i, j, k]
    }
  }
}
