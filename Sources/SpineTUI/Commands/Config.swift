import ArgumentParser
import Foundation
import Imaging

/// `spinetui config`: what the configuration says, and where each value came from.
struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the settings in force and where each came from.",
    discussion: """
      Settings come from the command line, else from SPINETUI_ variables, else from config.json in \
      $XDG_CONFIG_HOME/spinetui (~/.config/spinetui), else they are the defaults. The file is JSON; \
      comments (//) are allowed.

      To begin one: mkdir -p ~/.config/spinetui && spinetui config --default > ~/.config/spinetui/config.json
      """)

  @Flag(name: .customLong("default"), help: "Print a configuration with every default, commented.")
  var showsDefault = false

  @Flag(help: "Only look for mistakes; exit code 78 if there are any.")
  var check = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard [showsDefault, check, json].filter({ $0 }).count <= 1 else {
      throw ValidationError("--default, --check and --json exclude each other.")
    }
  }

  func run() throws {
    if showsDefault {
      print(DefaultConfiguration.text, terminator: "")
      return
    }
    do throws(ConfigurationError) {
      let settings = try Settings.load()
      if check {
        print(isThere ? "\(DisplayText.safe(Settings.path)): nothing is wrong" : "there is no file")
      } else if json {
        try printDocument(settings)
      } else {
        ConfigTable(settings: settings, isThere: isThere).lines.forEach { print($0) }
      }
    } catch {
      error.lines.forEach(complain)
      if json { try? printJSON(FailureDocument(CommandFailure(error))) }
      throw ExitCode(CommandFailure.Code.configuration.rawValue)
    }
  }

  private var isThere: Bool { FileManager.default.fileExists(atPath: Settings.path) }

  private func printDocument(_ settings: Settings) throws(ConfigurationError) {
    do { try printJSON(ConfigDocument(settings, isThere: isThere)) } catch {
      throw ConfigurationError(problems: [.init(reason: "\(error)")])
    }
  }
}

/// The settings as a table for people.
private struct ConfigTable {
  let settings: Settings
  let isThere: Bool

  var lines: [String] {
    let path = DisplayText.safe(Settings.path)
    var lines = [isThere ? path : "\(path) (not there: all is default)", ""]
    lines += rows(settings.entries.map { ($0.name, $0.value, "\($0.source)") })
    lines += ["", "windows (centre/width HU, key)"]
    lines += rows(
      settings.windows.map { window in
        (
          "  \(window.name)",
          "\(window.window.center.short)/\(window.window.width.short)"
            + (keys("window-\(window.name)").map { "  \($0)" } ?? ""),
          NamedWindow.standard.contains(window) ? "default" : "file"
        )
      })
    lines += ["", "colours that differ from the default"]
    let inks = settings.looks.changed.sorted { $0.key.rawValue < $1.key.rawValue }
    lines +=
      inks.isEmpty
      ? ["  none"]
      : rows(
        inks.map { ("  \($0.key.name)", InkChanges.text($0.value), "file") })
    if !settings.looks.hasColours { lines.append("  NO_COLOR is set: attributes only") }
    lines += ["", "keys that differ from the default (`config --default` has them all)"]
    let changed = settings.keymap.changes
    lines +=
      changed.isEmpty
      ? ["  none"]
      : rows(
        changed.map {
          (
            "  \($0.context).\($0.name)", $0.keys.map(KeyNotation.text).joined(separator: "  "),
            "file"
          )
        })
    return lines
  }

  private func keys(_ name: String) -> String? {
    settings.keymap.bindings.first { $0.context == .image && $0.name == name }?.keys
      .map(KeyNotation.text).joined(separator: " ")
  }

  private func rows(_ rows: [(String, String, String)]) -> [String] {
    let widths = (rows.map { $0.0.count }.max() ?? 0, rows.map { $0.1.count }.max() ?? 0)
    return rows.map { row in
      DisplayText.safe(
        row.0.padding(toLength: widths.0 + 2, withPad: " ", startingAt: 0)
          + row.1.padding(toLength: widths.1 + 2, withPad: " ", startingAt: 0) + row.2)
    }
  }
}

extension Keymap {
  /// The rows whose keys are not the standard ones.
  var changes: [KeyBinding] {
    bindings.filter { row in
      !Keymap.standard.bindings.contains {
        $0.context == row.context && $0.name == row.name && $0.keys == row.keys
      }
    }
  }
}
