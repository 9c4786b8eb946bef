import Foundation
import Imaging

/// What the program does where the command line leaves it open: environment before file before default.
struct Settings: Sendable {
  /// One setting as `spinetui config` shows it.
  struct Entry: Sendable {
    var name: String
    /// As JSON.
    var value: String
    var source: SettingSource
    var help: String
    var expected: String
    var variable: String?
  }

  var graphics: RasterChoice
  /// The folder of the model package; nil takes the one that ships.
  var model: String?
  /// The most processors to keep busy; nil takes them all.
  var threads: Int?
  /// Who encodes sixels.
  var encoder: SixelEncoder
  /// Whether the mouse is the program's.
  var mouse: Bool
  /// Whether the log is kept.
  var log: Bool
  /// The windows by name, standard ones first.
  var windows: [NamedWindow]
  var startWindow: Window
  var keymap: Keymap
  var looks: Looks
  /// The settings of one value, in the order of the table.
  var entries: [Entry]

  init(
    file: ConfigurationFile, environment: [String: String] = [:]
  ) throws(ConfigurationError) {
    var reader = SettingReader(file: file, environment: environment)
    graphics = reader.read(Self.graphicsSetting)
    model = reader.read(Self.modelSetting)
    threads = reader.read(Self.threadsSetting)
    encoder = reader.read(Self.encoderSetting)
    mouse = reader.read(Self.mouseSetting)
    log = reader.read(Self.logSetting)
    let startName = reader.read(Self.startWindowSetting)
    let objects = ["windows", "colours", "keys"].map { reader.object($0) }
    windows = NamedWindow.list(objects[0], problems: &reader.problems)
    looks = Looks(
      changed: InkChanges.looks(objects[1], problems: &reader.problems),
      hasColours: (environment["NO_COLOR"] ?? "").isEmpty)
    var keys = KeyChanges(.standard)
    keys.apply(windows)
    keys.apply(objects[2], problems: &reader.problems)
    keymap = keys.keymap
    startWindow = WindowPreset.bone.window
    if let named = windows.first(where: { $0.name == startName }) {
      startWindow = named.window
    } else {
      reader.problems.addUnknown(
        Self.startWindowSetting.name, startName, "window", of: windows.map(\.name))
    }
    entries = reader.entries
    reader.finish(known: entries.map(\.name) + Self.groups)
    guard reader.problems.all.isEmpty else {
      throw ConfigurationError(problems: reader.problems.all)
    }
  }

  /// The file's objects: windows, colours and keys by name.
  static let groups = ["windows", "colours", "keys"]

  /// Where the configuration is read from.
  static var path: String { UserDirectory.configuration.path("config.json") }

  /// The file's and the environment's settings.
  static func load(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(ConfigurationError) -> Settings {
    let path = UserDirectory.configuration.path("config.json", environment: environment)
    return try Settings(
      file: try ConfigurationFile.read(path), environment: environment)
  }

  private static let loaded = Result { () throws(ConfigurationError) in try Settings.load() }

  /// The settings in force, read once. `Main` has seen to it that they are right, or that the command
  /// asks for none.
  static var current: Settings { (try? loaded.get()) ?? .standard }

  /// A value that the file has set; the environment's and the default are nil.
  func ofFile<Value>(_ name: String, _ value: KeyPath<Settings, Value>) -> Value? {
    entries.contains { $0.name == name && $0.source == .file } ? self[keyPath: value] : nil
  }

  static let standard: Settings = {
    do throws(ConfigurationError) {
      return try Settings(file: ConfigurationFile())
    } catch {
      preconditionFailure(error.description)
    }
  }()

  /// Ends the program with the reasons when the configuration is wrong.
  static func require() throws(ConfigurationError) { _ = try loaded.get() }
}

// MARK: - The table

extension Settings {
  static let graphicsSetting = Setting<RasterChoice>(
    "graphics", variable: "SPINETUI_GRAPHICS",
    help: "How pictures are drawn; auto asks the terminal.", standard: .automatic)

  static let modelSetting = Setting<String?>(
    name: "model", variable: "SPINETUI_MODEL",
    help: "The folder of the model package to ask; null takes the one that ships.",
    expected: "the path of a folder, from / or ~/", standard: nil,
    parse: { text in
      let path = (text as NSString).expandingTildeInPath
      return text.isEmpty ? nil : .some(path)
    },
    json: { $0.map { "\"\($0)\"" } ?? "null" })

  static let threadsSetting = Setting<Int?>(
    name: "threads", variable: "SPINETUI_THREADS",
    help: "The most processors to keep busy; null takes all that the process may use.",
    expected: "a whole number from 1", standard: nil,
    parse: { text in Int(text).flatMap { $0 >= 1 ? .some($0) : nil } },
    json: { $0.map(String.init) ?? "null" })

  static let encoderSetting = Setting<SixelEncoder>(
    "encoder", variable: "SPINETUI_ENCODER", help: "Who encodes sixels.", standard: .own)

  static let mouseSetting = Setting<Bool>(
    "mouse", variable: "SPINETUI_MOUSE",
    help: "Whether the mouse works in the viewer; if not, it is left to the terminal.",
    standard: true)

  static let logSetting = Setting<Bool>(
    "log", variable: "SPINETUI_LOG",
    help: "Whether a log is kept in $XDG_STATE_HOME/spinetui/log; it names no patient.",
    standard: true)

  static let startWindowSetting = Setting<String>(
    name: "start-window", variable: nil,
    help: "The window of a series when it is opened: a name of \"windows\".",
    expected: "the name of a window", standard: WindowPreset.bone.rawValue,
    parse: { $0 }, json: { "\"\($0)\"" })
}
