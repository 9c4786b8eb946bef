import Imaging

/// The header's lines as they fit into a window, and how far they scroll.
struct TagsLayout {
  struct Row: Equatable {
    var tag: String
    var vr: String
    var name: String
    var value: String
  }

  let rows: [Row]
  /// Screen row of the first line, and how many there is room for.
  let top = 2
  let height: Int
  private let columns: Int

  init(_ opened: Tags.Opened, columns: Int, rows: Int) {
    self.columns = columns
    height = max(1, rows - 2 - 2)
    let (names, values) = (Self.nameWidth(columns), Self.valueWidth(columns))
    self.rows = opened.lines.flatMap { line -> [Row] in
      let indent = String(repeating: "  ", count: min(line.depth, 6))
      let name = indent + (line.name.isEmpty ? "—" : line.name)
      let parts = Self.pieces(line.value, of: values)
      return parts.enumerated().map { n, part in
        n == 0
          ? Row(
            tag: line.tag, vr: line.vr, name: DisplayWidth.clipped(name, to: names), value: part)
          : Row(tag: "", vr: "", name: "", value: part)
      }
    }
  }

  var lastOffset: Int { max(0, rows.count - height) }
  var nameColumn: Int { 17 }
  var valueColumn: Int { 17 + Self.nameWidth(columns) + 1 }

  private static func nameWidth(_ columns: Int) -> Int { max(8, min(36, (columns - 18) * 2 / 5)) }
  private static func valueWidth(_ columns: Int) -> Int {
    max(8, columns - 17 - nameWidth(columns) - 3)
  }

  /// A value in lines; of a very long one the beginning.
  private static func pieces(_ value: String, of width: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var used = 0
    for character in value {
      let next = DisplayWidth.of(character)
      if used + next > width {
        pieces.append(piece)
        (piece, used) = ("", 0)
        if pieces.count == 8 {
          return Array(pieces.dropLast()) + [String(pieces[7].dropLast()) + "…"]
        }
      }
      piece.append(character)
      used += next
    }
    return pieces + [piece]
  }
}

/// The header of the slice's file, over the whole screen.
func tagsView(_ state: State, _ opened: Tags.Opened, _ screen: inout Screen) {
  drawBanner(
    state.viewing.map { Identification($0).text(fitting: bannerRoom(screen)) } ?? "", ink: .bold,
    &screen)
  let layout = TagsLayout(opened, columns: screen.columns, rows: screen.rows)
  screen.putClipped(
    heading(opened, layout), row: 1, column: 1, ink: .title, width: screen.columns - 2)
  if let failure = opened.failure {
    screen.putClipped(
      failure, row: 3, column: 3, ink: .danger, width: screen.columns - 4)
    return
  }
  guard opened.listing != nil else {
    screen.put("Reading the header …", row: 3, column: 3, ink: .dim)
    return
  }
  if layout.rows.isEmpty {
    let text = state.keymap.hint(
      after: "No line has these words", "cancel", in: .anywhere, "shows all")
    screen.put(text, row: 3, column: 3, ink: .dim)
  }
  let offset = max(0, min(opened.offset, layout.lastOffset))
  for (n, row) in layout.rows.dropFirst(offset).prefix(layout.height).enumerated() {
    let line = layout.top + n
    screen.put(row.tag, row: line, column: 1, ink: .dim)
    screen.put(row.vr, row: line, column: 14, ink: .dim)
    screen.put(row.name, row: line, column: layout.nameColumn, ink: .plain)
    screen.put(row.value, row: line, column: layout.valueColumn, ink: .bold)
  }
  drawScrollBar(
    offset, of: layout.rows.count, from: layout.top, to: layout.top + layout.height, &screen)
}

private func heading(_ opened: Tags.Opened, _ layout: TagsLayout) -> String {
  var parts = ["Header of \(opened.title)"]
  if let listing = opened.listing {
    let count = opened.lines.count
    let all = listing.lines.count
    parts.append(count == all ? "\(all) lines" : "\(count) of \(all) lines")
    if listing.isCut { parts.append("the file has more") }
    if !listing.path.isEmpty { parts.append(listing.path) }
  }
  return parts.joined(separator: " · ")
}
