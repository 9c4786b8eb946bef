import Imaging
import SpineAnalysis
import TestSupport

@testable import SpineTUI

extension TerminalProfile {
  /// A sixel terminal of `columns` × `rows`.
  static func sixel(_ columns: Int, _ rows: Int) -> TerminalProfile {
    TerminalProfile(
      columns: columns, rows: rows, raster: .sixel, cell: PixelSize(width: 9, height: 18),
      largestPicture: PixelSize(width: 4096, height: 4096), synchronises: false)
  }
}

/// Two patients, three studies, four series, as a scan would list them; the DICOM reader's answers are
/// played by the test.
enum Cast {
  static let jane = identity("Doe^Jane", "P001", study: "1.1", date: "20260102", "bone 0.6", 2)
  static let janeSoft = identity("Doe^Jane", "P001", study: "1.1", date: "20260102", "soft 1.0", 3)
  static let janeLater = identity("Doe^Jane", "P001", study: "1.2", date: "20260203", "bone 0.6", 2)
  /// Another patient of the same name, whose study carries a study UID of the first.
  static let otherJane = identity("Doe^Jane", "P002", study: "1.2", date: "20260203", "bone 0.6", 2)

  static let all = [jane, janeSoft, janeLater, otherJane]

  static func id(_ identity: SeriesIdentity) -> String { identity.seriesUID }

  private static func identity(
    _ name: String, _ patient: String, study: String, date: String, _ description: String,
    _ number: Int
  ) -> SeriesIdentity {
    SeriesIdentity(
      patientID: patient, patientName: name, studyUID: study, studyDate: date,
      studyDescription: "C-spine", seriesUID: "\(patient).\(study).\(number)",
      seriesNumber: number, seriesDescription: description, modality: "CT")
  }

  static func series(_ identity: SeriesIdentity, warnings: [ImagingWarning] = []) -> Series {
    Series(
      id: id(identity), identity: identity, columns: 40, rows: 30, sliceCount: 20,
      source: .onDemand(id(identity)), warnings: warnings)
  }

  static let catalogue: Catalogue = {
    func patient(_ id: String, _ studies: [Study]) -> Patient {
      Patient(id: id, name: "Doe^Jane", birthDate: "19700101", sex: "F", studies: studies)
    }
    func study(_ identities: SeriesIdentity...) -> Study {
      Study(
        uid: identities[0].studyUID, date: identities[0].studyDate, description: "C-spine",
        series: identities.map { series($0) })
    }
    return Catalogue(patients: [
      patient("P001", [study(jane, janeSoft), study(janeLater)]),
      patient("P002", [study(otherJane)]),
    ])
  }()

  /// The same, and forty series more in the first study.
  static let longList: Catalogue = {
    var catalogue = Cast.catalogue
    catalogue.patients[0].studies[0].series += (0..<40).map { n in
      var series = Cast.series(janeSoft)
      series.id = "more \(n)"
      return series
    }
    return catalogue
  }()

  /// 40 × 30 × 20 voxels of 1 × 1 × 2 mm, voxel (0, 0, 0) at (−20, −10, 100); HU tell the voxel.
  static let geometry = VolumeGeometry(
    dimensions: [40, 30, 20], affine: Affine(spacing: [1, 1, 2], origin: [-20, -10, 100]))

  static func hounsfieldUnits(_ i: Int, _ j: Int, _ slice: Int) -> Int16 {
    Int16(i + 40 * j - 700 + slice)
  }

  static func volume(
    _ identity: SeriesIdentity, windows: [Window] = [], warnings: [ImagingWarning] = []
  ) -> Volume {
    guard
      let volume = try? makeInt16Volume(
        geometry, windows: windows, identity: identity, hounsfieldUnits)
    else { preconditionFailure("no memory for a small volume") }
    var made = Volume(
      geometry: volume.geometry, voxels: volume.voxels, identity: identity, windows: windows,
      warnings: warnings)
    made.source = try? series(identity).sourceMark()
    return made
  }

