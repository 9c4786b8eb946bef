import Imaging

/// The settings as `spinetui config --json` prints them; docs/formats.md has an example.
struct ConfigDocument: Encodable {
  struct Value: Encodable {
    var name: String
    /// As JSON text.
    var value: String
    var source: String
  }
  struct Preset: Encodable {
    var name: String
    var center, width: Double
  }
  struct Colour: Encodable {
    var ink, look: String
  }
  struct Row: Encodable {
    var context, name: String
    var keys: [String]
    var help: String
  }

  var file: String
  var exists: Bool
  var settings: [Value]
  var windows: [Preset]
  var colours: [Colour]
  var keys: [Row]

  init(_ settings: Settings, isThere: Bool) {
    file = Settings.path
    exists = isThere
    self.settings = settings.entries.map {
      Value(name: $0.name, value: $0.value, source: "\($0.source)")
    }
    windows = settings.windows.map {
      Preset(name: $0.name, center: $0.window.center, width: $0.window.width)
    }
    colours = Ink.allCases.map {
      Colour(ink: $0.name, look: InkChanges.text(settings.looks.look($0, colours: 256)))
    }
    keys = settings.keymap.bindings.map {
      Row(
        context: "\($0.context)", name: $0.name, keys: $0.keys.map(KeyNotation.text), help: $0.help)
    }
  }
}
