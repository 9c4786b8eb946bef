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
  /// The terminal's background is light: the standard looks are dark.
  var isOnLight = false

  /// How `ink` is shown where the terminal has so many colours.
  func look(_ ink: Ink, colours: Int) -> Look {
    let colours = hasColours ? colours : 0
    let standard = Look(ink, colours: colours, isOnLight: isOnLight)
    var look = changed[ink] ?? standard
    let highest = Int16(clamping: colours) - 1
    let isReadable = look.foreground <= highest && look.background <= highest && colours >= 8
    guard !isReadable else { return look }
    (look.foreground, look.background) = (standard.foreground, standard.background)
    look.attributes.formUnion(standard.attributes)
    return look
  }
}

extension Look {
  /// Calm colours of the 256-colour cube, the eight old ones where there are no more; meaning never
  /// rests on colour alone.
  ///
  /// Those for light backgrounds have a contrast of 4.5 to white and more. Source: WCAG 2.2, 1.4.3.
  init(_ ink: Ink, colours: Int, isOnLight: Bool = false) {
    let rich = colours >= 256
    func colour(_ dark: Int16, _ light: Int16, ofEight: Int16, onLight: Int16) -> Int16 {
      rich ? (isOnLight ? light : dark) : (isOnLight ? onLight : ofEight)
    }
    switch ink {
    case .plain: break
    case .dim:
      if rich { foreground = isOnLight ? 241 : 245 } else { attributes = [.dim] }
    case .bold: attributes = [.bold]
    case .title:
      foreground = colour(153, 25, ofEight: 6, onLight: 4)
      attributes = [.bold]
    case .key: foreground = colour(109, 24, ofEight: 6, onLight: 4)
    case .accent: foreground = colour(110, 25, ofEight: 6, onLight: 4)
    case .warning: foreground = colour(179, 130, ofEight: 3, onLight: 5)
    case .danger:
      foreground = colour(209, 160, ofEight: 1, onLight: 1)
      attributes = [.bold]
    case .good: foreground = colour(108, 28, ofEight: 2, onLight: 2)
    case .selected:
      if rich { (foreground, background) = (255, 24) } else { attributes = [.reverse] }
    case .bar: foreground = colour(67, 25, ofEight: 4, onLight: 4)
    }
    if colours < 8 { (foreground, background) = (-1, -1) }
  }
}
