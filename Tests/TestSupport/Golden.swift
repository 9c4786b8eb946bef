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
  try expectGolden(text, named: "\(name).pgm", file: file, sourceLocation: sourceLocation)
}

/// Compares text with the file `Goldens/NAME` beside the calling test.
///
/// With `RECORD_GOLDENS=1` the file is written anew, and the test fails on purpose.
public func expectGolden(
  _ text: String, named name: String, file: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = URL(fileURLWithPath: file).deletingLastPathComponent()
    .appendingPathComponent("Goldens/\(name)")
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let expected = try String(contentsOf: url, encoding: .utf8)
  let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
  let wrong = zip(lines(expected), lines(text)).enumerated().first { $0.element.0 != $0.element.1 }
  #expect(
    expected == text,
    "\(name) differs first in line \(wrong.map { "\($0.offset + 1): \($0.element.1)" } ?? "")",
    sourceLocation: sourceLocation)
}
