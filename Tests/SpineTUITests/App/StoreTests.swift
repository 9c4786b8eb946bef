import Imaging
import SpineAnalysis
import Synchronization
import TestSupport
import Testing

@testable import SpineTUI

/// Holds its callers until it is opened, even when their task has been cancelled.
private final class Gate: Sendable {
  private struct Inside {
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var passed = 0
  }
  private let inside = Mutex(Inside())

  var passed: Int { inside.withLock { $0.passed } }

  func open() {
    let waiting = inside.withLock { inside in
      inside.isOpen = true
      defer { inside.waiting = [] }
      return inside.waiting
    }
    waiting.forEach { $0.resume() }
  }

  func pass() async {
    await withCheckedContinuation { continuation in
      let isOpen = inside.withLock { inside in
        if !inside.isOpen { inside.waiting.append(continuation) }
        return inside.isOpen
      }
      if isOpen { continuation.resume() }
    }
    inside.withLock { $0.passed += 1 }
  }
}

private struct Failure: Error, CustomStringConvertible {
  var description: String
}

/// Reducer, effects and interpreter together, with a world that answers when the test says so.
@MainActor
struct StoreTests {
  private func store(
    load: @escaping @Sendable (Series) async throws -> Volume = { Cast.volume($0.identity) },
    analyse: @escaping @Sendable (Volume) async throws -> Analysis = {
      Cast.analysis($0.identity)
    }
  ) async -> Store {
    let environment = Environment(
      scan: { _ in Cast.catalogue }, load: { series, _ in try await load(series) },
      analyse: { volume, _ in try await analyse(volume) })
    let interpreter = Interpreter(environment: environment) { _ in }
    let store = Store(state: State(profile: .sixel(100, 30)), perform: interpreter.perform)
    store.start(.scan(generation: 0))
    await store.settle()
    return store
  }

  /// Lets everything run that can.
  private func idle() async { for _ in 0..<500 { await Task.yield() } }

  private func until(_ isSo: () -> Bool) async { while !isSo() { await Task.yield() } }

  @Test func fromTheListToTheFindings() async {
    let store = await store()
    store.send(.key(.enter))
    await until { store.state.viewing != nil }
    store.send(.key(.character("p")))
    await until { store.state.analysisOnScreen != nil }
    #expect(store.state.analysisOnScreen?.findings.identity == Cast.jane)
    #expect(store.state.predicting.running == nil)
  }

  @Test func voxelsThatArriveAfterAnotherSeriesWasOpenedAreDropped() async {
    let gate = Gate()
    let store = await store(load: { series in
      if series.id == Cast.id(Cast.jane) { await gate.pass() }
      return Cast.volume(series.identity)
    })
    store.send(.key(.enter))
    store.send([.key(.character("j")), .key(.enter)])
    await until { store.state.viewing != nil }
    #expect(store.state.viewing?.seriesID == Cast.id(Cast.janeSoft))
    gate.open()
    await until { gate.passed == 1 }
    await idle()
    #expect(store.state.viewing?.seriesID == Cast.id(Cast.janeSoft))
    #expect(store.state.viewing?.volume.identity == Cast.janeSoft)
    #expect(store.state.browsing.opening == nil)
  }

  @Test func findingsThatArriveAfterCancellingAreDropped() async {
    let gate = Gate()
    let cancelled = Mutex(false)
    let store = await store(analyse: { volume in
      await gate.pass()
      cancelled.withLock { $0 = Task.isCancelled }
      return Cast.analysis(volume.identity)
    })
    store.send(.key(.enter))
    await until { store.state.viewing != nil }
    store.send(.key(.character("p")))
    #expect(store.state.predicting.running != nil)
    store.send(.key(.character("p")))
    gate.open()
    await until { gate.passed == 1 }
    await idle()
    // The work was told to stop, and its answer was not heard.
    #expect(cancelled.withLock { $0 })
    #expect(store.state.predicting.results.isEmpty)
  }

  @Test func anErrorIsOneSafeLineInTheStatus() async {
    let store = await store(load: { _ in
      throw Failure(description: "IM\u{1B}]0;x\u{7} is cut off")
    })
    store.send(.key(.enter))
    await until { store.state.message != nil }
    #expect(store.state.message?.text == "IM\\u{1B}]0;x\\u{7} is cut off")
    #expect(store.state.viewing == nil)
    #expect(store.state.browsing.opening == nil)
  }
}
