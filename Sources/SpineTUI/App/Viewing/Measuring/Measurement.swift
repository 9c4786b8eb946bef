import Imaging

/// Distances, angles and HU regions on the slices of one series.
enum Measuring {
  enum Tool: String, CaseIterable, Hashable, Sendable {
    case distance, angle, ellipse

    var pointCount: Int { self == .angle ? 3 : 2 }
  }

  /// One thing measured, on the slice it was measured on. All in patient space: no zoom moves it.
  struct Measurement: Hashable, Sendable {
    /// From 1, never given twice in a series: its name in the picture and in the panel.
    let number: Int
    let tool: Tool
    let orientation: PlaneOrientation
    /// The slice of that orientation.
    let index: Int
    /// LPS, mm, on the slice's plane. Of an angle the second is the vertex, of an ellipse they are
    /// opposite corners of the rectangle around it.
    var points: [Position]
    var value: Value
  }

  enum Value: Hashable, Sendable {
    case millimetres(Double)
    case degrees(Double)
    /// mm², nil where pixels have no known size; and the HU inside, nil where nothing there was scanned.
    case region(area: Double?, RegionStatistics?)
  }

  /// A point of a measurement that is taken up again.
  struct Handle: Equatable, Sendable {
    var number: Int
    var point: Int
  }

  /// What is being measured just now.
  struct Draft: Equatable, Sendable {
    var tool: Tool
    /// The slice that its points lie on.
    var orientation: PlaneOrientation
    var index: Int
    var placed: [Position] = []
    /// The point that the arrows move.
    var point: Position
    /// Set while the arrows move a point that was placed before.
    var held: Handle?
    var heldHasMoved = false
    /// What the points and the moving one would make: measured once, drawn in several places.
    var value: Value?
  }

  struct State: Equatable, Sendable {
    var done: [Measurement] = []
    var draft: Draft?
    var lastNumber = 0
    /// `done` before each change, the latest last.
    private(set) var past: [[Measurement]] = []

    init() {}

    /// Changes `done` so that undo brings back what it was.
    mutating func change(_ edit: (inout [Measurement]) -> Void) {
      remember()
      edit(&done)
    }

    mutating func remember() {
      past.append(done)
      if past.count > 100 { past.removeFirst() }
    }

    /// - Returns: false when nothing was changed before.
    mutating func undo() -> Bool {
      guard let before = past.popLast() else { return false }
      done = before
      return true
    }

    /// Those of one slice.
    func measurements(on orientation: PlaneOrientation, index: Int) -> [Measurement] {
      done.filter { $0.orientation == orientation && $0.index == index }
    }
  }

  enum Action: Equatable, Sendable {
    /// d, D, e: takes up a tool; the same again: puts it down.
    case start(Tool)
    /// In pixels of the slice, right and down.
    case move(Double, Double)
    /// The moving point to a place (LPS, mm), as the mouse does.
    case place(Position)
    /// Enter: the moving point stays where it is.
    case set
    /// Backspace: the last point, or the last measurement.
    case deleteLast
    /// Tab: to the next point that can be moved, or back to a new one.
    case nextPoint(Int)
    case hold(Handle)
    /// Esc: drops what is begun, then the tool.
    case cancel
    case undo
    case clear
  }
}
