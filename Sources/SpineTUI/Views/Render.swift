import Imaging
import SpineAnalysis

/// What is to be seen: text, and the picture in its hole.
struct Display: Sendable {
  var screen: Screen
  var picture: PictureRequest?
  var sources: PictureSources?
  /// What was drawn.
  var state: State?
}

/// The whole screen, from the state alone.
func render(_ state: State) -> Display {
  let state = state.shown
  let (columns, rows) = (state.profile.columns, state.profile.rows)
  var screen = Screen(columns: columns, rows: rows)
  guard columns >= 20, rows >= 7 else {
    screen.put("Window too small", row: 0, column: 0, ink: .warning)
    screen.put("RESEARCH USE ONLY", row: 1, column: 0, ink: .warning)
    return Display(screen: screen)
  }
  var display: Display
  if state.focus == .image, let opened = state.tags.opened {
    tagsView(state, opened, &screen)
    display = Display(screen: screen)
  } else if state.focus == .image, let viewing = state.viewing {
    display = imageView(state, viewing, &screen)
  } else {
    display = listView(state, &screen)
  }
  display.screen = screen
  display.state = state
  drawStatus(state, &display.screen)
  drawFooter(state, &display.screen)
  if let help = state.help {
    drawHelp(help, state.keymap, &display.screen)
    // The help may lie over the picture, which would paint over it again.
    (display.picture, display.sources) = (nil, nil)
  }
  return display
}

/// Said on every screen that shows images or results.
let researchNotice = "RESEARCH USE ONLY"

/// Columns for the banner's own text.
func bannerRoom(_ screen: Screen) -> Int { screen.columns - researchNotice.count - 3 }

/// The title line: what is on screen at the left, the notice at the right.
func drawBanner(_ text: String, ink: Ink, _ screen: inout Screen) {
  screen.putClipped(text, row: 0, column: 1, ink: ink, width: bannerRoom(screen))
  screen.putRight(researchNotice, row: 0, end: screen.columns - 1, ink: .warning)
}
