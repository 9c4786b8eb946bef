import Imaging
import SpineAnalysis

/// The model, read from its package when it is first asked.
actor LoadedModel {
  private let directory: String
  private var analyser: SpineAnalyser?

  init(directory: String) { self.directory = directory }

  /// Gives `environment` a model, or the reason why it has none.
  ///
  /// - Parameter path: the package named on the command line.
  static func prepare(_ environment: inout Environment, path: String?) {
    do throws(ModelPackageError) {
      let model = LoadedModel(
        directory: try ModelSearch.directory(
          named: path, configured: Settings.current.model))
      environment.analyse = { try await model.analyse($0, progress: $1) }
    } catch .noDefault {
      environment.noModelReason =
        "no model is installed: name a package with --model, SPINETUI_MODEL or \"model\" in config.json"
    } catch {
      environment.noModelReason = DisplayText.safe("\(error)")
    }
  }

  func analyse(
    _ volume: Volume, progress: @escaping ProgressHandler
  ) async throws -> Analysis {
    try await ready().analyse(volume, progress: progress)
  }

  private func ready() throws -> SpineAnalyser {
    if let analyser { return analyser }
    let package = try ModelPackage.load(directory: directory)
    let made = try SpineAnalyser(package: package, threads: ThreadBudget.current)
    analyser = made
    return made
  }
}
