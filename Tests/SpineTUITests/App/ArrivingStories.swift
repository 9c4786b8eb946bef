import Imaging
import TestSupport
import Testing

@testable import SpineTUI

/// A series on screen while it is being read.
struct ArrivingStories {
  private func part(_ run: Range<Int>, of identity: SeriesIdentity = Cast.jane) -> Volume {
    let whole = Cast.volume(identity)
    var part = Volume(
      geometry: whole.geometry, voxels: whole.voxels, identity: identity, arrived: run)
    part.source = whole.source
    return part
  }

  private func arrives(
    _ run: Range<Int>, _ story: inout Story, of identity: SeriesIdentity = Cast.jane
  ) {
    story.send(
      .browsing(
        .arrived(
          part(run, of: identity), seriesID: Cast.id(identity),
          generation: story.state.browsing.loadGeneration)))
  }

  /// Enter, then slices 8 to 11 of 20.
  private func begun() -> Story {
    var story = Story()
    story.press(.enter)
    arrives(8..<12, &story)
    return story
  }

  /// Four slices are here.
  private func progressed() -> Story {
    var story = begun()
    story.send(
      .browsing(
        .loadProgressed(
          LoadProgress(stage: "reading slices", completed: 4, total: 20), generation: 1)))
    return story
  }

  @Test func theFirstSlicesOpenTheImage() {
    let story = progressed()
    #expect(story.state.focus == .image)
    #expect(story.viewing.volume.arrived == 8..<12)
    #expect(story.screen.contains("reading slices"))
    #expect(story.screen.contains("4/20"))
    #expect(story.screen.contains("Esc cancels"))
  }

  @Test func theWholeVolumeKeepsWhereTheUserIs() {
    var story = begun()
    story.type("sjj7")
    let (index, cursor) = (story.viewing.index, story.viewing.cursor)
    story.loadArrives(Cast.jane)
    #expect(story.viewing.volume.isWhole)
    #expect(story.viewing.orientation == .sagittal)
    #expect(story.viewing.index == index && story.viewing.cursor == cursor)
    #expect(story.viewing.window == WindowPreset.lung.window)
    #expect(story.state.browsing.opening == nil)
  }

  @Test func slicesThatWereRefusedMoveTheUserByMillimetres() throws {
    var story = begun()
    story.type("jj")
    let height = story.viewing.cursor.z
    // What was slice 12 of 20 is another of 18, at the same height.
    try smallerArrives(&story)
    #expect(story.viewing.cursor.z == height)
    #expect(story.viewing.stack.millimetres(at: story.viewing.index) == height)
  }

  /// Two slices fell out.
  private func smallerArrives(_ story: inout Story) throws {
    let grid = VolumeGeometry(
      dimensions: [40, 30, 18], affine: Affine(spacing: [1, 1, 2], origin: [-20, -10, 104]))
    var smaller = try makeInt16Volume(grid, identity: Cast.jane, Cast.hounsfieldUnits)
    smaller.source = part(8..<12).source
    story.send(.browsing(.loaded(smaller, seriesID: Cast.id(Cast.jane), generation: 1)))
  }

  @Test func slicesThatWereRefusedEndMeasuringAndSaySo() throws {
    var story = begun()
    story.type("d")
    story.press(.enter, .right, .enter)
    #expect(story.viewing.measuring.done.count == 1)
    try smallerArrives(&story)
    #expect(story.said == "Slices were refused: all measurements are dropped")
    #expect(story.state.context == .image && story.viewing.measuring.done.isEmpty)
    story.type("d")
    #expect(story.state.context == .measure && story.viewing.measuring.draft != nil)
    // Nothing measured, nothing said.
    var other = begun()
    try smallerArrives(&other)
    #expect(other.state.message == nil)
  }

  @Test func anEllipseOnASliceThatIsNotReadSaysSo() {
    var story = begun()
    story.type("gge")
    story.press(.enter, .shiftRight, .shiftDown, .enter)
    #expect(story.said == "Not all of this slice has been read yet")
    #expect(story.viewing.measuring.done.isEmpty)
  }

  @Test func escapeLeavesWhatLiesOverTheImageFirst() {
    for (keys, key) in [
      ("?", Key.escape), ("d", .escape), ("w", .escape), ("x", .escape), ("t", .escape),
      ("d", .character("q")), ("w", .character("q")), ("t", .character("q")),
    ] {
      var story = begun()
      story.type(keys)
      #expect(story.state.context != .image, "\(keys)")
      story.press(key)
      #expect(story.state.context == .image && story.state.browsing.opening != nil, "\(keys)")
      story.press(key)
      #expect(story.effects.contains(.cancelLoad) && story.state.viewing == nil, "\(keys)")
    }
  }

  @Test func whatIsSaidStandsBesideTheProgress() {
    var story = progressed()
    story.type("p")
    #expect(story.screen.contains("The model is asked once all slices are here"))
    #expect(story.screen.contains("reading slices 4/20"))
    #expect(story.screen.contains("Waits for all slices: p"))
    story.type("p")
    #expect(story.screen.contains("Not asked: p asks the"))
    // So does what is being measured.
    story.type("d")
    #expect(story.screen.contains("Distance: point 1 of 2"))
    #expect(story.screen.contains("reading slices 4/20"))
  }

