import Dispatch

/// A map over 0 ..< count on all cores; the result does not depend on how many there are.
enum ParallelMap {
  static func map<Value: Sendable>(
    _ count: Int, threads: Int? = nil, _ body: @Sendable (Int) -> Value
  ) -> [Value] {
    guard count > 0 else { return [] }
    let places = Places<Value>(count: count)
    let workers = min(count, threads ?? count)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) {
        places.values[index].value = body(index)
      }
    }
    return places.values.map { $0.value! }
  }

  /// One place for each index; each is written by one iteration alone.
  private final class Places<Value: Sendable>: @unchecked Sendable {
    final class Place { var value: Value? }
    let values: [Place]
    init(count: Int) { values = (0..<count).map { _ in Place() } }
  }
}
