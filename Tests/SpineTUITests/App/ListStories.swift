import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// A cohort of `patients`, each with `studies` of two series; numbers tell them apart.
private func cohort(patients: Int, studies: Int = 1) -> Catalogue {
  Catalogue(
    patients: (0..<patients).map { p in
      Patient(
        id: "P\(100 + p)", name: p == 1 ? "Müller^Änne" : "Name\(100 + p)", birthDate: "19500101",
        sex: "F",
        studies: (0..<studies).map { s in
          let date = "20\(10 + (p * 7 + s) % 15)0203"
          return Study(
            uid: "1.\(p).\(s)", date: date, description: "Neck \(s)",
            series: (0..<2).map { n in
              let identity = SeriesIdentity(
                patientID: "P\(100 + p)", studyUID: "1.\(p).\(s)", studyDate: date,
                seriesUID: "1.\(p).\(s).\(n)", seriesNumber: n + 2,
                seriesDescription: n == 0 ? "Bone" : "Soft", modality: "CT")
              return Series(
                id: "1.\(p).\(s).\(n)", identity: identity, columns: 512, rows: 512,
                sliceCount: 100 + (p * 31 + s * 7 + n) % 97, source: .onDemand(""),
                warnings: n == 1 && p % 3 == 0
                  ? [ImagingWarning(code: "tilted", text: "tilted")] : [])
            })
        })
    })
}

private func story(_ catalogue: Catalogue, _ columns: Int = 100, _ rows: Int = 30) -> Story {
  var story = Story(columns, rows)
  story.send(.browsing(.scanned(catalogue, generation: 0)))
  return story
}

private func dates(_ story: Story) -> [String] { story.state.browsing.entries.map(\.study.date) }

@Test func sortingKeepsPatientsAndStudiesTogether() {
  var story = story(cohort(patients: 9, studies: 3))
  for column in ListColumn.allCases {
    for reversed in [false, true] {
      story.send(.browsing(.sort(column, reversed: reversed)))
      let entries = story.state.browsing.entries
      #expect(entries.count == 54)
      for numbers in [entries.map(\.patientNumber), entries.map(\.studyNumber)] {
        let runs = zip(numbers, numbers.dropFirst()).filter { $0 != $1 }.count + 1
        #expect(runs == Set(numbers).count, "\(column)")
      }
    }
  }
}

@Test func sortedByDateTheNewestStudyOfAnyPatientIsFirst() {
  var story = story(cohort(patients: 9))
  story.type(":sort date")
  story.press(.enter)
  #expect(story.said == "Sorted by date, newest first")
  #expect(dates(story) == dates(story).sorted(by: >))
  #expect(story.screen.contains("Date ▾"))
  story.type("S")
  #expect(dates(story) == dates(story).sorted(by: <))
  #expect(story.screen.contains("Date ▴"))
  story.type(":sort sl")
  story.press(.enter)
  let slices = story.state.browsing.entries.map(\.series.sliceCount)
  #expect(slices.first == slices.max())
  story.type(":sort nonsense")
  story.press(.enter)
  #expect(story.said.contains("patient, date, description, series, slices, size, status"))
}

@Test func whatTheModelCalledLikeliestIsFirstByStatus() {
  var story = Story()
  story.open(Cast.otherJane)
  story.predict(Cast.otherJane)
  story.type("q:sort status")
  story.press(.enter)
  #expect(story.state.browsing.entries.first?.series.id == Cast.id(Cast.otherJane))
}

@Test func aSeriesStaysChosenHoweverTheListChanges() {
  var story = story(cohort(patients: 9, studies: 2))
  story.type("jjjjjjj")
  let chosen = story.state.browsing.selectedSeries?.series.id
  #expect(chosen != nil)
  story.send(.browsing(.sort(.date, reversed: false)))
  #expect(story.state.browsing.selectedSeries?.series.id == chosen)
  // A scan that goes on finds more patients, some of them before this one.
  var more = cohort(patients: 30, studies: 2)
  more.patients.reverse()
  story.send(.browsing(.scanned(more, generation: 0)))
  #expect(story.state.browsing.selectedSeries?.series.id == chosen)
  story.type("zmzm")
  #expect(story.state.browsing.selectedSeries == nil)
  story.type("zrzr")
  #expect(story.state.browsing.selectedRow != nil)
}

@Test func longListsBeginWithTheirPatientsAndEnterUnfolds() {
  var story = story(cohort(patients: 150, studies: 2), 120, 40)
  #expect(story.state.browsing.listing.rows.count == 150)
  #expect(story.screen.contains("▸ Name100  ID P100"))
  // The folded line sums up: 4 series, their slices, the latest date.
  let line = story.screen.split(separator: "\n").first { $0.contains("▸ Name100") } ?? ""
  #expect(line.contains(" 4 ") && line.contains("2011-02-03") && line.contains(" MB"))
  story.press(.enter)
  #expect(!story.effects.contains(.load(seriesID: "1.0.0.0", generation: 1)))
  #expect(story.state.browsing.listing.rows.count == 150 + 2 + 4)
  #expect(story.state.browsing.selectedSeries?.series.id == "1.0.0.0")
  story.press(.enter)
  #expect(story.effects == [.load(seriesID: "1.0.0.0", generation: 1)])
  story.press(.escape)
  story.type("h")
  #expect(story.state.browsing.selectedRow == .study(0))
  story.type("h")
  #expect(story.state.browsing.selectedRow == .patient(0))
  story.type("l")
  #expect(story.state.browsing.listing.rows.count == 150 + 2 + 2)
}

