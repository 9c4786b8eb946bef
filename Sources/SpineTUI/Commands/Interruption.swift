import Dispatch
import Foundation
import SpineAnalysis

/// Runs `work` so that SIGINT and SIGTERM cancel it: what is half written is then removed before the
/// program ends. A second signal ends the program at once.
func interruptible(_ work: @escaping @Sendable () async throws -> Void) async throws {
  let task = Task(operation: work)
  let sources = [SIGINT, SIGTERM].map { number in
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      task.cancel()
      signal(number, SIG_DFL)
    }
    // The default action would come first; the source sees ignored signals too.
    signal(number, SIG_IGN)
    source.resume()
    return source
  }
  defer {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
  try await task.value
}

/// Runs work that asks, on threads which are not the task's, whether it is to go on: until the task is cancelled.
func endingWithTask<R>(
  _ work: (_ isCancelled: @escaping @Sendable () -> Bool) throws -> R
) async throws -> R {
  let flag = CancellationFlag()
  return try await withTaskCancellationHandler {
    try work { flag.isSet }
  } onCancel: {
    flag.set()
  }
}
