/// Memory for a fixed number of values, initialised once and freed with its owner.
///
/// The loops over trials keep their working memory in such buffers: no reference counts, no bounds
/// checks in release builds, and one owner each.
struct ScratchBuffer<Element>: ~Copyable {
  /// The values; valid as long as this buffer.
  let values: UnsafeMutableBufferPointer<Element>

  /// - Parameter count: at least 0.
  init(repeating value: Element, count: Int) {
    values = .allocate(capacity: count)
    values.initialize(repeating: value)
  }

  /// A copy of `elements`.
  init(copying elements: [Element]) {
    values = .allocate(capacity: elements.count)
    _ = values.initialize(fromContentsOf: elements)
  }

  deinit {
    values.deinitialize()
    values.deallocate()
  }

  var count: Int { values.count }

  /// The address of the first value; nothing may be read there when `count` is 0.
  @inline(__always) var address: UnsafeMutablePointer<Element> { values.baseAddress! }

  subscript(index: Int) -> Element {
    @inline(__always) get { values[index] }
    @inline(__always) nonmutating set { values[index] = newValue }
  }
}
