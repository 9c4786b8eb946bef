import Imaging
import TestSupport
import Testing

@testable import SpineTUI

private func opened(_ columns: Int = 100, _ rows: Int = 30) -> Story {
  var story = Story(columns, rows)
  story.open(Cast.jane)
  return story
}

extension Story {
  /// A pointer over a pixel of the picture.
  fileprivate func event(
    _ kind: MouseEvent.Kind, at pixel: SIMD2<Double>, _ modifiers: MouseEvent.Modifiers = []
  ) -> MouseEvent {
    guard let viewing = state.viewing, let rect = imageLayout(state, viewing).picture else {
      preconditionFailure("no picture")
    }
    let cell = state.profile.cell
    let place = PixelPoint(
      x: rect.column * cell.width + Int(pixel.x), y: rect.row * cell.height + Int(pixel.y))
    return MouseEvent(
      kind: kind, row: place.y / cell.height, column: place.x / cell.width, modifiers: modifiers,
      pixel: place)
  }

  fileprivate mutating func mouse(
    _ kind: MouseEvent.Kind, at pixel: SIMD2<Double>, _ modifiers: MouseEvent.Modifiers = []
  ) {
    send(.mouse(event(kind, at: pixel, modifiers)))
  }

  fileprivate var panes: [Pane] { render(state).picture?.panes ?? [] }

  /// A pixel in the middle of a pane.
  fileprivate func middle(_ n: Int) -> SIMD2<Double> {
    let rect = panes[n].rect
    return SIMD2(Double(rect.x + rect.width / 2), Double(rect.y + rect.height / 2))
  }
}

@Test func theWheelScrollsAndStops() {
  var story = opened()
  let start = story.viewing.index
  story.mouse(.wheelDown, at: [200, 200])
  #expect(story.viewing.index == start + 1)
  story.mouse(.wheelUp, at: [200, 200])
  story.mouse(.wheelUp, at: [200, 200], [.alt])
  #expect(story.viewing.index == max(0, start - 10))
  story.mouse(.wheelUp, at: [200, 200], [.shift])
  #expect(story.viewing.index == 0)
}

/// The place under the pointer is the same before and after.
@Test func theControlWheelZoomsAboutThePointer() throws {
  var story = opened()
  let pixel = SIMD2(140.0, 90.0)
  func place() throws -> Position {
    try #require(pointInPicture(story.state, story.event(.wheelUp, at: pixel))).position
  }
  let before = try place()
  for _ in 0..<4 { story.mouse(.wheelUp, at: pixel, [.control]) }
  #expect(story.viewing.zoom > 2)
  #expect((try place() - before).length < 1e-9)
  for _ in 0..<9 { story.mouse(.wheelDown, at: pixel, [.control]) }
  #expect(story.viewing.zoom == 1)
  #expect(story.viewing.centre == nil)
}

/// 1,000 clicks anywhere in the picture, zoomed and panned: the point is where the pane's plane says,
/// and the HU are those stored in the voxel there.
@Test func aClickReadsTheVoxelUnderThePointer() throws {
  var story = opened()
  var random = SplitMix64(seed: 77)
  let size = try #require(render(story.state).picture).size
  for round in 0..<1000 {
    if round % 100 == 0 {
      story.type(["a", "s", "c"][round / 100 % 3])
      if round >= 300 { story.type("+") }
    }
    let pixel = SIMD2(
      Double(Int.random(in: 0..<size.width, using: &random)),
      Double(Int.random(in: 0..<size.height, using: &random)))
    let plane = story.panes[0].plane
    let expected = plane.position(x: pixel.x, y: pixel.y)
    story.mouse(.press(.left), at: pixel)
    story.mouse(.release(.left), at: pixel)
    let cursor = story.viewing.cursor
    let index = Cast.geometry.affine.index(of: expected)
    let isInside = (0..<3).allSatisfy {
      index[$0] >= 0 && index[$0] <= Double(Cast.geometry.dimensions[$0] - 1)
    }
    guard isInside else { continue }
    #expect((cursor - expected).length < 1e-3)
    let voxel = try #require(story.viewing.cursorVoxel)
    #expect(
      story.viewing.cursorHounsfieldUnits
        == Float(Cast.hounsfieldUnits(voxel.x, voxel.y, voxel.z)))
    #expect(abs(Double(voxel.x) - index.x) <= 0.5 + 1e-9)
    #expect(abs(Double(voxel.y) - index.y) <= 0.5 + 1e-9)
    #expect(abs(Double(voxel.z) - index.z) <= 0.5 + 1e-9)
  }
  #expect(story.state.context == .crosshair)
}

@Test func aDragMovesTheLinkedPointAndEveryPlaneFollows() throws {
  var story = opened(160, 48)
  story.type("o")
  story.mouse(.press(.left), at: story.middle(1))
  #expect(story.viewing.orientation == .sagittal)
  let axial = story.viewing.index(.axial)
  story.mouse(.drag(.left), at: story.middle(1) + [0, 60])
  #expect(story.viewing.index(.axial) > axial)
  // Dragged out of its pane, it is still that pane's point.
  let x = story.viewing.cursor.x
  story.mouse(.drag(.left), at: story.middle(2))
  #expect(story.viewing.orientation == .sagittal)
  #expect(abs(story.viewing.cursor.x - x) < 1e-9)
  story.mouse(.release(.left), at: story.middle(2))
  // Let go, a move is nobody's.
  let cursor = story.viewing.cursor
  story.mouse(.drag(.left), at: story.middle(0))
  #expect(story.viewing.cursor == cursor)
}

