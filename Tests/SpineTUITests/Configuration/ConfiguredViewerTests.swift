import Foundation
import Imaging
import Testing

@testable import SpineTUI

extension Story {
  /// The viewer as a configuration file makes it.
  fileprivate init(configured json: String) throws {
    self.init()
    let settings = try settings(json)
    state.keymap = settings.keymap
    state.startWindow = settings.startWindow
  }
}

@Test func changedKeysWorkAndTheOldOnesDoNot() throws {
  var story = try Story(configured: #"{"keys": {"image": {"sagittal": ["F", "zs"]}}}"#)
  story.open(Cast.jane)
  story.type("s")
  #expect(story.viewing.orientation == .axial)
  story.type("F")
  #expect(story.viewing.orientation == .sagittal)
  story.type("azs")
  #expect(story.viewing.orientation == .sagittal)
}

@Test func twoRowsMayExchangeTheirKeys() throws {
  var story = try Story(
    configured: #"{"keys": {"image": {"axial": "s", "sagittal": "a"}}}"#)
  story.open(Cast.jane)
  story.type("a")
  #expect(story.viewing.orientation == .sagittal)
  story.type("s")
  #expect(story.viewing.orientation == .axial)
}

@Test func quitMovesToTheKeyThatTheConfigurationNames() throws {
  var story = try Story(configured: #"{"keys": {"anywhere": {"quit": "Ctrl-Q"}}}"#)
  story.press(.control("c"))
  #expect(story.effects == [])
  story.press(.control("q"))
  #expect(story.effects == [.quit])
}

@Test func theHelpAndTheFooterShowTheKeysInForce() throws {
  var story = try Story(
    configured:
      #"{"keys": {"anywhere": {"help": "F"}, "image": {"next-slice": "ö", "heat": null}}}"#)
  story.open(Cast.jane)
  let footer = story.screen.split(separator: "\n").last ?? ""
  #expect(footer.contains("ö k slice"), "\(footer)")
  #expect(footer.contains("F keys"), "\(footer)")
  story.type("?")
  #expect(story.state.help == nil)
  story.type("F")
  let help = HelpText.lines(for: HelpState(context: .image), of: story.state.keymap)
  #expect(help.contains { $0.keys == "ö" && $0.text.hasPrefix("next slice") })
  #expect(!help.contains { $0.text == "heat map on or off" })
}

@Test func aWindowOfTheConfigurationHasItsKeyAndStartsTheSeries() throws {
  var story = try Story(
    configured: """
      {"start-window": "dens", "windows": {
        "dens": {"center": 300, "width": 1200, "key": "8"}, "bone": {"width": 2500}}}
      """)
  story.open(Cast.jane)
  #expect(story.viewing.window == Window(center: 300, width: 1200, explanation: "dens"))
  story.type("6")
  #expect(story.viewing.window == Window(center: 350, width: 2500, explanation: "bone"))
  story.type("8")
  #expect(story.viewing.window.center == 300)
  story.type("4r")
  #expect(story.viewing.window.center == 300, "reset goes to the start window")
}

@Test func coloursFollowTheConfigurationWhereTheTerminalHasThem() throws {
  let palette = try settings(
    ##"{"colours": {"danger": "15 196 bold underline", "warning": "#ff0000", "key": "yellow"}}"##
  ).looks
  #expect(
    palette.look(.danger, colours: 256)
      == Look(foreground: 15, background: 196, attributes: [.bold, .underline]))
  #expect(palette.look(.warning, colours: 256).foreground == 196)
  #expect(palette.look(.key, colours: 8).foreground == 3)
  // Colours that the terminal does not have give way to the standard ones; attributes stay.
  #expect(palette.look(.danger, colours: 8).foreground == 1)
  #expect(palette.look(.danger, colours: 8).attributes == [.bold, .underline])
  #expect(palette.look(.title, colours: 256) == Look(.title, colours: 256))
}

/// Contrast as WCAG 2.2 defines it.
private func contrast(_ colour: Int16, on ground: Double) -> Double {
  let steps = [0, 95, 135, 175, 215, 255]
  let n = Int(colour) - 16
  let parts =
    colour >= 232
    ? Array(repeating: 8 + 10 * (Int(colour) - 232), count: 3)
    : [steps[n / 36], steps[n / 6 % 6], steps[n % 6]]
  let linear = parts.map { part -> Double in
    let value = Double(part) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
  let luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  return (max(luminance, ground) + 0.05) / (min(luminance, ground) + 0.05)
}

@Test func everyInkIsReadableOnItsBackground() throws {
  for ink in Ink.allCases where ink != .selected {
    for isOnLight in [false, true] {
      let look = Looks(isOnLight: isOnLight).look(ink, colours: 256)
      guard look.foreground >= 0 else { continue }
      #expect(contrast(look.foreground, on: isOnLight ? 1 : 0) >= 4.5, "\(ink) \(isOnLight)")
    }
    let old = Looks(isOnLight: true).look(ink, colours: 8).foreground
    #expect(![3, 6, 7].contains(old), "\(ink): yellow, cyan and white fade on white")
  }
  // What the user has chosen stays.
  var looks = try settings(##"{"colours": {"warning": "yellow"}}"##).looks
  looks.isOnLight = true
  #expect(looks.look(.warning, colours: 256).foreground == 3)
}

@Test func noColorTakesAllColoursAndKeepsTheMeaning() throws {
  let palette = try settings(
    #"{"colours": {"danger": "15 196 underline", "selected": "1 2"}}"#, ["NO_COLOR": "1"]
  ).looks
  for ink in Ink.allCases {
    let look = palette.look(ink, colours: 256)
    #expect((look.foreground, look.background) == (-1, -1), "\(ink)")
  }
  #expect(palette.look(.danger, colours: 256).attributes == [.underline, .bold])
  #expect(palette.look(.selected, colours: 256).attributes == [.reverse])
  #expect(try settings("{}", ["NO_COLOR": ""]).looks.hasColours)
}

@Test func sentencesNameTheKeysInForce() throws {
  var story = try Story(
    configured: #"""
      {"keys": {"image": {"predict": "F", "next-finding": "ö", "heat": null},
        "measure": {"undo": "ä"}, "list": {"refused": "ü"},
        "anywhere": {"hide-names": "Ctrl-P", "cancel": null}}}
      """#)
  story.open(Cast.jane)
  #expect(story.screen.contains("F asks the"))
  story.type("F")
  story.send(
    .predicting(
      .finished(Cast.analysis(Cast.jane), seriesID: Cast.id(Cast.jane), generation: 1)))
  #expect(story.said == "spine-small 0.1.0 calls C4, C6: ö goes there")
  story.type("d")
  story.press(.enter, .right, .enter, .backspace)
  #expect(story.said == "1 removed: ä brings it back")
  story.press(.control("p"))
  story.send(.app(.report("cannot open /ward")))
  #expect(story.screen.contains("This message names a file: Ctrl-P shows why"))
  story = try Story(
    configured: #"{"keys": {"anywhere": {"cancel": "F9"}, "list": {"refused": "ü"}}}"#)
  var catalogue = Cast.catalogue
  catalogue.refused = (0..<5).map { RefusedFile(path: "\($0)", reason: "cut off") }
  story.send(.browsing(.scanned(catalogue, generation: 0)))
  #expect(story.screen.contains("5 files refused (ü)"))
  #expect(story.screen.contains("… and 2 more: ü shows all"))
  story.press(.enter)
  story.send(
    .browsing(
      .arrived(
        Cast.volume(Cast.jane), seriesID: Cast.id(Cast.jane),
        generation: story.state.browsing.loadGeneration)))
  #expect(story.screen.contains("F9 cancels"))
}
