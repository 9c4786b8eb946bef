import Foundation
import Imaging
import Testing

@testable import SpineTUI

/// The settings of a configuration file that says `json`.
func settings(_ json: String, _ environment: [String: String] = [:]) throws -> Settings {
  try Settings(
    file: try ConfigurationFile(json.utf8, path: "/c.json"), environment: environment)
}

/// What is wrong with a configuration file that says `json`, "place: reason" each.
private func problems(_ json: String, _ environment: [String: String] = [:]) throws -> [String] {
  do {
    _ = try settings(json, environment)
    return []
  } catch let error as ConfigurationError {
    return error.problems.map { "\($0.place): \($0.reason)" }
  }
}

@Test func theEnvironmentComesBeforeTheFileAndTheFileBeforeTheDefault() throws {
  let none = try settings("{}")
  #expect(none.graphics == .automatic)
  #expect(none.threads == nil)
  #expect(none.entries.allSatisfy { $0.source == .standard })
  let file = try settings(#"{"graphics": "half", "threads": 3, "model": "/m"}"#)
  #expect(file.graphics == .halfBlocks)
  #expect(file.threads == 3)
  #expect(file.model == "/m")
  #expect(file.entries.first { $0.name == "threads" }?.source == .file)
  let both = try settings(
    #"{"graphics": "half", "threads": 3}"#,
    ["SPINETUI_GRAPHICS": "sixel", "SPINETUI_THREADS": "", "SPINETUI_MODEL": "/n"])
  #expect(both.graphics == .sixel)
  #expect(both.threads == 3, "an empty variable is none")
  #expect(both.model == "/n")
  #expect(both.entries.first { $0.name == "model" }?.source == .variable("SPINETUI_MODEL"))
}

@Test func commentsAndTrailingCommasAreAllowed() throws {
  let settings = try settings(
    """
    {
      // Half-blocks over this line.
      "graphics": "half", /* for now */
    }
    """)
  #expect(settings.graphics == .halfBlocks)
}

@Test(arguments: [
  (#"{"grafics": "half"}"#, "grafics: there is no setting of this name; did you mean “graphics”?"),
  (#"{"graphics": "laser"}"#, "graphics: this is one of auto, sixel"),
  (#"{"graphics": 3}"#, "graphics: this is one of"),
  (#"{"graphics": ["half"]}"#, "graphics: this is one of"),
  (#"{"threads": 0}"#, "threads: this is a whole number from 1, not the number 0"),
  (#"{"threads": 1.5}"#, "threads: this is a whole number from 1, not the number 1.5"),
  (#"{"threads": true}"#, "threads: this is a whole number from 1, not true"),
  (
    #"{"start-window": "bonne"}"#,
    "start-window: there is no window of this name; did you mean “bone”?"
  ),
  (
    #"{"keys": {"imge": {}}}"#,
    "keys.imge: there is no group of keys of this name; did you mean “image”?"
  ),
  (#"{"keys": {"image": {"next-slce": "j"}}}"#, "keys.image.next-slce: there is no row of keys"),
  (#"{"keys": {"image": {"axial": "PgDwn"}}}"#, "keys.image.axial: “PgDwn” is no key"),
  (#"{"keys": {"image": {"axial": 5}}}"#, "keys.image.axial: the number 5 is no key"),
  (#"{"keys": {"image": {"axial": "Ctrl-M"}}}"#, "keys.image.axial: “Ctrl-M” is no key"),
  (#"{"keys": {"image": "j"}}"#, "keys.image: this is an object"),
  (#"{"keys": []}"#, "keys: this is an object"),
  (
    #"{"keys": {"image": {"axial": "s"}}}"#,
    "keys.image.axial: “s” is also image.sagittal (sagittal)"
  ),
  (#"{"keys": {"image": {"axial": "g"}}}"#, "keys.image.axial: “g” and “gg” cannot both be"),
  (#"{"keys": {"image": {"axial": "jj"}}}"#, "keys.image.axial: “jj” and “j” cannot both be"),
  (#"{"keys": {"list": {"open": "q"}}}"#, "keys.list.open: “q” is also anywhere.back"),
  (#"{"keys": {"anywhere": {"quit": null}}}"#, "keys.anywhere.quit: this row needs a key"),
  (#"{"keys": {"anywhere": {"quit": []}}}"#, "keys.anywhere.quit: this row needs a key"),
  (#"{"keys": {"help": {"close": []}}}"#, "keys.help.close: this row needs a key"),
  (#"{"windows": {"dens": {"center": 300}}}"#, "windows.dens: a window needs its width, in HU"),
  (
    #"{"windows": {"dens": {"center": 300, "width": 0}}}"#,
    "windows.dens.width: this is a number of HU"
  ),
  (
    #"{"windows": {"dens": {"center": 300, "width": 900, "kee": "8"}}}"#,
    "windows.dens.kee: there is no field"
  ),
  (
    #"{"windows": {"dens": {"center": 300, "width": 900, "key": "3"}}}"#,
    "windows.dens.key: “3” is also image.window-brain"
  ),
  (#"{"windows": {"auto": {"center": 300, "width": 900}}}"#, "windows.auto: a window's name"),
  (#"{"windows": {"De ns": {"center": 300, "width": 900}}}"#, "windows.De ns: a window's name"),
  (
    #"{"colours": {"dangr": "red"}}"#,
    "colours.dangr: there is no ink of this name; did you mean “danger”?"
  ),
  (#"{"colours": {"danger": "reddish"}}"#, "colours.danger: this is at most two colours"),
  (#"{"colours": {"danger": "256"}}"#, "colours.danger: this is at most two colours"),
  (#"{"colours": {"danger": 9}}"#, "colours.danger: this is at most two colours"),
])
func whatIsWrongIsRefusedByName(json: String, begins: String) throws {
  let found = try problems(json)
  #expect(found.count == 1)
  #expect(found.first?.hasPrefix(begins) == true, "\(found)")
}

@Test func aWrongVariableIsRefusedByItsName() throws {
  #expect(
    try problems("{}", ["SPINETUI_GRAPHICS": "laser"]).first?
      .hasPrefix("SPINETUI_GRAPHICS: this is one of") == true)
  #expect(
    try problems("{}", ["SPINETUI_THREADS": "all"])
      == ["SPINETUI_THREADS: this is a whole number from 1, not “all”"])
}

@Test func allMistakesAreNamedAtOnce() throws {
  let found = try problems(#"{"threads": -1, "grafics": 1, "keys": {"image": {"axial": "s"}}}"#)
  #expect(found.count == 3)
}

@Test(arguments: [
  ("{\n\"threads\": 3,\n]\n}", 3, "a name in quotes, or }, should stand"),
  ("{\n\"threads\": 3\n\"log\": true}", 3, "a comma or } should follow threads"),
  ("{\n\"threads\" 3}", 2, "a colon should follow “threads”"),
  ("{\"threads\": three}", 1, "“three” is no value"),
  ("{\"threads\": 03x}", 1, "“03x” is no value"),
  ("{\"threads\": }", 1, "a value should stand here"),
  ("{\"model\": \"/m\n\"}", 1, "a text has no closing quote"),
  ("{\"model\": \"\\q\"}", 1, "mean nothing"),
  ("{\"model\": \"\\ud800\"}", 1, "half a surrogate pair"),
  ("{\n/* never\nended }", 2, "this comment has no end"),
  ("{\n\n\"log\": true,\n\"log\": false}", 4, "log stands twice, first on line 3"),
  ("{} {}", 1, "nothing may follow"),
  ("[1]", 1, "one object"),
  ("", 1, "the text ends"),
  ("{\"keys\": {\"image\": {", 1, "a name in quotes"),
])
func aFileThatIsNotJSONSaysWhere(text: String, line: Int, words: String) throws {
  let error = try #require(throws: ConfigurationError.self) {
    try ConfigurationFile(text.utf8, path: "/c.json")
  }
  #expect(error.problems.count == 1)
  #expect(error.problems.first?.line == line)
  #expect(error.description.hasPrefix("/c.json:\(line): not JSON: "), "\(error)")
  #expect(error.description.contains(words), "\(error)")
}

@Test func bytesThatAreNoUTF8AndEndlessLevelsAreRefused() {
  #expect(throws: ConfigurationError.self) {
    try ConfigurationFile([0x7B, 0xFF, 0x7D], path: "/c")
  }
  let deep = String(repeating: "{\"a\":", count: 100_000)
  #expect(throws: ConfigurationError.self) { try ConfigurationFile(deep.utf8, path: "/c") }
}

@Test func mistakesAreNamedWithTheirLine() throws {
  let text = "{\n  \"keys\": {\n    \"image\": {\n      \"axial\": \"s\"\n}}}"
  let error = try #require(throws: ConfigurationError.self) { try settings(text) }
  #expect(error.description.hasPrefix("/c.json:4: keys.image.axial: “s” is also image.sagittal"))
}

@Test func escapesMeanTheirCharacters() throws {
  let file = try ConfigurationFile(
    #"{"model": "\u0041\"\\\/\n\ud83d\ude00ä"}"#.utf8, path: "/c.json")
  #expect(file.object["model"] == .string("A\"\\/\n😀ä"))
}

@Test func whatTheDefaultConfigurationSaysChangesNothing() throws {
  let settings = try settings(DefaultConfiguration.text)
  #expect(settings.keymap.changes.isEmpty)
  #expect(settings.windows == NamedWindow.standard)
  #expect(settings.startWindow == WindowPreset.bone.window)
  for ink in Ink.allCases {
    #expect(settings.looks.look(ink, colours: 256) == Look(ink, colours: 256), "\(ink)")
  }
}

@Test func everyKeyHasANotationThatMeansItself() {
  for keys in Keymap.standard.bindings.flatMap(\.keys) {
    #expect(KeyNotation.keys(KeyNotation.text(keys)) == keys, "\(keys)")
  }
  #expect(KeyNotation.keys("g Home") == [.character("g"), .home])
  #expect(KeyNotation.keys("ctrl-l") == [.control("l")])
  #expect(KeyNotation.keys("pagedown") == [.pageDown])
  #expect(KeyNotation.keys("↓") == [.down])
  #expect(KeyNotation.keys("ä") == [.character("ä")])
  for none in ["", " ", "\u{1B}", "Ctrl-1", "Hyper-x", "a b c d e"] {
    #expect(KeyNotation.keys(none) == nil, "\(none)")
  }
}
