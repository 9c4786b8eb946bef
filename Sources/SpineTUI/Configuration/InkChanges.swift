/// The file's "colours": for each ink, words as git's: the text's colour, the ground's, attributes.
enum InkChanges {
  static let colourNames = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
  ]
  static let expected =
    "at most two colours (black … white, bright-red …, 0–255, #rrggbb or default), the text's and the "
    + "ground's, and bold, dim, underline or reverse, as \"255 24 bold\""

  static func looks(
    _ object: [String: ConfigurationValue], problems: inout ConfigurationProblems
  ) -> [Ink: Look] {
    var looks: [Ink: Look] = [:]
    for (name, value) in object.sorted(by: { $0.key < $1.key }) {
      let place = "colours.\(name)"
      guard let ink = Ink.allCases.first(where: { $0.name == name }) else {
        problems.addUnknown(place, name, "ink", of: Ink.allCases.map(\.name))
        continue
      }
      guard case .string(let text) = value, let look = look(text) else {
        problems.add(place, "this is \(expected); not \(value.phrase)")
        continue
      }
      looks[ink] = look
    }
    return looks
  }

  static func look(_ text: String) -> Look? {
    var look = Look()
    var colours: [Int16] = []
    for word in text.split(separator: " ").map(String.init) {
      if let attribute = Look.Attribute(rawValue: word) {
        look.attributes.insert(attribute)
      } else if let colour = colour(word), colours.count < 2 {
        colours.append(colour)
      } else {
        return nil
      }
    }
    look.foreground = colours.first ?? -1
    look.background = colours.dropFirst().first ?? -1
    return look
  }

  /// What `look` is called in the configuration.
  static func text(_ look: Look) -> String {
    func name(_ colour: Int16) -> String { colour < 0 ? "default" : String(colour) }
    var words: [String] = []
    if look.foreground >= 0 || look.background >= 0 { words.append(name(look.foreground)) }
    if look.background >= 0 { words.append(name(look.background)) }
    words += Look.Attribute.allCases.filter(look.attributes.contains).map(\.rawValue)
    return words.isEmpty ? "default" : words.joined(separator: " ")
  }

  private static func colour(_ word: String) -> Int16? {
    if word == "default" { return -1 }
    if let index = colourNames.firstIndex(of: word) { return Int16(index) }
    if word.hasPrefix("bright-"), let index = colourNames.firstIndex(of: String(word.dropFirst(7)))
    {
      return Int16(index + 8)
    }
    if word.hasPrefix("#"), word.count == 7, let rgb = UInt32(word.dropFirst(), radix: 16) {
      return nearest(red: Int(rgb >> 16), green: Int(rgb >> 8 & 255), blue: Int(rgb & 255))
    }
    return Int16(word).flatMap { (0...255).contains($0) ? $0 : nil }
  }

  /// The nearest of the colour cube and the grey ramp. Source: xterm's 256colres.pl.
  private static func nearest(red: Int, green: Int, blue: Int) -> Int16 {
    let steps = [0, 95, 135, 175, 215, 255]
    var best: (colour: Int, distance: Int) = (15, .max)
    for colour in 16..<256 {
      var shades = [8 + 10 * (colour - 232), 8 + 10 * (colour - 232), 8 + 10 * (colour - 232)]
      if colour < 232 {
        let n = colour - 16
        shades = [steps[n / 36], steps[n / 6 % 6], steps[n % 6]]
      }
      let distance = zip(shades, [red, green, blue]).reduce(0) { sum, pair in
        let difference = pair.0 - pair.1
        return sum + difference * difference
      }
      if distance < best.distance { best = (colour, distance) }
    }
    return Int16(best.colour)
  }
}

extension Ink {
  /// What the configuration calls it.
  var name: String { String(describing: self) }
}
