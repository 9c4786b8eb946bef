import Imaging
import SpineAnalysis
import TestSupport
import Testing

@testable import SpineTUI

/// The screens a user meets, as text: `Goldens/SCENE-COLUMNSxROWS.txt`, the picture as ▒.
enum Scene: String, CaseIterable, CustomTestStringConvertible {
  case list, filter, scanning, opening, image, predicting, findings, heat, linked, crosshair,
    command, measured, tags, completion
  case help, error, refused, hidden

  var testDescription: String { rawValue }

  static let warnings = [
    ImagingWarning(code: "tilted", text: "the gantry was tilted by 15.0°; pictures are true to it"),
    ImagingWarning(code: "uneven", text: "slices are 1.1 to 3.0 mm apart"),
  ]
  static let modelWarnings = [
    ImagingWarning(
      code: "model-trained-on-synthetic",
      text:
        "The model was trained on synthetic images only; its fracture calls have not been measured on patients."
    ),
    ImagingWarning(code: "levels-not-in-view", text: "Not in view: C1."),
  ]

  func story(_ columns: Int, _ rows: Int) -> Story {
    var story = Story(columns, rows)
    switch self {
    case .list:
      story.open(Cast.jane)
      story.predict(Cast.jane)
      story.press(.tab)
      story.state.browsing.catalogue = Self.catalogueWithWarnings
    case .filter: story.type("/soft")
    case .scanning:
      story.state.browsing = Browsing.State()
      story.send(
        .browsing(
          .scanProgressed(
            LoadProgress(stage: "looking at files", completed: 640, total: 2100), generation: 0)))
    case .opening:
      story.press(.enter)
      story.send(
        .browsing(
          .loadProgressed(
            LoadProgress(stage: "reading slices", completed: 143, total: 310), generation: 1)))
    case .image:
      story.press(.enter)
      story.send(
        .browsing(
          .loaded(
            Cast.volume(Cast.jane, warnings: Self.warnings), seriesID: Cast.id(Cast.jane),
            generation: 1)))
    case .predicting:
      story.open(Cast.jane)
      story.type("p")
      story.send(
        .predicting(
          .progressed(LoadProgress(stage: "reading C3", completed: 40, total: 100), generation: 1)))
    case .findings, .heat:
      story.open(Cast.jane)
      story.predict(
        Cast.jane, analysis: Cast.analysis(Cast.jane, warnings: Self.modelWarnings))
      if self == .heat { story.type("nh") }
    case .linked:
      story.open(Cast.jane)
      story.type("os")
    case .crosshair:
      story.open(Cast.jane)
      story.type("x")
    case .command:
      story.open(Cast.jane)
      story.type(":w 350")
    case .measured:
      story.open(Cast.jane)
      story.type("d")
      story.press(.enter, .shiftRight, .enter)
      story.type("e")
      story.press(.enter, .shiftRight, .shiftDown, .enter, .escape)
      story.type(":slab 5")
      story.press(.enter, .down, .up)
    case .tags:
      story.open(Cast.jane)
      story.type("t")
      story.send(
        .tags(
          .arrived(
            HeaderListing(
              path: "/data/jane/IM0007",
              lines: [
                HeaderLine(tag: "(0008,0060)", vr: "CS", name: "Modality", value: "CT"),
                HeaderLine(
                  tag: "(0010,0010)", vr: "PN", name: "Patient's Name", value: "Doe^Jane",
                  isIdentifying: true),
                HeaderLine(
                  tag: "(0020,0037)", vr: "DS", name: "Image Orientation (Patient)",
                  value: "1\\0\\0\\0\\0.9659258262890683\\-0.2588190451025207"),
                HeaderLine(tag: "(0029,1010)", vr: "OB", name: "", value: "12944 bytes"),
              ]), generation: story.state.tags.generation)))
    case .completion:
      story.open(Cast.jane)
      story.type(":slab ")
      story.press(.tab, .tab)
    case .help:
      story.open(Cast.jane)
      story.type("?")
    case .error:
      story.open(Cast.jane)
      story.type("p")
      story.send(
        .predicting(
          .failed(
            "the series is MR, and the model reads CT: choose a CT series with --series",
            generation: 1)))
    case .refused:
      story.state.browsing = Browsing.State()
      story.send(
        .browsing(
          .scanned(
            Catalogue(
              refused: [RefusedFile(path: "/data/letter.dcm", reason: "it is no DICOM file")],
              skippedFileCount: 3), generation: 0)))
      story.state.terminalWarnings = ["This terminal has no sixel graphics: pictures are coarse"]
    case .hidden:
      story.open(Cast.jane)
      story.type("Z")
    }
    return story
  }

