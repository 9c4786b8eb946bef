import Imaging
import SpineAnalysis

/// The open series: banner, warnings, picture, panel.
func imageView(_ state: State, _ viewing: Viewing.State, _ screen: inout Screen) -> Display {
  let analysis = state.analysisOnScreen
  let layout = imageLayout(state, viewing)
  let room = bannerRoom(screen)
  drawBanner(Identification(viewing).text(fitting: room), ink: .bold, &screen)
  if let row = layout.warningRow {
    let isScanning =
      state.browsing.scan != nil || !state.browsing.comparison.awaited.isEmpty
    drawWarnings(
      viewing.volume.warnings, notice: viewing.standing.notice(isScanning: isScanning),
      noticeInk: viewing.standing.outdated == nil ? .warning : .danger, row: row, &screen)
  }
  var display = Display(screen: screen)
  if let rect = layout.picture {
    screen.placePicture(rect)
    if let request = pictureRequest(state, viewing, in: rect) {
      display.picture = request
      display.sources = pictureSources(viewing, analysis)
    }
  }
  if let panel = layout.panel { drawPanel(state, viewing, in: panel, &screen) }
  if let row = layout.stripRow, let findings = analysis?.findings {
    drawStrip(findings, row: row, &screen)
  }
  return display
}

/// Where the parts of the image view lie in the window as it is.
func imageLayout(_ state: State, _ viewing: Viewing.State) -> ImageLayout {
  ImageLayout(
    columns: state.profile.columns, rows: state.profile.rows,
    hasWarnings: !viewing.volume.warnings.isEmpty, hasNotice: viewing.standing != .current,
    hasResult: state.analysisOnScreen != nil)
}

/// A notice comes before the warnings of the volume.
private func drawWarnings(
  _ warnings: [ImagingWarning], notice: String?, noticeInk: Ink, row: Int, _ screen: inout Screen
) {
  guard let first = notice ?? warnings.first?.text else { return }
  let count = notice == nil ? warnings.count - 1 : warnings.count
  let more = count > 0 ? "  (+\(count), in the list)" : ""
  let room = screen.columns - 4 - more.count
  let text = "! " + DisplayWidth.clipped(first, to: room) + more
  screen.putClipped(
    text, row: row, column: 1, ink: notice == nil ? .warning : noticeInk,
    width: screen.columns - 2)
}

func percentNumber(_ share: Double) -> Int { Int((share * 100).rounded()) }