@Test func foldedPatientsWithOneSeriesOpenAtOnce() {
  var story = story(cohort(patients: 150))
  story.type("/soft")
  story.press(.enter)
  story.type("j")
  story.press(.enter)
  #expect(story.effects == [.load(seriesID: "1.1.0.1", generation: 1)])
}

@Test func theFilterKnowsFieldsAccentsAndDates() {
  var story = story(cohort(patients: 30, studies: 2))
  func count(_ filter: String) -> Int {
    story.send(.browsing(.setFilter(filter)))
    return story.state.browsing.listing.order.count
  }
  #expect(count("") == 120)
  #expect(count("desc:bone") == 60)
  #expect(count("desc:p100") == 0)
  #expect(count("id:p100") == 4)
  #expect(count("muller") == 4)
  #expect(count("MÜLLER") == 4)
  #expect(count("name:annE desc:soft") == 2)
  #expect(count("date:2010-02") == count("date:201002"))
  #expect(count("date:2010") > 0)
  #expect(count("series:3") == 60)
  #expect(count("mod:mr") == 0)
  // No field of that name: looked for as it stands.
  #expect(count("12:30") == 0)
  #expect(count("neck bone p10") == 20)
}

@Test func bracketsReachWhatIsFolded() {
  var story = story(cohort(patients: 150, studies: 2))
  story.press(.enter)
  story.press(.enter)
  story.send(
    .browsing(.loaded(Cast.volume(Cast.jane), seriesID: "1.0.0.0", generation: 1)))
  for expected in ["1.0.0.1", "1.0.1.0", "1.0.1.1", "1.1.0.0"] {
    story.type("]")
    #expect(story.state.browsing.opening?.seriesID == expected)
    #expect(story.state.browsing.selectedSeries?.series.id == expected)
  }
}

@Test func jumpsGoFromPatientToPatientAndStudyToStudy() {
  var story = story(cohort(patients: 4, studies: 3))
  story.type("}")
  #expect(story.state.browsing.selectedSeries?.series.id == "1.1.0.0")
  story.type("))")
  #expect(story.state.browsing.selectedSeries?.series.id == "1.1.2.0")
  story.type("j(")
  #expect(story.state.browsing.selectedSeries?.series.id == "1.1.1.0")
  story.type("{")
  #expect(story.state.browsing.selectedSeries?.series.id == "1.0.0.0")
  story.type("{")
  #expect(story.state.browsing.selectedSeries?.series.id == "1.0.0.0")
  story.type("G}")
  #expect(story.state.browsing.selection == 23)
}

@Test func refusedFilesAreListedWithTheirReasons() {
  var story = Story()
  story.type("r")
  #expect(story.said == "No file was refused")
  var catalogue = Cast.catalogue
  catalogue.refused = (0..<50).map {
    RefusedFile(path: "/data/ward/IM\(1000 + $0)", reason: "the pixel data is cut off at \($0)")
  }
  story.send(.browsing(.scanned(catalogue, generation: 0)))
  #expect(story.screen.contains("50 files refused (r)"))
  story.type("r")
  #expect(story.screen.contains("/data/ward/IM1000"))
  #expect(story.screen.contains("the pixel data is cut off at 0"))
  #expect(!story.screen.contains("Doe^Jane"))
  story.type("G")
  #expect(story.screen.contains("/data/ward/IM1049"))
  story.press(.enter)
  #expect(story.effects.isEmpty)
  story.press(.escape)
  #expect(story.screen.contains("Doe^Jane"))
  story.type("rq")
  #expect(story.effects.isEmpty)
  #expect(story.state.browsing.refusedOffset == nil)
}

@Test func escapeStopsAScanAndSaysSo() {
  var story = Story()
  story.send(
    .browsing(
      .scanProgressed(LoadProgress(stage: "headers", completed: 1, total: 9), generation: 0)))
  #expect(story.screen.contains("Esc stops"))
  story.press(.escape)
  #expect(story.effects == [.cancelScan])
  #expect(story.said == "Stopped looking: the list may lack images")
  // What the stopped scan still had to say is not listened to.
  story.send(.browsing(.scanned(Catalogue(), generation: 0)))
  #expect(story.state.browsing.listing.order.count == 4)
}

@Test func columnsStayAlignedWhateverTheScript() {
  var catalogue = cohort(patients: 3)
  catalogue.patients[0].name = "山田^太郎"
  catalogue.patients[1].name = "e\u{301}e\u{301}^O\u{308}"
  for columns in [40, 80, 100, 160] {
    let story = story(catalogue, columns, 30)
    let lines = story.screen.split(separator: "\n").map(String.init).filter {
      $0.contains("512×512")
    }
    #expect(lines.count == 6)
    let places = lines.map { line in
      DisplayWidth.of(
        String(line.prefix(upTo: line.range(of: "512×512")?.lowerBound ?? line.endIndex)))
    }
    #expect(Set(places).count == 1, "\(columns): \(places)")
  }
}

@Test func whatIsUnfoldedStaysSoWhenNamesAreHidden() {
  var story = story(cohort(patients: 150, studies: 2), 160, 48)
  story.press(.enter)
  story.type("Z")
  let screen = story.screen
  #expect(screen.contains("▾ Patient 1") && screen.contains("▸ Patient 2"))
  for word in ["Name100", "P100", "1950"] { #expect(!screen.contains(word), "\(word)") }
}

@Test func aFoldedPatientKeepsItsNumberInANarrowWindow() {
  var catalogue = cohort(patients: 150)
  catalogue.patients[0].name = "A very long name^of somebody with many given names"
  let screen = story(catalogue, 80, 24).screen
  #expect(screen.contains("…  ID P100"))
  #expect(screen.contains("ID P101"))
}
