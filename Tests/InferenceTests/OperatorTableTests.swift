import Foundation
import Testing

@testable import Inference

@Test func theOperatorPageIsCurrent() throws {
  let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../docs/operators.md")
  #expect(
    try String(contentsOf: page, encoding: .utf8) == OperatorTable.markdown,
    "run: spinetui generate-operators > docs/operators.md")
}

@Test func everyOperatorHasAFixture() {
  var tested = Set(FixtureCase.operators.compactMap(\.operator))
  tested.formUnion(OnnxSuite.cases.compactMap(\.operator))
  // Made and read inside the exported modules and the hostile models.
  tested.formUnion(["Constant", "ConstantOfShape"])
  for row in Registry.rows { #expect(tested.contains(row.name), "\(row.name)") }
}
