import Foundation
import Imaging

/// Saves the picture on screen, painted anew from the request that drew it: the slice seen is the slice
/// saved, whatever keys have been pressed meanwhile.
struct PictureSaving: Sendable {
  let request: PictureRequest
  let sources: PictureSources
  let state: State
  let viewing: Viewing.State

  /// - Parameter state: the state that was drawn.
  /// Nil where no picture was.
  init?(_ state: State) {
    guard state.focus == .image, state.tags.opened == nil, let viewing = state.viewing,
      let rect = imageLayout(state, viewing).picture
    else { return nil }
    var state = state
    // Pictures made of characters are too coarse to keep: the same planes as a terminal with graphics
    // would show them.
    if state.profile.raster.pixelsDownCell != nil { state.profile.raster = .sixel }
    guard let request = pictureRequest(state, viewing, in: rect) else { return nil }
    self.request = request
    sources = pictureSources(viewing, state.analysisOnScreen)
    self.state = state
    self.viewing = viewing
  }

  /// Writes `NAME.png` and `NAME.json` into `folder`, which is there; both 0600.
  ///
  /// - Parameter name: without ending; it names no patient.
  /// - Returns: the path of the picture.
  func save(named name: String, in folder: String) throws -> String {
    var name = name
    var number = 1
    while FileManager.default.fileExists(atPath: "\(folder)/\(name).png") {
      number += 1
      name = "\(name.prefix { $0 != "_" })_\(number)"
    }
    let path = "\(folder)/\(name).png"
    try AtomicFile.write(try PNGFile.encoded(paint(request, from: sources).frame), to: path)
    let document = PictureDocument(
      picture: "\(name).png", request: request, state: state, viewing: viewing)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(
      Array(try encoder.encode(document)) + [UInt8(ascii: "\n")], to: "\(folder)/\(name).json")
    return path
  }

  /// "20261124-093012", local time.
  static func name(at date: Date, in zone: TimeZone = .current) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = calendar.dateComponents(
      [.year, .month, .day, .hour, .minute, .second], from: date)
    func digits(_ value: Int?, _ count: Int = 2) -> String {
      let text = "\(value ?? 0)"
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(parts.year, 4) + digits(parts.month) + digits(parts.day) + "-"
      + digits(parts.hour) + digits(parts.minute) + digits(parts.second)
  }
}
