import SpineAnalysis

/// All findings in one line, where there is no room for a panel.
struct Strip {
  struct Item: Equatable {
    var text: String
    var isFractured: Bool
  }

  var items: [Item]
  var separator: String

  /// "C1 3 %  ▲C5 87 %", else "C1:3 ▲C5:87"; where not even that fits, the fractured ones come first
  /// and "…" says that some are missing.
  init(_ findings: Findings, columns: Int) {
    let wide = Self.items(findings.levels) { "\($0) \($1.map { "\($0) %" } ?? $2)" }
    let narrow = Self.items(findings.levels) { "\($0):\($1.map(String.init) ?? $2)" }
    if Self.width(wide, 2) <= columns {
      (items, separator) = (wide, "  ")
      return
    }
    separator = " "
    items = narrow
    guard Self.width(narrow, 1) > columns else { return }
    items = narrow.filter(\.isFractured) + narrow.filter { !$0.isFractured }
    while !items.isEmpty, Self.width(items, 1) + 2 > columns { items.removeLast() }
    items.append(Item(text: "…", isFractured: false))
  }

  private static func items(
    _ levels: [LevelFinding], _ text: (String, Int?, String) -> String
  ) -> [Item] {
    levels.map { finding in
      let body = text(
        finding.level.description, finding.probability.map(percentNumber),
        finding.inView ? "?" : "–")
      return Item(
        text: (finding.isFractured ? "▲" : "") + body, isFractured: finding.isFractured)
    }
  }

  private static func width(_ items: [Item], _ gap: Int) -> Int {
    items.reduce(-gap) { $0 + DisplayWidth.of($1.text) + gap }
  }
}

func drawStrip(_ findings: Findings, row: Int, _ screen: inout Screen) {
  let strip = Strip(findings, columns: screen.columns - 1)
  var column = 1
  for item in strip.items {
    column = screen.put(
      item.text, row: row, column: column, ink: item.isFractured ? .danger : .plain)
    column += strip.separator.count
  }
  let model = "\(findings.model.name) \(findings.model.version)"
  if column + DisplayWidth.of(model) < screen.columns {
    screen.putRight(model, row: row, end: screen.columns - 1, ink: .dim)
  }
}
