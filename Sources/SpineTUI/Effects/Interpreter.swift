import Imaging
import SpineAnalysis

/// Does what `reduce` asks for, off the main actor, and answers with actions.
@MainActor
struct Interpreter {
  let environment: Environment
  /// What concerns the terminal, which only its owner can do.
  let onTerminalEffect: (Effect) -> Void
  /// How long a series must stay chosen before its slices are read.
  private static let previewDelay = Duration.milliseconds(150)
  private let reading = Reading()

  /// Where the load that runs is told what the user looks at.
  private final class Reading { var focus = LoadFocus() }

  func perform(
    _ effect: Effect, _ state: State, send: @escaping @Sendable (Action) -> Void
  ) -> Task<Void, Never>? {
    switch effect {
    case .scan(let generation): return scan(generation, send)
    case .load(let seriesID, let generation):
      let content = state.browsing.content
      guard let place = content.index(ofSeries: seriesID) else {
        send(.browsing(.loadFailed("This series is no longer listed", generation: generation)))
        return nil
      }
      return load(content.entries[place].series, generation, send)
    case .predict(let seriesID, let generation):
      guard let viewing = state.viewing, viewing.seriesID == seriesID else { return nil }
      return predict(viewing.volume, seriesID, generation, send)
    case .tick(let generation):
      let rate = state.viewing?.cineSettings.rate ?? 1
      return Task.detached {
        try? await Task.sleep(for: .seconds(1 / rate))
        if !Task.isCancelled { send(.viewing(.ticked(generation: generation))) }
      }
    case .focusLoad(let slice):
      reading.focus.move(to: slice)
      return nil
    case .compareSources(let ids, let number):
      let content = state.browsing.content
      return Task.detached {
        send(.browsing(.compared(content.sourceMarks(of: ids), number: number)))
      }
    case .preview(let seriesID): return preview(seriesID, state, send)
    case .cancelScan, .cancelLoad, .cancelPreview, .cancelPredict, .stopTicking, .cancelHeader:
      return nil
    case .readHeader(let seriesID, let place, let generation):
      let content = state.browsing.content
      guard let index = content.index(ofSeries: seriesID) else {
        send(.tags(.failed("This series is no longer listed", generation: generation)))
        return nil
      }
      return readHeader(content.entries[index].series, place, generation, send)
    case .remember(let command):
      environment.remember(command)
      return nil
    case .savePicture, .repaint, .suspend, .quit:
      onTerminalEffect(effect)
      return nil
    }
  }

  private func readHeader(
    _ series: Series, _ place: SlicePlace, _ generation: Int,
    _ send: @escaping @Sendable (Action) -> Void
  ) -> Task<Void, Never> {
    let header = environment.header
    return Task.detached {
      do {
        send(.tags(.arrived(try await header(series, place), generation: generation)))
      } catch is CancellationError {
      } catch {
        send(.tags(.failed(DisplayText.safe("\(error)"), generation: generation)))
      }
    }
  }

  private func scan(
    _ generation: Int, _ send: @escaping @Sendable (Action) -> Void
  ) -> Task<Void, Never> {
    let scan = environment.scan
    return Task.detached {
      do {
        // Thousands of lines are prepared here, not where keys wait.
        let catalogue = try await scan { event in
          switch event {
          case .progress(let progress):
            send(.browsing(.scanProgressed(progress, generation: generation)))
          case .found(let catalogue):
            send(.browsing(.found(ListContent(catalogue), generation: generation)))
          case .warning(let text): send(.app(.report(text)))
          }
        }
        send(.browsing(.scanned(ListContent(catalogue), generation: generation)))
      } catch is CancellationError {
      } catch {
        send(.browsing(.scanFailed(DisplayText.safe("\(error)"), generation: generation)))
      }
    }
  }

  private func load(
    _ series: Series, _ generation: Int, _ send: @escaping @Sendable (Action) -> Void
  ) -> Task<Void, Never> {
    let load = environment.load
    reading.focus = LoadFocus()
    let focus = reading.focus
    return Task.detached {
      let start = ContinuousClock.now
      do {
        let source = try series.sourceMark()
        let watch = LoadWatch(
          progress: { send(.browsing(.loadProgressed($0, generation: generation))) },
          arrived: { part in
            var part = part
            part.source = source
            send(.browsing(.arrived(part, seriesID: series.id, generation: generation)))
          },
          focus: focus)
        var volume = try await load(series, watch)
        volume.source = source
        Log.loaded(series.identity, volume, since: start)
        send(.browsing(.loaded(volume, seriesID: series.id, generation: generation)))
      } catch is CancellationError {
      } catch let error as CatalogueError where error.asksForRescan {
        send(.browsing(.loadOutdated(DisplayText.safe("\(error)"), generation: generation)))
      } catch {
        Log.refused(series.identity, error)
        send(.browsing(.loadFailed(DisplayText.safe("\(error)"), generation: generation)))
      }
    }
  }

  private func preview(
    _ seriesID: String, _ state: State, _ send: @escaping @Sendable (Action) -> Void
  ) -> Task<Void, Never>? {
    let content = state.browsing.content
    guard let place = content.index(ofSeries: seriesID) else { return nil }
    let series = content.entries[place].series
    let loaded = state.viewing.flatMap { $0.seriesID == seriesID ? $0.volume : nil }
    let preview = environment.preview
    return Task.detached {
      // While keys move on, nothing is read and nothing drawn.
      try? await Task.sleep(for: Self.previewDelay)
      guard !Task.isCancelled else { return }
      let source = try? series.sourceMark()
      if let loaded, loaded.source == source {
        send(.browsing(.previewed(loaded, seriesID: seriesID, isWhole: true)))
        return
      }
      do {
        guard var made = try await preview?(series), !Task.isCancelled else { return }
        made.volume.source = source
        send(.browsing(.previewed(made.volume, seriesID: seriesID, isWhole: made.isWhole)))
      } catch is CancellationError {
      } catch {
        send(
          .browsing(
            .previewFailed(DisplayText.safe("\(error)"), seriesID: seriesID, source: source)))
      }
    }
  }

  private func predict(
    _ volume: Volume, _ seriesID: String, _ generation: Int,
    _ send: @escaping @Sendable (Action) -> Void
  ) -> Task<Void, Never> {
    let analyse = environment.analyse
    let reason = environment.noModelReason ?? "There is no model to ask"
    return Task.detached {
      do {
        guard let analyse else {
          send(.predicting(.failed(reason, generation: generation)))
          return
        }
        let analysis = try await analyse(volume) { progress in
          send(.predicting(.progressed(progress, generation: generation)))
        }
        Log.read(analysis.findings)
        send(
          .predicting(.finished(analysis, seriesID: seriesID, generation: generation)))
      } catch is CancellationError {
      } catch {
        send(.predicting(.failed(DisplayText.safe("\(error)"), generation: generation)))
      }
    }
  }
}
