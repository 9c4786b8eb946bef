/// Text as points: what a pen has covered, and the rim around it.
struct LetterShape {
  var ink: [(x: Int, y: Int, coverage: Float)] = []
  var rim: [(x: Int, y: Int)] = []
}

/// Words drawn before: the same few stand in every picture, and strokes are slow to draw.
final class LetterCache {
  private struct Key: Hashable {
    var text: String
    var height: Double
    /// The place between two pixels.
    var x: Double
    var y: Double
  }

  private var shapes: [Key: LetterShape] = [:]
  /// A zoom moves every word; what it leaves behind must not pile up.
  private static let limit = 512

  /// `text` with its top left corner at (`x`, `y`): its shape, and the pixel from which to draw it.
  func shape(
    of text: String, x: Double, y: Double, height: Double
  ) -> (shape: LetterShape, x: Int, y: Int) {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let key = Key(text: text, height: height, x: x - left, y: y - top)
    let shape = shapes[key] ?? draw(key)
    return (shape, Int(left), Int(top))
  }

  private func draw(_ key: Key) -> LetterShape {
    // Away from the zero, where rounding changes its direction.
    let away = 64
    var shape = LetterShape()
    StrokeFont.draw(
      key.text, x: key.x + Double(away), y: key.y + Double(away), height: key.height,
      paint: { shape.ink.append(($0 - away, $1 - away, Float($2))) },
      halo: { shape.rim.append(($0 - away, $1 - away)) })
    if shapes.count >= Self.limit { shapes = [:] }
    shapes[key] = shape
    return shape
  }
}
