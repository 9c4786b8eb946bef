import Foundation

/// Where the model is looked for when no one names its folder.
public enum ModelSearch {
  /// The package to use: the one named on the command line, else in the environment, else in the
  /// configuration, else the built-in one.
  ///
  /// The built-in one lies in `PREFIX/share/spinetui/models/default` for an executable in
  /// `PREFIX/bin`, and in `models/default` of the source tree for one below its `.build`.
  /// - Parameters:
  ///   - named: the command line's `--model`.
  ///   - configured: the configuration's model.
  ///   - environment: the process's environment; `SPINETUI_MODEL` is read from it.
  ///   - executable: path of the running program, links resolved.
  public static func directory(
    named: String? = nil, configured: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String = runningExecutable
  ) throws(ModelPackageError) -> String {
    for choice in [named, environment["SPINETUI_MODEL"], configured] {
      if let choice, !choice.isEmpty { return choice }
    }
    let places = builtInPlaces(executable: executable)
    let manifest = "/" + ModelPackage.manifestName
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0 + manifest) })
    else { throw .noDefault(searched: places) }
    return place
  }

  static func builtInPlaces(executable: String) -> [String] {
    let bin = URL(fileURLWithPath: executable).deletingLastPathComponent()
    var places = [
      bin.deletingLastPathComponent().appendingPathComponent("share/spinetui/models/default").path
    ]
    // A build tree: .build/x86_64-unknown-linux-gnu/release/spinetui, or a test bundle beside it.
    var folder = bin
    while folder.path != "/" {
      let isBuild = folder.lastPathComponent.hasPrefix(".build")
      folder = folder.deletingLastPathComponent()
      if isBuild { places.append(folder.appendingPathComponent("models/default").path) }
    }
    return places
  }

  /// Path of the running program, links resolved.
  public static var runningExecutable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }
}
