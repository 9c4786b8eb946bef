import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func identified(_ identity: SeriesIdentity, _ columns: Int) throws -> String {
  let viewing = Viewing.State(seriesID: "a", volume: Cast.volume(identity))
  return Identification(viewing).text(fitting: columns)
}

@Test func whatDoesNotFitGoesThePatientLast() throws {
  let identity = Cast.jane
  #expect(
    try identified(identity, 80) == "Doe^Jane  ID P001 │ 2026-01-02 C-spine │ 2 bone 0.6")
  #expect(try identified(identity, 44) == "Doe^Jane  ID P001 │ 2026-01-02 │ 2 bone 0.6")
  #expect(try identified(identity, 32) == "Doe^Jane  ID P001 │ 2 bone 0.6")
  #expect(try identified(identity, 20) == "Doe^Jane  ID P001")
}

@Test func aSeriesWithoutAPatientSaysSo() throws {
  let file = SeriesIdentity(seriesUID: "ct", seriesDescription: "pt_106/ct.nii.gz")
  #expect(try identified(file, 80) == "patient not named │ pt_106/ct.nii.gz")
}
