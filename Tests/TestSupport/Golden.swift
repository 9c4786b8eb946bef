import Foundation
import Testing

/// Compares grey levels with the picture `Goldens/NAME.pgm` beside the calling test, pixel for pixel.
///
/// With `RECORD_GOLDENS=1` the picture is written anew, and the test fails on purpose.
public func expectGolden(
  _ pixels: [UInt8], width: Int, maximum: UInt8, named name: String, file: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let height = pixels.count / max(1, width)
  // Plain PGM: text, which any viewer opens and any diff shows.
  var text = "P2\n\(width) \(height)\n\(maximum)\n"
  for row in 0..<height {
    let line = pixels[row * width..<(row + 1) * width].map(String.init).joined(separator: " ")
    text += line + "\n"
  }
  let url = URL(fileURLWithPath: file).deletingLastPathComponent()
    .appendingPathComponent("Goldens/\(name).pgm")
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let expected = try String(contentsOf: url, encoding: .utf8)
  let wrong = zip(expected.split(separator: "\n"), text.split(separator: "\n"))
    .enumerated().first { $0.element.0 != $0.element.1 }
  #expect(
    expected == text, "\(name) differs first in line \(wrong.map { $0.offset + 1 } ?? 0)",
    sourceLocation: sourceLocation)
}
