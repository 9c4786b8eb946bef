import Foundation
import TestSupport
import Testing

/// The pages that name tests name tests that are there.
@Test(arguments: ["conformance", "coordinates"])
func thePagesNameTestsThatExist(page: String) throws {
  let root = Python.packageRoot
  let text = try String(
    contentsOf: root.appendingPathComponent("docs/\(page).md"), encoding: .utf8)
  let tests = root.appendingPathComponent("Tests")
  let names = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
  var sources = ""
  for name in names where name.hasSuffix(".swift") {
    sources += try String(contentsOf: tests.appendingPathComponent(name), encoding: .utf8)
  }
  // A test's name has several words and neither dots nor blanks; DICOM's and the program's own have.
  let named = text.matches(of: /`([a-z][a-zA-Z]*[a-z][A-Z][a-zA-Z0-9]{12,}|[A-Z][A-Za-z]+Tests)`/)
    .map { String($0.1) }
  #expect(named.count > 10)
  for name in Set(named) {
    #expect(sources.contains("func \(name)(") || sources.contains("struct \(name)"), "\(name)")
  }
}