  @Test func movingAsksForTheSlicesThere() {
    var story = begun()
    story.type("j")
    let slice = story.viewing.cursorVoxel?.z ?? -1
    #expect(story.effects == [.focusLoad(slice: slice)])
    // Another plane through the same point needs no other slice first.
    story.type("s")
    #expect(story.effects.isEmpty)
    story.loadArrives(Cast.jane)
    story.type("aj")
    #expect(story.effects.isEmpty, "all slices are there")
  }

  @Test func escapeClosesWhatWillNeverBeWhole() {
    var story = begun()
    story.press(.escape)
    #expect(story.effects == [.cancelLoad])
    #expect(story.state.viewing == nil && story.state.focus == .list)
    #expect(story.said.contains("was not read to its end"))
    // Slices that were under way do not open it again.
    arrives(6..<14, &story)
    #expect(story.state.viewing == nil)
  }

  @Test func aFailureClosesItToo() {
    var story = begun()
    story.send(.browsing(.loadFailed("no memory", generation: 1)))
    #expect(story.state.viewing == nil && story.said == "no memory")
  }

  @Test func anotherSeriesTakesItsPlace() {
    var story = begun()
    story.type("]")
    #expect(story.effects == [.load(seriesID: Cast.id(Cast.janeSoft), generation: 2)])
    arrives(8..<12, &story, of: Cast.jane)
    #expect(story.viewing.volume.identity == Cast.jane)
    arrives(3..<5, &story, of: Cast.janeSoft)
    #expect(story.viewing.volume.identity == Cast.janeSoft)
    #expect(story.viewing.volume.arrived == 3..<5)
  }

  @Test func theModelIsAskedOnceAllSlicesAreThere() {
    var story = begun()
    story.type("p")
    #expect(story.effects.isEmpty && story.state.predicting.running == nil)
    #expect(story.said.contains("once all slices are here"))
    story.loadArrives(Cast.jane)
    #expect(story.effects == [.predict(seriesID: Cast.id(Cast.jane), generation: 1)])
  }

  @Test func askingTwiceTakesItBack() {
    var story = begun()
    story.type("pp")
    story.loadArrives(Cast.jane)
    #expect(story.effects.isEmpty)
  }

  @Test func theCrosshairSaysWhatIsNotReadYet() {
    var story = begun()
    story.type("x")
    #expect(cursorText(story.viewing).contains(" HU"))
    story.state.viewing?.page(to: 0)
    #expect(cursorText(story.viewing).hasPrefix("not read yet"))
  }

  @Test func missingSlicesAreHatchedAndNeverLookLikeAir() throws {
    var story = begun()
    func painted() throws -> (PictureRequest, PaintedPicture) {
      let display = render(story.state)
      let request = try #require(display.picture)
      return (request, paint(request, from: try #require(display.sources)))
    }
    let (there, _) = try painted()
    #expect(
      there.panes.allSatisfy { $0.missing == nil }, "an axial slice that is there is complete")
    story.state.viewing?.page(to: 0)
    let (request, picture) = try painted()
    #expect(request.panes[0].missing != nil)
    // A row without letters.
    let row = picture.frame.pixels[(request.size.width * (request.size.height / 4))...]
      .prefix(request.size.width)
    #expect(Set(row).count == 2, "lines on black")
    // More slices change the picture of what they belong to, and no other.
    arrives(0..<20, &story)
    #expect(try painted().0.panes[0].missing == nil)
  }

  @Test func aThickSliceIsThereWhenAllOfItIs() {
    let volume = part(8..<12)
    let stack = SliceStack(geometry: volume.geometry, orientation: .axial)
    // Slices of 2 mm: 7 mm around slice 9 or 10 reach beyond what is there.
    let plane = stack.plane(at: 19 - 10)
    #expect(MissingSlices(on: plane, slab: 0, of: volume) == nil)
    #expect(MissingSlices(on: plane, slab: 2, of: volume) == nil)
    #expect(MissingSlices(on: plane, slab: 7, of: volume)?.contains(x: 20, y: 15) == true)
    #expect(MissingSlices(on: plane, slab: 7, of: part(9..<20)) != nil)
    #expect(MissingSlices(on: plane, slab: 7, of: part(0..<20)) == nil)
  }

  @Test func aScanOfOneSeriesOpensItWhereThatWasAsked() {
    let one = Catalogue(patients: [
      Patient(
        id: "P001", name: "Doe^Jane", birthDate: "", sex: "",
        studies: [Study(uid: "1.1", date: "", description: "", series: [Cast.series(Cast.jane)])])
    ])
    for opens in [true, false] {
      var state = State(profile: .sixel(100, 30))
      state.browsing.opensOnlySeries = opens
      let effects = reduce(&state, .browsing(.scanned(one, generation: 0)))
      #expect(
        effects
          == (opens
            ? [.load(seriesID: Cast.id(Cast.jane), generation: 1)]
            : [.preview(seriesID: Cast.id(Cast.jane))]))
    }
    var state = State(profile: .sixel(100, 30))
    state.browsing.opensOnlySeries = true
    let effects = reduce(&state, .browsing(.scanned(Cast.catalogue, generation: 0)))
    #expect(!effects.contains { if case .load = $0 { true } else { false } })
  }
}
