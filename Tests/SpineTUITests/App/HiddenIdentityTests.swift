import Imaging
import SpineAnalysis
import TestSupport
import Testing

@testable import SpineTUI

/// Words that must not be seen once whose images these are is hidden.
private let secrets = [
  "Doe", "Jane", "P-4711", "1970", "2026", "Unfall", "Trauma", "Bone Doe", "IM0007", "ward", "A&E",
]

private let identity = SeriesIdentity(
  patientID: "P-4711", patientName: "Doe^Jane", studyUID: "1.2", studyDate: "20260102",
  studyDescription: "Unfall", seriesUID: "1.2.3", seriesNumber: 7, seriesDescription: "Bone Doe",
  modality: "CT")

private let warnings = [
  ImagingWarning(
    code: "slices-refused", text: "2 slices refused and treated as missing; IM0007: A&E"),
  ImagingWarning(code: "not-a-volume", text: "the series Bone Doe has no geometry"),
]

private func catalogue() -> Catalogue {
  var unnamed = identity
  unnamed.patientID = ""
  unnamed.patientName = ""
  unnamed.modality = ""
  unnamed.seriesDescription = "ward/Jane.nii.gz"
  unnamed.seriesNumber = nil
  func patient(_ identity: SeriesIdentity, id: String, _ name: String) -> Patient {
    Patient(
      id: identity.patientID, name: name, birthDate: "19700101", sex: "F",
      studies: [
        Study(
          uid: "1.2", date: "20260102", description: "Unfall",
          series: [
            Series(
              id: id, identity: identity, columns: 40, rows: 30, sliceCount: 20,
              source: .onDemand(id), warnings: warnings)
          ])
      ])
  }
  return Catalogue(
    patients: [
      patient(identity, id: "one", "Doe^Jane"), patient(unnamed, id: "two", "ward/Jane.nii.gz"),
    ],
    refused: [RefusedFile(path: "/ward/Doe/IM0007", reason: "it says A&E")])
}

private func hiddenState(_ columns: Int, _ rows: Int) -> State {
  var state = State(
    profile: TerminalProfile(
      columns: columns, rows: rows, raster: .sixel, cell: PixelSize(width: 8, height: 16),
      largestPicture: PixelSize(width: 2000, height: 2000), synchronises: false))
  state.browsing.catalogue = catalogue()
  state.hidesDemographics = true
  return state
}

private func expectNoSecret(_ state: State, _ what: String) {
  let screen = render(state).screen.snapshot
  for secret in secrets { #expect(!screen.contains(secret), "\(what): \(secret)\n\(screen)") }
}

private let sizes = [(160, 48), (80, 24), (40, 12)]

@Test(arguments: sizes) func theListHidesWhoseImagesTheyAre(columns: Int, rows: Int) {
  var state = hiddenState(columns, rows)
  expectNoSecret(state, "list")
  let screen = render(state).screen.snapshot
  // A small window shows the chosen series and what is near.
  let words = ["7 CT", "40×30"] + (columns >= 80 ? ["Patient 1", "Study 1", "Patient 2"] : [])
  for word in words {
    #expect(screen.contains(word), "\(word)\n\(screen)")
  }
  state.browsing.selection = 1
  expectNoSecret(state, "second series")
  state.browsing.filter = "jane"
  #expect(state.browsing.entries.count == 2)
  expectNoSecret(state, "filter")
  state.browsing.filter = "doe"
  #expect(!render(state).screen.snapshot.contains("Patient 2"))
  state.browsing.filter = "nobody of that name"
  #expect(!render(state).screen.snapshot.contains("nobody"))
  state.browsing = Browsing.State()
  state.browsing.failure = "cannot open /ward/Doe: A&E"
  expectNoSecret(state, "failure")
}

@Test(arguments: sizes) func theImageAndItsLinesHideIt(columns: Int, rows: Int) throws {
  var state = hiddenState(columns, rows)
  let voxels = try makeInt16Volume(
    VolumeGeometry(
      dimensions: [40, 30, 20], affine: Affine(spacing: [1, 1, 2], origin: [0, 0, 0])),
    identity: identity
  ) { i, _, _ in Int16(i) }
  let volume = Volume(
    geometry: voxels.geometry, voxels: voxels.voxels, identity: identity,
    windows: [Window(center: 1, width: 2, explanation: "Doe")], warnings: warnings)
  state.viewing = Viewing.State(seriesID: "one", volume: volume)
  state.focus = .image
  expectNoSecret(state, "image")
  #expect(render(state).screen.snapshot.contains("Patient 1"))
  #expect(render(state).picture != nil)
  for text in [
    "cannot open /ward/Doe/IM0007", "Not this series: 7 Bone Doe has been read",
    "Unfall of Doe^Jane",
  ] {
    state.message = Message(kind: .error, text: text)
    expectNoSecret(state, text)
  }
  state.message = nil
  state.predicting.failures["one"] = "cannot read /ward/Doe: A&E"
  expectNoSecret(state, "failure of the model")
  let analysis = Analysis(
    findings: Findings(
      identity: identity, model: ModelIdentity(name: "m", version: "1", sha256: [:]),
      levels: Level.allCases.map { LevelFinding(level: $0, inView: false, threshold: 0.5) },
      overall: OverallFinding(probability: nil, threshold: 0.5), warnings: warnings,
      seconds: .init()), heat: nil)
  state.predicting.results["one"] = Predicting.Result(analysis: analysis, number: 1)
  expectNoSecret(state, "findings")
  state.viewing?.window = Window(center: 1, width: 2, explanation: "Doe")
  expectNoSecret(state, "window")
  state.focus = .list
  state.browsing.opening = Browsing.Opening(seriesID: "one", title: "7 Bone Doe", generation: 1)
  expectNoSecret(state, "opening")
  // The state itself keeps everything: Z again shows it.
  state.browsing.opening = nil
  state.focus = .image
  state.hidesDemographics = false
  #expect(render(state).screen.snapshot.contains("Doe^Jane"))
}

@Test func aWindowOfTheHeaderIsSaidByItsNumbersAlone() {
  var story = Story()
  story.open(
    Cast.jane,
    windows: [
      Window(center: 350, width: 2000, explanation: "DOE JANE A"), Window(center: 40, width: 400),
    ])
  story.type("1")
  #expect(story.said == "Window 1 of 2 in the header: DOE JANE A 350/2000")
  story.type("Z1")
  #expect(story.screen.contains("Window 1 of 2 in the header: 350/2000"))
  #expect(!story.screen.contains("JANE A"))
}

@Test func onlyWholeWordsAreHidden() {
  var patient = catalogue()
  patient.patients[0].id = "12"
  let hidden = HiddenIdentity(patient)
  #expect(hidden.words("Slices go from 1 to 120") == "Slices go from 1 to 120")
  #expect(hidden.words("ID 12: Doe^Jane, 12") == "ID …: …, …")
  #expect(hidden.words("Doe^Jane's, xDoe^Jane") == "…'s, xDoe^Jane")
}
