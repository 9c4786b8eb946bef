import Foundation
import Testing

@testable import SpineTUI

@Test func theKeysPageIsTheTable() throws {
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { root.deleteLastPathComponent() }
  let page = try String(contentsOf: root.appendingPathComponent("docs/keys.md"), encoding: .utf8)
  #expect(page == HelpText.page, "docs/keys.md is stale: run make docs")
}

@Test(arguments: KeyContext.allCases)
func noKeyMeansTwoThings(context: KeyContext) {
  let all = Keymap.standard.bindings.filter { $0.context == context }.flatMap(\.keys)
  #expect(Set(all).count == all.count)
  for keys in all {
    let longer = all.filter { $0.count > keys.count && Array($0.prefix(keys.count)) == keys }
    #expect(longer.isEmpty, "\(keys) hides \(longer)")
  }
}

@Test(arguments: KeyContext.allCases)
func everyRowHasItsOwnName(context: KeyContext) {
  let names = Keymap.standard.bindings.filter { $0.context == context }.map(\.name)
  #expect(Set(names).count == names.count)
  for name in names { #expect(name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(name)") }
}

@Test func everyRowHasASentence() {
  for row in Keymap.standard.bindings {
    #expect(!row.keys.isEmpty)
    #expect(row.help.count >= 2)
  }
}
