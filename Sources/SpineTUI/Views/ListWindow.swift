/// Which lines of the list are in sight, and where.
struct ListWindow {
  /// Screen rows of the first line, and behind the last.
  let top: Int
  let bottom: Int
  /// The line shown first.
  let offset: Int
  /// Rows below the list for what is known of the chosen series, the line above included.
  let detailHeight: Int

  init(_ state: State) {
    let (columns, rows) = (state.profile.columns, state.profile.rows)
    top = rows >= 16 ? 3 : 1
    if let thumbnails = thumbnailLayout(state) {
      detailHeight = thumbnails.words.rows + 1
    } else {
      let details = detailLines(state, width: columns - 4).count
      detailHeight = details == 0 ? 0 : min(details + 1, max(0, rows / 3))
    }
    bottom = rows - 2 - detailHeight
    let listing = state.browsing.listing
    let stops = listing.stops
    let selection = state.browsing.selection
    let chosen = stops.indices.contains(selection) ? stops[selection] : 0
    let height = bottom - top
    // The chosen row stays in the middle where the list is longer than the window.
    offset = max(0, min(chosen - height / 2, listing.rows.count - height))
  }

  /// Which of the listing's stops is drawn in a screen row; nil where none is.
  func stop(atScreenRow row: Int, _ browsing: Browsing.State) -> Int? {
    guard (top..<max(top, bottom)).contains(row), browsing.refusedOffset == nil else { return nil }
    let line = offset + row - top
    return browsing.listing.stops.firstIndex(of: line)
  }
}