  /// C1 out of view, C2 not assessed, C4 and C6 fractured.
  static func analysis(
    _ identity: SeriesIdentity,
    probabilities: [Double?] = [nil, nil, 0.04, 0.87, 0.12, 0.61, 0.02],
    warnings: [ImagingWarning] = []
  ) -> Analysis {
    let levels = Level.allCases.map { level -> LevelFinding in
      let n = level.rawValue
      let centre = geometry.affine.position(of: [20, 15, Double(19 - 3 * n)])
      guard n > 0 else { return LevelFinding(level: level, inView: false, threshold: 0.5) }
      return LevelFinding(
        level: level, inView: true, probability: probabilities[n], threshold: 0.5,
        notAssessedReason: probabilities[n] == nil ? "the edge of the scan cuts it" : nil,
        centre: centre,
        box: Box(minimum: centre - [8, 8, 3], maximum: centre + [8, 8, 3]),
        slices: probabilities[n] == nil ? [] : [SliceScore(slice: 18 - 3 * n, score: 0.5)])
    }
    let findings = Findings(
      identity: identity,
      model: ModelIdentity(
        name: "spine-small", version: "0.1.0",
        sha256: [
          "manifest.json": "5f3c9a0172", "localise.onnx": "9f86d08188",
          "classify.onnx": "2c26b46b68",
        ]),
      levels: levels, overall: OverallFinding(probability: 0.9, threshold: 0.5),
      warnings: warnings, seconds: .init())
    let heat = try? VoxelBuffer<Float>(count: geometry.voxelCount) { out in
      for n in out.indices { out[n] = Float(n % 7) / 6 }
    }
    return Analysis(
      findings: findings,
      heat: heat.map {
        HeatVolume(geometry: geometry, values: $0, scale: 1, method: "Grad-CAM", levels: [.c4])
      })
  }
}

/// A person at the keyboard: presses keys, and answers the effects as the world would.
struct Story {
  var state: State
  /// What the last key asked for.
  private(set) var effects: [Effect] = []

  init(
    _ columns: Int = 100, _ rows: Int = 30, model: Bool = true,
    listing catalogue: Catalogue = Cast.catalogue
  ) {
    state = State(profile: .sixel(columns, rows))
    state.predicting.unavailable = model ? nil : "no model is installed"
    send(.browsing(.scanned(catalogue, generation: 0)))
  }

  mutating func send(_ action: Action) {
    effects = reduce(&state, action)
    // The disk answers at once.
    for case .compareSources(let ids, let number) in effects {
      effects.removeAll { $0.id == .sources }
      let marks = state.browsing.content.sourceMarks(of: ids)
      effects += reduce(&state, .browsing(.compared(marks, number: number)))
    }
  }

  mutating func press(_ keys: Key...) { for key in keys { send(.key(key)) } }

  mutating func type(_ text: String) { for letter in text { send(.key(.character(letter))) } }

  /// The load that runs ends with `identity`'s volume.
  mutating func loadArrives(_ identity: SeriesIdentity, windows: [Window] = []) {
    send(
      .browsing(
        .loaded(
          Cast.volume(identity, windows: windows), seriesID: Cast.id(identity),
          generation: state.browsing.loadGeneration)))
  }

  mutating func open(_ identity: SeriesIdentity, windows: [Window] = []) {
    if state.focus == .image { press(.tab) }
    state.browsing.selection = Cast.all.firstIndex(of: identity) ?? 0
    press(.enter)
    loadArrives(identity, windows: windows)
  }

  /// p, and the model's answer.
  mutating func predict(_ identity: SeriesIdentity, analysis: Analysis? = nil) {
    type("p")
    send(
      .predicting(
        .finished(
          analysis ?? Cast.analysis(identity), seriesID: Cast.id(identity),
          generation: state.predicting.generation)))
  }

  var viewing: Viewing.State {
    guard let viewing = state.viewing else { preconditionFailure("no image is open") }
    return viewing
  }
  var said: String { state.message?.text ?? "" }
  var screen: String { render(state).screen.snapshot }
}

extension Viewing.State {
  /// HU of the stored voxel under the linked point, as stored: not interpolated.
  var cursorHounsfieldUnits: Float? {
    cursorVoxel.map { volume.hounsfieldUnits(i: $0.x, j: $0.y, slice: $0.z) }
  }
}

extension Browsing.Action {
  /// A scan has ended with `catalogue`.
  static func scanned(_ catalogue: Catalogue, generation: Int) -> Self {
    .scanned(ListContent(catalogue), generation: generation)
  }
}