@Test func theRightButtonSetsTheWindow() {
  var story = opened()
  story.mouse(.press(.right), at: [100, 100])
  story.mouse(.drag(.right), at: [120, 90])
  #expect(story.viewing.window.width == 2000 + 20 * 5)
  #expect(story.viewing.window.center == 350 + 10 * 5)
  story.mouse(.release(.right), at: [120, 90])
  story.mouse(.drag(.right), at: [160, 90])
  #expect(story.viewing.window.width == 2100)
}

@Test func theMiddleButtonDragsTheView() throws {
  var story = opened()
  story.type("++++")
  let pixel = SIMD2(150.0, 120.0)
  let under = try #require(pointInPicture(story.state, story.event(.wheelUp, at: pixel))).position
  story.mouse(.press(.middle), at: pixel)
  story.mouse(.drag(.middle), at: pixel + [12, -8])
  let now = try #require(
    pointInPicture(story.state, story.event(.wheelUp, at: pixel + [12, -8]))
  ).position
  #expect((now - under).length < 1e-6)
}

@Test func clicksAndDragsMeasure() {
  var story = opened()
  story.type("d")
  // From press to release.
  story.mouse(.press(.left), at: [200, 100])
  story.mouse(.drag(.left), at: [260, 100])
  story.mouse(.release(.left), at: [260, 100])
  #expect(story.viewing.measuring.done.count == 1)
  // Click by click.
  for pixel in [SIMD2(200.0, 200.0), [260, 200]] {
    story.mouse(.press(.left), at: pixel)
    story.mouse(.release(.left), at: pixel)
  }
  #expect(story.viewing.measuring.done.count == 2)
  let values = story.viewing.measuring.done.map(\.value)
  #expect(values[0].text == values[1].text)
  // Taken up by its end and moved.
  story.mouse(.press(.left), at: [261, 101])
  story.mouse(.drag(.left), at: [320, 100])
  story.mouse(.release(.left), at: [320, 100])
  #expect(story.viewing.measuring.done.count == 2)
  guard case .millimetres(let longer) = story.viewing.measuring.done[0].value,
    case .millimetres(let first) = values[0]
  else {
    Issue.record("no distances")
    return
  }
  #expect(longer > first * 1.8)
}

@Test func aTerminalThatTellsCellsOnlyIsServedToo() throws {
  var story = opened()
  var event = story.event(.press(.left), at: [200, 100])
  event.pixel = nil
  let point = try #require(pointInPicture(story.state, event))
  // Within half a cell of 9 × 18.
  #expect(abs(point.pixel.x - 200) <= 9 && abs(point.pixel.y - 100) <= 18)
  story.state.profile.raster = .halfBlocks(trueColour: true)
  let coarse = try #require(pointInPicture(story.state, event))
  #expect((coarse.position - point.position).length < 2)
}

@Test func outsideThePictureAButtonDoesNothing() {
  var story = opened()
  let before = story.viewing.cursor
  for kind in [MouseEvent.Kind.press(.left), .drag(.left), .release(.left)] {
    story.send(.mouse(MouseEvent(kind: kind, row: 10, column: 98)))
  }
  #expect(story.viewing.cursor == before)
  #expect(story.state.context == .image)
}

@Test func theListIsChosenByAClickAndOpenedByASecond() {
  var story = Story(100, 30)
  let rows = story.screen.split(separator: "\n", omittingEmptySubsequences: false)
  guard let row = rows.firstIndex(where: { $0.contains("soft 1.0") }) else {
    Issue.record("no such line")
    return
  }
  let click = MouseEvent(kind: .press(.left), row: row, column: 10)
  story.send(.mouse(click))
  #expect(story.state.browsing.selectedSeries?.series.id == Cast.id(Cast.janeSoft))
  #expect(story.state.browsing.opening == nil)
  story.send(.mouse(MouseEvent(kind: .release(.left), row: row, column: 10)))
  story.send(.mouse(click))
  #expect(story.state.browsing.opening?.seriesID == Cast.id(Cast.janeSoft))
}

@Test func aKeyBetweenTwoClicksMakesThemTwoChoices() {
  var story = Story(100, 30)
  let rows = story.screen.split(separator: "\n", omittingEmptySubsequences: false)
  let row = rows.firstIndex { $0.contains("soft 1.0") } ?? 0
  story.send(.mouse(MouseEvent(kind: .press(.left), row: row, column: 10)))
  story.type("j")
  story.send(.mouse(MouseEvent(kind: .press(.left), row: row, column: 10)))
  #expect(story.state.browsing.opening == nil)
  story.send(.mouse(MouseEvent(kind: .wheelDown, row: 3, column: 10)))
  #expect(story.state.browsing.opening == nil)
}

@Test func whileACommandIsTypedTheMouseRests() {
  var story = opened()
  let index = story.viewing.index
  story.type(":12")
  story.mouse(.wheelDown, at: [200, 200])
  #expect(story.viewing.index == index)
  #expect(story.state.prompt?.text == "12")
}

@Test func everyGestureIsInTheHelp() {
  for row in MouseBinding.table {
    #expect(
      HelpText.page.contains("| \(row.gesture.name) | \(row.help) |"), "\(row.gesture.name)")
  }
  let all = MouseBinding.table.map { "\($0.context) \($0.gesture)" }
  #expect(Set(all).count == all.count)
}
