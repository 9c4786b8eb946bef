import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// Names in every character set, and names that try to speak to the terminal (make_strings.py).
@Suite(.enabled(if: Python.isAvailable, "needs Python with pydicom"))
struct StringCorpusTests {
  let corpus: ConformanceCorpus
  /// pydicom's decode, by file name.
  let truth: [String: String]

  init() throws {
    corpus = try ConformanceCorpus.shared.get()
    let printed = try Python.conformance("read_names.py", [corpus.strings])
    truth = try JSONDecoder().decode([String: String].self, from: Data(printed.utf8))
  }

  /// The file's own catalogue: together they would be one patient of many names.
  private func catalogue(_ name: String) async throws -> Catalogue {
    try await CatalogueScanner.scan(paths: ["\(corpus.strings)/\(name)"])
  }

  /// `\u{1B}` back to what it stands for.
  private func unmarked(_ text: String) -> String {
    text.replacing(/\\u\{([0-9A-F]+)\}/) { match in
      UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? "?"
    }
  }

  /// Nothing that a terminal obeys, that turns text around, or that cannot be seen.
  private func obeyed(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n"
      case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
      default: false
      }
    }
  }

  @Test func everyNameIsPydicomsNameWithWhatIsInvisibleMarked() async throws {
    #expect(truth.count >= 16)
    for (name, expected) in truth {
      let patient = try #require(try await catalogue(name).patients.first, "\(name)")
      #expect(
        Array(unmarked(patient.name).unicodeScalars)
          == Array(expected.trimmingCharacters(in: .whitespaces).unicodeScalars), "\(name)")
      #expect(obeyed(patient.name).isEmpty, "\(name)")
    }
  }

  @Test func namesInEveryCharacterSetArePydicoms() async throws {
    let folder = try TemporaryFolder()
    let known = try Python.conformance("make_charsets.py", [corpus.odd, folder.path])
    let peer = try Python.conformance("read_names.py", [folder.path])
    var names = try JSONDecoder().decode([String: String].self, from: Data(peer.utf8))
    names.merge(try JSONDecoder().decode([String: String].self, from: Data(known.utf8))) { $1 }
    #expect(names.count >= 25)
    for (file, expected) in names {
      let found = try await CatalogueScanner.scan(paths: [folder.file(file)])
      #expect(found.patients.first?.name == expected, "\(file)")
      #expect(!found.series.flatMap(\.warnings).contains { $0.code.hasPrefix("text-") }, "\(file)")
    }
  }

  @Test func namesThatNoSetExplainsCarryAWarning() async throws {
    for (name, code) in [
      ("badutf8", "text-bad-bytes"), ("latin1_undeclared", "text-undeclared"),
      ("unknown_cs", "text-unknown-set"),
    ] {
      let series = try #require(try await catalogue(name).series.first)
      #expect(series.warnings.map(\.code).contains(code), "\(name)")
    }
    for name in ["latin1", "jis", "korean", "gb18030", "tis620", "cyr", "wide"] {
      let series = try #require(try await catalogue(name).series.first)
      #expect(!series.warnings.contains { $0.code.hasPrefix("text-") }, "\(name)")
    }
  }

  @Test func noNameSpeaksToTheTerminal() async throws {
    for name in truth.keys {
      var state = State(profile: .sixel(70, 20))
      let found = try await catalogue(name)
      _ = reduce(&state, .browsing(.scanned(found, generation: 0)))
      let series = try #require(found.series.first)
      #expect(obeyed(render(state).screen.snapshot).isEmpty, "\(name) in the list")
      _ = reduce(&state, .browsing(.open))
      _ = reduce(
        &state,
        .browsing(
          .loaded(Cast.volume(series.identity), seriesID: series.id, generation: 1)))
      #expect(state.focus == .image)
      let lines = render(state).screen.snapshot
      #expect(obeyed(lines.replacing("▒", with: "")).isEmpty, "\(name) in the banner")
      // Wide letters take two cells, marks none: no line is longer than the window.
      for line in lines.split(separator: "\n") { #expect(DisplayText.width(String(line)) <= 70) }
    }
  }

  @Test func whatTheCommandsPrintHoldsNoControlByte() throws {
    let program = try #require(Program.path)
    for name in ["osc52", "csi_clear", "c1_utf8", "bidi", "zwj_tag"] {
      for arguments in [["list"], ["list", "--json"], ["info", "--json"]] {
        let outcome = try Program.run(program, arguments + ["\(corpus.strings)/\(name)"])
        #expect(outcome.status == 0)
        #expect(obeyed(outcome.output + outcome.errors).isEmpty, "\(arguments) \(name)")
        #expect(arguments[0] == "info" || outcome.output.contains("\\u{"), "\(name)")
      }
    }
    let all = try Program.run(program, ["info", corpus.strings])
    #expect(all.status == 0)
    #expect(obeyed(all.output + all.errors).isEmpty)
  }
}

@Test func aPathThatSpeaksToTheTerminalIsPrintedSafely() throws {
  let program = try #require(Program.path)
  for command in [["list"], ["info"], ["predict"], ["view"]] {
    let outcome = try Program.run(program, command + ["/nowhere/\u{1B}]0;owned\u{7}"])
    #expect(outcome.status == 66)
    #expect(!outcome.errors.utf8.contains(0x1B), "\(command)")
    #expect(outcome.errors.contains("\\u{1B}"), "\(command): \(outcome.errors)")
  }
}
