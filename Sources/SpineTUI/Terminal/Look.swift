/// How the terminal shows an ink: colours of the 256-colour palette, −1 the terminal's own.
struct Look: Equatable, Sendable {
  enum Attribute: String, CaseIterable, Sendable { case bold, dim, underline, reverse }

  var foreground: Int16 = -1
  var background: Int16 = -1
  var attributes: Set<Attribute> = []
}

/// What each ink looks like: the standard looks, changed by the configuration.
struct Looks: Equatable, Sendable {
  /// The configuration's looks.
  var changed: [Ink: Look] = [:]
  /// Whether there may be colours at all. Source: no-color.org, whose `NO_COLOR` takes text's colours
  /// away; the images keep their greys.
  var hasColours = true

  /// How `ink` is shown where the terminal has so many colours.
  func look(_ ink: Ink, colours: Int) -> Look {
    let colours = hasColours ? colours : 0
    var look = changed[ink] ?? Look(ink, colours: colours)
    let highest = Int16(clamping: colours) - 1
    let isReadable = look.foreground <= highest && look.background <= highest && colours >= 8
    guard !isReadable else { return look }
    let standard = Look(ink, colours: colours)
    (look.foreground, look.background) = (standard.foreground, standard.background)
    look.attributes.formUnion(standard.attributes)
    return look
  }
}

extension Look {
  /// Calm colours of the 256-colour cube, the eight old ones where there are no more; meaning never
  /// rests on colour alone.
  init(_ ink: Ink, colours: Int) {
    let rich = colours >= 256
    switch ink {
    case .plain: break
    case .dim:
      if rich { foreground = 245 } else { attributes = [.dim] }
    case .bold: attributes = [.bold]
    case .title:
      foreground = rich ? 153 : 6
      attributes = [.bold]
    case .key: foreground = rich ? 109 : 6
    case .accent: foreground = rich ? 110 : 6
    case .warning: foreground = rich ? 179 : 3
    case .danger:
      foreground = rich ? 209 : 1
      attributes = [.bold]
    case .good: foreground = rich ? 108 : 2
    case .selected:
      if rich { (foreground, background) = (255, 24) } else { attributes = [.reverse] }
    case .bar: foreground = rich ? 67 : 4
    }
    if colours < 8 { (foreground, background) = (-1, -1) }
  }
}
