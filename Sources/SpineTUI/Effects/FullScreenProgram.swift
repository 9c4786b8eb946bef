import CPlatform
import Foundation
import Imaging
import Inference

/// The full-screen program: terminal, store, interpreter and renderer, tied together.
@MainActor
final class FullScreenProgram {
  private let session: TerminalSession
  private let store: Store
  private let renderer: FrameRenderer
  private var pace = PicturePace()
  private var doubleClick = DoubleClick()
  private var shown: Shown?
  /// The picture that could not be made: its place stays empty, until another is wanted or Ctrl-L pressed.
  private var failed: PictureRequest?
  /// A kitty picture may be on the terminal, whatever is known of the rest: text does not cover it.
  private var hasKittyPicture = false
  private var waking: DispatchWorkItem?
  /// Counts the states, so that what was made of the latest is not made again.
  private var changes = 0
  /// The state that is on the screen.
  private var drawn: State?
  private var isRendering = false
  private var isClosing = false
  private var finish: ((Int32) -> Void)?

  /// What the terminal has been told to show.
  private struct Shown {
    var screen: Screen
    /// At full quality, whatever it was sent with.
    var picture: PictureRequest?
    /// A better one is to follow.
    var isPreview: Bool
    /// Said to be a preview.
    var isMarked: Bool
  }

  /// - Throws: `TerminalError` when there is no terminal to draw on.
  init(
    environment: Environment, terminal: TerminalSettings, mouse: Bool, encoder: SixelEncoder,
    opensOnlySeries: Bool = false
  ) throws(TerminalError) {
    renderer = FrameRenderer(encoder: encoder)
    let settings = environment.settings
    session = try TerminalSession(settings: terminal, mouse: mouse, looks: settings.looks)
    // Keys and pictures first, also while the model reads.
    ThreadPriority.makeModest()
    var state = State(profile: session.profile, terminalWarnings: session.warnings)
    state.keymap = settings.keymap
    state.startWindow = settings.startWindow
    state.windows = settings.windows
    state.predicting.unavailable = environment.analyse == nil ? environment.noModelReason : nil
    state.history = CommandHistory(environment.history)
    state.browsing.scan = LoadProgress(stage: "", completed: 0, total: 0)
    state.browsing.opensOnlySeries = opensOnlySeries
    var onTerminalEffect: (Effect) -> Void = { _ in }
    let interpreter = Interpreter(environment: environment) { onTerminalEffect($0) }
    store = Store(state: state, perform: interpreter.perform)
    onTerminalEffect = { [weak self] in self?.terminalEffect($0) }
    store.onChange = { [weak self] _ in
      self?.changes += 1
      self?.draw()
    }
    session.onInput = { [weak self] events in self?.take(events) }
    session.onProfile = { [weak self] profile in
      self?.shown = nil
      self?.store.send(.terminal(profile))
    }
    session.onPictureLost = { [weak self] in
      self?.shown = nil
      self?.draw()
    }
    session.onReady = { [weak self] in self?.draw() }
    session.onStop = { [weak self] in self?.terminalEffect(.suspend) }
    session.onHangup = {
      // The line may be dead for this program alone.
      cplatform_terminal_leave()
      exit(129)
    }
  }

  /// Runs until the user quits; returns the exit status.
  func run() async -> Int32 {
    store.start(.scan(generation: 0))
    draw()
    return await withCheckedContinuation { continuation in
      finish = { continuation.resume(returning: $0) }
    }
  }

  /// All keys that were waiting change the state; then one picture is drawn.
  private func take(_ events: [InputEvent]) {
    store.send(
      events.compactMap { event in
        switch event {
        case .key(let key): .key(key)
        case .paste(let text): .paste(text)
        case .mouse(let event): .mouse(doubleClick.marked(event, at: TerminalSession.now))
        case .focus, .reply: nil
        }
      })
  }

  /// Sends what differs from what is shown. Text waits for the picture it belongs to, so that number and
  /// slice always agree; states that come meanwhile are skipped.
  private func draw() {
    guard !isRendering, !isClosing else { return }
    if session.canAbandon, shown?.picture != pictureWanted {
      session.abandon()
      shown?.picture = nil
    }
    guard session.isReadyForText else { return }
    let now = TerminalSession.now
    let display = withoutFailed(render(store.state))
    pace.want(display.picture, at: now)
    guard let wanted = display.picture, let sources = display.sources else {
      if shown?.screen != display.screen || shown?.picture != nil { present(display) }
      return
    }
    let isUncovered = shown?.screen.pictureIsCovered == true
    let isThere = shown?.picture == wanted && !isUncovered
    if isThere {
      // A preview is sharpened when the view rests and the line is free.
      guard shown?.isPreview == true, pace.isResting(at: now), session.hasNothingUnderWay else {
        if shown?.isPreview == true, !pace.isResting(at: now) { wake(at: pace.restsAt) }
        presentText(of: display)
        return
      }
    }
    guard session.isReadyForPicture else { return }
    var request = wanted
    if !isThere { request.quality = pace.quality(at: now, budget: session.budget) }
    make(request, from: sources, for: display, isSharpening: isThere)
  }

