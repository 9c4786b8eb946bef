import Foundation
import Imaging

/// The full-screen program: terminal, store, interpreter and renderer, tied together.
@MainActor
final class FullScreenProgram {
  private let session: TerminalSession
  private let store: Store
  private let renderer: FrameRenderer
  private var shown: (screen: Screen, picture: PictureRequest?)?
  private var isRendering = false
  private var isClosing = false
  private var finish: ((Int32) -> Void)?

  /// - Throws: `TerminalError` when there is no terminal to draw on.
  init(
    environment: Environment, choice: RasterChoice, mouse: Bool, encoder: SixelEncoder
  ) throws(TerminalError) {
    renderer = FrameRenderer(encoder: encoder)
    session = try TerminalSession(choice: choice, mouse: mouse)
    var state = State(profile: session.profile, terminalWarnings: session.warnings)
    state.predicting.unavailable = environment.analyse == nil ? environment.noModelReason : nil
    state.browsing.scan = LoadProgress(stage: "", completed: 0, total: 0)
    var onTerminalEffect: (Effect) -> Void = { _ in }
    let interpreter = Interpreter(environment: environment) { onTerminalEffect($0) }
    store = Store(state: state, perform: interpreter.perform)
    onTerminalEffect = { [weak self] in self?.terminalEffect($0) }
    store.onChange = { [weak self] _ in self?.draw() }
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
    session.onHangup = { exit(129) }
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
        case .mouse(let event): .mouse(event)
        case .focus, .reply: nil
        }
      })
  }

  /// Sends what differs from what is shown. Text waits for the picture it belongs to, so that number and
  /// slice always agree; states that come meanwhile are skipped.
  private func draw() {
    guard !isRendering, !isClosing, session.isReadyForText else { return }
    let display = render(store.state)
    guard shown?.screen != display.screen || shown?.picture != display.picture else { return }
    let isUncovered = shown?.screen.pictureIsCovered == true
    guard let request = display.picture, let sources = display.sources,
      request != shown?.picture || isUncovered
    else {
      present(display, picture: nil)
      return
    }
    guard session.isReadyForPicture else { return }
    isRendering = true
    Task {
      do {
        let encoded = try await renderer.picture(for: request, from: sources)
        isRendering = false
        // The window may have changed meanwhile: such a picture would fall outside its place.
        if request.rect == render(store.state).picture?.rect || store.state.help != nil {
          present(display, picture: encoded.bytes)
        }
      } catch {
        isRendering = false
        present(display, picture: nil)
        store.send(.app(.report("\(error)")))
      }
      draw()
    }
  }

  private func present(_ display: Display, picture: [UInt8]?) {
    guard !isClosing else { return }
    let before = shown
    shown = (display.screen, display.picture)
    var picture = picture
    // Text does not cover such pictures as it does sixels: one that is covered or gone is taken away.
    if session.profile.raster == .kitty, display.picture == nil || display.screen.pictureIsCovered {
      let isOnScreen = before?.picture != nil && before?.screen.pictureIsCovered == false
      picture = isOnScreen ? KittyPicture.removal : nil
    }
    session.present(display.screen, picture: picture)
  }

  private func terminalEffect(_ effect: Effect) {
    switch effect {
    case .repaint:
      session.repaintAll()
      shown = nil
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
