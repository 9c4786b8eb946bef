import Foundation
import TestSupport
import Testing

private let realData = ProcessInfo.processInfo.environment["SPINETUI_REAL_DATA"]

/// Real CT through the commands, beside pydicom, nibabel and SimpleITK; the scripts print what they compared.
@Suite(
  .enabled(if: realData != nil && Python.isAvailable, "needs SPINETUI_REAL_DATA and Python"))
struct RealDataTests {
  @Test(arguments: ["check_geometry.py", "check_convert.py"])
  func everyVoxelLiesWhereThePeersHaveIt(script: String) throws {
    let program = try #require(Program.path)
    let table = try Python.conformance(script, [program, try #require(realData)])
    print(table.split(separator: "\n").last ?? "")
  }
}
