import Foundation

/// The odd, hostile and string corpora of Tests/Conformance, made once for all tests.
public final class ConformanceCorpus: Sendable {
  public static let shared = Result { try ConformanceCorpus() }

  private let folder: TemporaryFolder
  public var odd: String { folder.file("odd") }
  public var hostile: String { folder.file("hostile") }
  public var strings: String { folder.file("strings") }

  private init() throws {
    folder = try TemporaryFolder()
    try Python.conformance("make_dicom.py", [folder.file("odd")])
    try Python.conformance("make_hostile.py", [folder.file("odd"), folder.file("hostile")])
    try Python.conformance("make_strings.py", [folder.file("odd"), folder.file("strings")])
  }
}