  private static var catalogueWithWarnings: Catalogue {
    var catalogue = Cast.catalogue
    catalogue.patients[0].studies[0].series[0].warnings = warnings
    catalogue.refused = [
      RefusedFile(path: "/data/jane/IM0007", reason: "the pixel data is cut off")
    ]
    return catalogue
  }
}

@Test(arguments: Scene.allCases, [[160, 48], [80, 24], [40, 10]])
func theScreenLooksAsRecorded(_ scene: Scene, size: [Int]) throws {
  let story = scene.story(size[0], size[1])
  try expectGolden(story.screen + "\n", named: "\(scene.rawValue)-\(size[0])x\(size[1]).txt")
}

@Test func theSmallestWindowsSaySoAndNeverTrap() throws {
  for scene in Scene.allCases {
    for columns in [1, 2, 19, 20, 21, 33] {
      for rows in [1, 2, 6, 7, 8, 11] {
        let lines = scene.story(columns, rows).screen.split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == rows)
        #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= columns })
      }
    }
  }
  try expectGolden(Scene.image.story(1, 1).screen + "\n", named: "image-1x1.txt")
}

@Test(arguments: Scene.allCases)
func everyScreenSaysResearchUseOnlyAndOneWayOn(_ scene: Scene) {
  for size in [[160, 48], [80, 24], [40, 10]] {
    let screen = scene.story(size[0], size[1]).screen
    #expect(screen.contains("RESEARCH USE ONLY"))
    let footer = screen.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    #expect(footer.contains("? keys") || footer.contains("Esc") || footer.contains("q close"))
  }
}

@Test(arguments: [Scene.image, .findings, .heat, .linked, .crosshair, .predicting, .error])
func everyImageNamesItsPatientAndSeries(_ scene: Scene) {
  for size in [[160, 48], [80, 24], [60, 12]] {
    let banner = scene.story(size[0], size[1]).screen.split(separator: "\n").first ?? ""
    #expect(banner.contains("Doe^Jane  ID P001"))
    #expect(banner.contains("2 bone 0.6"))
  }
  let narrow = scene.story(40, 10).screen.split(separator: "\n").first ?? ""
  #expect(narrow.contains("ID P001"))
}

@Test func hiddenDemographicsAreNowhere() {
  for size in [[160, 48], [80, 24], [40, 10]] {
    var story = Scene.hidden.story(size[0], size[1])
    for _ in 0..<2 {
      let screen = story.screen
      for word in ["Jane", "P001", "P002", "1970"] { #expect(!screen.contains(word), "\(word)") }
      story.press(.tab)
    }
  }
}

@Test func aStripThatCannotHoldAllLevelsShowsTheFracturedOnesFirst() {
  let findings = Cast.analysis(Cast.jane).findings
  #expect(
    Strip(findings, columns: 39).items.map(\.text)
      == ["C1:–", "C2:?", "C3:4", "▲C4:87", "C5:12", "▲C6:61", "C7:2"])
  let few = Strip(findings, columns: 18).items
  #expect(few.map(\.text) == ["▲C4:87", "▲C6:61", "…"])
  #expect(Strip(findings, columns: 80).items[3].text == "▲C4 87 %")
}

@Test func aWarningOfTheModelIsSaidEvenWhereThePanelIsShort() {
  let screen = Scene.findings.story(80, 24).screen
  #expect(screen.contains("! The model was trained"))
  #expect(screen.contains("spine-small 0.1.0"))
}

@Test func aChosenSeriesIsNeverListedWithoutItsPatient() {
  var story = Story(60, 8, listing: Cast.longList)
  for _ in 0..<43 {
    let chosen = story.state.browsing.selectedSeries
    #expect(story.screen.contains("ID \(chosen?.patient.id ?? "?")"))
    #expect(story.screen.contains("›"))
    story.type("j")
  }
}
