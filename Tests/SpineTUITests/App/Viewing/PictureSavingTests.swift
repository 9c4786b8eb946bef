import Foundation
import Imaging
import TestSupport
import Testing

@testable import SpineTUI

@Test func theSavedPictureIsTheOneOnScreen() throws {
  var story = Story()
  story.open(Cast.jane)
  story.type("jjd")
  story.press(.enter, .right, .right, .enter, .escape)
  let folder = try TemporaryFolder()
  let saving = try #require(PictureSaving(story.state))
  let path = try saving.save(named: "20260102-030405", in: folder.path)
  let second = try saving.save(named: "20260102-030405", in: folder.path)
  #expect(path.hasSuffix("/20260102-030405.png"))
  #expect(second.hasSuffix("/20260102-030405_2.png"))
  let shown = try #require(render(story.state).picture)
  #expect(saving.request == shown)
  let png = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  #expect(png == (try PNGFile.encoded(paint(shown, from: saving.sources).frame)))
  let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  #expect(mode == 0o600)

  let text = try String(
    contentsOfFile: path.replacing(".png", with: ".json"), encoding: .utf8)
  let json = try #require(
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  #expect(json["series"] as? String == Cast.jane.seriesUID)
  #expect(json["research_use_only"] as? Bool == true)
  let pane = try #require((json["panes"] as? [[String: Any]])?.first)
  #expect(pane["plane"] as? String == "axial")
  #expect(pane["slice"] as? Int == story.viewing.index + 1)
  let measured = try #require((json["measurements"] as? [[String: Any]])?.first)
  #expect(measured["value"] as? String == "2.0 mm")
  #expect(json["slab"] is NSNull)
  // Nothing tells who the patient is.
  for word in ["Doe", "Jane", "P001 ", "C-spine", "bone 0.6"] { #expect(!text.contains(word)) }
}

@Test func hiddenNamesHideTheSeriesToo() throws {
  var story = Story()
  story.open(Cast.jane)
  story.type("Z")
  let folder = try TemporaryFolder()
  let path = try #require(PictureSaving(story.state)).save(named: "a", in: folder.path)
  let text = try String(contentsOfFile: path.replacing(".png", with: ".json"), encoding: .utf8)
  #expect(text.contains("\"series\" : null"))
}

@Test func aPictureOfCharactersIsSavedInFullPixels() throws {
  var story = Story()
  story.open(Cast.jane)
  story.state.profile.raster = .halfBlocks(trueColour: true)
  let saving = try #require(PictureSaving(story.state))
  #expect(saving.request.size.width > 400)
}

@Test func thereIsNothingToSaveInTheList() {
  #expect(PictureSaving(Story().state) == nil)
  var story = Story()
  story.open(Cast.jane)
  story.type("S")
  #expect(story.effects == [.savePicture])
}

@Test func picturesAreNamedByTheClock() throws {
  let zone = try #require(TimeZone(identifier: "UTC"))
  #expect(PictureSaving.name(at: Date(timeIntervalSince1970: 0), in: zone) == "19700101-000000")
}

@Test func thePageOfFormatsHasThePicturesKeys() throws {
  var story = Story()
  story.open(Cast.jane)
  story.type("d")
  story.press(.enter, .right, .enter, .escape)
  story.type(":slab 5")
  story.press(.enter)
  let folder = try TemporaryFolder()
  let path = try #require(PictureSaving(story.state)).save(named: "a", in: folder.path)
  try expectSameKeys(
    try String(contentsOfFile: path.replacing(".png", with: ".json"), encoding: .utf8), "picture")
}
