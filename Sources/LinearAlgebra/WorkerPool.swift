import Dispatch
import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The threads of one computation, among which its work items are divided.
///
/// Results never depend on the number of threads: every item is computed by itself, and whoever
/// combines items does so in the order of their indices, or exactly.
package struct WorkerPool: Sendable {
  /// At least 1.
  package let threadCount: Int

  /// - Parameter threadCount: nil for one thread on each processor that is online; less than 1
  ///   counts as 1.
  package init(threadCount: Int? = nil) {
    self.threadCount = max(1, threadCount ?? Self.processorCount)
  }

  /// The processors that are online.
  package static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Calls `body` once for each index in 0 ..< `count`, each on whichever thread is free.
  ///
  /// - Parameter body: takes the number of its worker, 0 ..< `threadCount`, and the index. No two
  ///   calls of one worker overlap.
  package func forEach(
    _ count: Int, _ body: @Sendable (_ worker: Int, _ index: Int) -> Void
  ) {
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(threadCount, count)) { worker in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(worker, index)
      }
    }
  }

  /// The values of `body` for the indices 0 ..< `count`, in their order.
  package func map<Value: Sendable>(
    _ count: Int, _ body: @Sendable (_ index: Int) -> Value
  ) -> [Value] {
    let found = Mutex<[(index: Int, value: Value)]>([])
    forEach(count) { _, index in
      let value = body(index)
      found.withLock { $0.append((index, value)) }
    }
    return found.withLock { $0.sorted { $0.index < $1.index }.map(\.value) }
  }

  /// Divides the indices 0 ..< `count` among the threads in advance: worker w gets w, w + n,
  /// w + 2n, …; for work that keeps costly state by worker.
  ///
  /// - Returns: one value a worker, at most `threadCount` and at most `count`.
  package func mapStrides<Value: Sendable>(
    _ count: Int, _ body: @Sendable (_ indices: StrideTo<Int>) -> Value
  ) -> [Value] {
    let workers = min(threadCount, count)
    return map(workers) { worker in body(stride(from: worker, to: count, by: workers)) }
  }
}