  /// Nothing in the place of a picture that could not be made: an older one would stand under its words.
  private func withoutFailed(_ display: Display) -> Display {
    guard let failed, display.picture == failed else {
      if display.picture != nil { failed = nil }
      return display
    }
    var display = display
    (display.picture, display.sources) = (nil, nil)
    display.screen.removePicture()
    return display
  }

  private func make(
    _ request: PictureRequest, from sources: PictureSources, for display: Display,
    isSharpening: Bool
  ) {
    isRendering = true
    let before = changes
    Task {
      do {
        let encoded = try await renderer.picture(for: request, from: sources)
        isRendering = false
        pace.made(encoded.bytes.count, quality: encoded.quality)
        let latest = changes == before ? display.picture : pictureWanted
        // The window may have changed meanwhile: such a picture would fall outside its place. And a key
        // that came before the sharp picture left is worth more than it.
        let isOutdated =
          isSharpening ? latest != display.picture : request.rect != latest?.rect
        if !isOutdated || store.state.help != nil {
          present(
            display, encoded, isPreview: request.quality.isPreview, isSharpening: isSharpening)
        }
      } catch {
        isRendering = false
        // What was to be sharpened is the right slice, and stays as it is.
        if isSharpening { shown?.isPreview = false } else { failed = display.picture }
        store.send(.app(.report("\(error)")))
      }
      draw()
    }
  }

  private var pictureWanted: PictureRequest? { render(store.state).picture }

  /// New words beside the picture that is there.
  private func presentText(of display: Display) {
    guard var new = shown else { return }
    drawn = display.state
    new.screen = display.screen
    if new.isMarked { drawPreviewMark(&new.screen) }
    if new.screen != shown?.screen { show(new) }
  }

  private func present(
    _ display: Display, _ encoded: EncodedPicture? = nil, isPreview: Bool = false,
    isSharpening: Bool = false
  ) {
    drawn = display.state
    // Also where even the best that may be sent is less than what the screen could show.
    let isMarked = encoded?.quality.isPreview == true
    var new = Shown(
      screen: display.screen, picture: display.picture, isPreview: isPreview, isMarked: isMarked)
    if isMarked { drawPreviewMark(&new.screen) }
    show(new, bytes: encoded?.bytes, isSharpening: isSharpening)
    if isPreview { wake(at: pace.restsAt) }
  }

  private func show(_ new: Shown, bytes: [UInt8]? = nil, isSharpening: Bool = false) {
    guard !isClosing else { return }
    shown = new
    var bytes = bytes
    let isKitty = session.profile.raster == .kitty
    // Text does not cover such pictures as it does sixels: one that is covered or gone is taken away.
    let isWanted = isKitty && new.picture != nil && !new.screen.pictureIsCovered
    if isKitty, !isWanted { bytes = nil }
    if hasKittyPicture, !isWanted { bytes = KittyPicture.removal + (bytes ?? []) }
    hasKittyPicture = isWanted && (hasKittyPicture || bytes != nil)
    // Kitty's pictures come in pieces of their own, which nothing may cut.
    session.present(new.screen, picture: bytes, canBeAbandoned: isSharpening && !isKitty)
  }

  /// Looks again at `time`, when the view may have rested.
  private func wake(at time: Double) {
    waking?.cancel()
    let item = DispatchWorkItem { [weak self] in MainActor.assumeIsolated { self?.draw() } }
    waking = item
    DispatchQueue.main.asyncAfter(
      deadline: .now() + max(0.001, time - TerminalSession.now), execute: item)
  }

  /// Saves what is on the screen, which may be behind the keys.
  private func savePicture() {
    guard let saving = drawn.flatMap({ PictureSaving($0) }) else {
      store.send(.app(.report("No picture is on the screen")))
      return
    }
    let hidesPath = store.state.hidesDemographics
    Task.detached { [store] in
      do {
        let folder = try UserDirectory.data.makeFolder("pictures")
        let path = try saving.save(named: PictureSaving.name(at: Date()), in: folder)
        let name = hidesPath ? (path as NSString).lastPathComponent : path
        await store.send(.app(.note("Saved \(DisplayText.safe(name, limit: 4096))")))
      } catch {
        let reason = CommandFailure(error).message
        await store.send(.app(.report("The picture was not saved: \(reason)")))
      }
    }
  }

  private func terminalEffect(_ effect: Effect) {
    switch effect {
    case .savePicture: savePicture()
    case .repaint:
      session.repaintAll()
      (shown, failed) = (nil, nil)
      draw()
    case .suspend:
      session.suspend()
      shown = nil
      draw()
    case .quit:
      guard !isClosing else { return }
      isClosing = true
      session.close { [weak self] in self?.finish?(0) }
    default: break
    }
  }
}
