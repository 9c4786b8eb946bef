import Foundation
import Imaging

/// Letters drawn with strokes, at any size: what stands in a picture.
///
/// Glyphs live in a box 4 units wide and 6 high, y downwards; each is a list of polylines.
enum StrokeFont {
  typealias Point = SIMD2<Double>

  /// Width of one character with its gap, as a share of the height.
  static let advance = 5.6 / 6

  static func strokes(_ character: Character) -> [[Point]] {
    glyphs[character] ?? moreGlyphs[character] ?? []
  }

  /// Pixels across for `text` at capital height `height`.
  static func width(of text: String, height: Double) -> Double {
    Double(text.count) * advance * height - 1.6 / 6 * height
  }

  /// Calls `paint(x, y, coverage 0…1)` for every pixel that `text` touches, its top left corner at
  /// (`x`, `y`), and `halo(x, y)` for those just outside.
  static func draw(
    _ text: String, x: Double, y: Double, height: Double,
    paint: (Int, Int, Double) -> Void, halo: (Int, Int) -> Void
  ) {
    let scale = height / 6
    let pen = max(0.62, height / 14)
    var left = x
    for character in text {
      let lines = strokes(character).map { $0.map { $0 * scale + Point(left, y) } }
      let box = (
        Int(left - pen - 2)...Int(left + 4 * scale + pen + 2),
        Int(y - pen - 2)...Int(y + height + pen + 2)
      )
      for py in box.1 {
        for px in box.0 {
          let point = Point(Double(px), Double(py))
          var nearest = Double.infinity
          for line in lines {
            for (a, b) in zip(line, line.dropFirst()) {
              nearest = min(nearest, distance(point, a, b))
            }
          }
          let coverage = pen + 0.5 - nearest
          if coverage > 0 {
            paint(px, py, min(1, coverage))
          } else if nearest < pen + 1.6 {
            halo(px, py)
          }
        }
      }
      left += advance * height
    }
  }

  private static func distance(_ p: Point, _ a: Point, _ b: Point) -> Double {
    let ab = b - a
    let length = (ab * ab).sum()
    let t = length > 0 ? min(max(((p - a) * ab).sum() / length, 0), 1) : 0
    let d = p - (a + ab * t)
    return (d * d).sum().squareRoot()
  }

  private static let glyphs: [Character: [[Point]]] = [
    "A": [[[0, 6], [2, 0], [4, 6]], [[0.8, 4], [3.2, 4]]],
    "C": [arc(2, 3, 2, 3, from: -50, to: -310)],
    "F": [[[4, 0], [0, 0], [0, 6]], [[0, 3], [3, 3]]],
    "H": [[[0, 0], [0, 6]], [[4, 0], [4, 6]], [[0, 3], [4, 3]]],
    "I": [[[2, 0], [2, 6]], [[1, 0], [3, 0]], [[1, 6], [3, 6]]],
    "L": [[[0, 0], [0, 6], [3.6, 6]]],
    "P": [
      [[0, 6], [0, 0], [2.4, 0], [3.6, 0.5], [4, 1.6], [3.6, 2.7], [2.4, 3.2], [0, 3.2]]
    ],
    "R": [
      [[0, 6], [0, 0], [2.4, 0], [3.6, 0.5], [4, 1.6], [3.6, 2.7], [2.4, 3.2], [0, 3.2]],
      [[2, 3.2], [4, 6]],
    ],
    "S": [
      [
        [3.8, 1], [3.2, 0.3], [2, 0], [0.8, 0.3], [0.3, 1.4], [0.9, 2.4], [2, 2.9], [3.2, 3.4],
        [3.8, 4.5], [3.2, 5.6], [2, 6], [0.8, 5.7], [0.1, 4.9],
      ]
    ],
    "0": [arc(2, 3, 1.9, 3, from: 0, to: 360)],
    "1": [[[0.8, 1.2], [2.2, 0], [2.2, 6]]],
    "2": [
      [
        [0.2, 1.5], [0.7, 0.4], [2, 0], [3.3, 0.4], [3.7, 1.5], [3.2, 2.8], [0.2, 6], [3.9, 6],
      ]
    ],
    "3": [
      [[0.3, 0.8], [1, 0.2], [2, 0], [3.3, 0.4], [3.6, 1.5], [3.1, 2.5], [1.6, 2.8]],
      [[1.6, 2.8], [3.3, 3.2], [3.9, 4.4], [3.3, 5.6], [2, 6], [0.9, 5.8], [0.1, 5.1]],
    ],
    "4": [[[3, 6], [3, 0], [0, 4.2], [4, 4.2]]],
    "5": [
      [
        [3.6, 0], [0.6, 0], [0.3, 2.7], [2, 2.3], [3.4, 2.8], [3.9, 4.1], [3.4, 5.5], [2, 6],
        [0.9, 5.8], [0.1, 5.1],
      ]
    ],
    "6": [
      [
        [3.4, 0.3], [2.4, 0], [1.2, 0.6], [0.4, 2], [0.1, 4], [0.6, 5.4], [2, 6], [3.4, 5.5],
        [3.9, 4.1], [3.4, 2.8], [2, 2.3], [0.7, 2.9], [0.1, 4],
      ]
    ],
    "7": [[[0.1, 0], [3.9, 0], [1.5, 6]]],
    "8": [arc(2, 1.5, 1.6, 1.5, from: 0, to: 360), arc(2, 4.45, 1.9, 1.55, from: 0, to: 360)],
    "9": [
      [
        [0.6, 5.7], [1.6, 6], [2.8, 5.4], [3.6, 4], [3.9, 2], [3.4, 0.6], [2, 0], [0.6, 0.5],
        [0.1, 1.9], [0.6, 3.2], [2, 3.7], [3.3, 3.1], [3.9, 2],
      ]
    ],
    "c": [arc(2, 4.2, 1.7, 1.8, from: -45, to: -315)],
    "m": [
      [[0, 6], [0, 2.4]], [[0, 3.3], [0.6, 2.6], [1.3, 2.4], [1.9, 2.8], [2, 3.4], [2, 6]],
      [[2, 3.4], [2.6, 2.6], [3.3, 2.4], [3.9, 2.8], [4, 3.4], [4, 6]],
    ],
    "%": [
      arc(0.9, 1.2, 0.9, 1.2, from: 0, to: 360), arc(3.1, 4.8, 0.9, 1.2, from: 0, to: 360),
      [[3.8, 0], [0.2, 6]],
    ],
    "!": [[[2, 0], [2, 4]], [[2, 5.7], [2, 6]]],
    "-": [[[0.6, 3], [3.4, 3]]],
  ]

  /// An arc of an ellipse, degrees clockwise from the right.
  static func arc(
    _ cx: Double, _ cy: Double, _ rx: Double, _ ry: Double, from: Double, to: Double
  ) -> [Point] {
    (0...20).map { step in
      let angle = (from + (to - from) * Double(step) / 20) * .pi / 180
      return Point(cx + rx * cos(angle), cy + ry * sin(angle))
    }
  }
}
