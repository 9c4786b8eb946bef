/// Why a picture could not be encoded.
enum PictureError: Error, Equatable, CustomStringConvertible {
  case emptyFrame
  case tooWide(Int)
  case noMemory
  case tooLarge(bytes: Int)
  /// A library's own words, its name in front.
  case library(String)

  var description: String {
    switch self {
    case .emptyFrame: "a picture without pixels cannot be drawn; make the window larger"
    case .tooWide(let width):
      "a picture \(width) pixels wide is more than sixels are made for; make it narrower"
    case .noMemory: "no memory for a picture"
    case .tooLarge(let bytes):
      "a picture of \(bytes / 1024) KiB is more than a terminal should be sent; make the window smaller"
    case .library(let text): text
    }
  }
}
