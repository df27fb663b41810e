/// Memory for a fixed number of values, initialised once and freed with its owner.
///
/// The loops over trials keep their working memory in such buffers: no reference counts, no bounds
/// checks in release builds, and one owner each.
@safe struct ScratchBuffer<Element>: ~Copyable {
  /// The values; valid as long as this buffer.
  let values: UnsafeMutableBufferPointer<Element>

  /// - Parameter count: at least 0.
  init(repeating value: Element, count: Int) {
    unsafe values = .allocate(capacity: count)
    unsafe values.initialize(repeating: value)
  }

  /// A copy of `elements`.
  init(copying elements: [Element]) {
    unsafe values = .allocate(capacity: elements.count)
    _ = unsafe values.initialize(fromContentsOf: elements)
  }

  deinit {
    unsafe values.deinitialize()
    unsafe values.deallocate()
  }

  var count: Int { unsafe values.count }

  /// The address of the first value; nothing may be read there when `count` is 0.
  @inline(__always) var address: UnsafeMutablePointer<Element> { unsafe values.baseAddress! }

  subscript(index: Int) -> Element {
    @inline(__always) get { unsafe values[index] }
    @inline(__always) nonmutating set { unsafe values[index] = newValue }
  }
}

/// Memory for as many values as were ever needed at once, uninitialised and freed with its owner.
@safe struct WorkBuffer<Element: BitwiseCopyable>: ~Copyable {
  private(set) var address: UnsafeMutablePointer<Element>
  private var capacity = 0

  init() { unsafe address = .allocate(capacity: 0) }

  deinit { unsafe address.deallocate() }

  /// Provides memory for `count` values; earlier values are lost where it has to grow.
  mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    unsafe address.deallocate()
    // A multiple of eight, and more than needed, so that little growing remains.
    capacity = (count + count / 2 + 7) & ~7
    unsafe address = .allocate(capacity: capacity)
  }

  subscript(index: Int) -> Element {
    @inline(__always) get { unsafe address[index] }
    @inline(__always) nonmutating set { unsafe address[index] = newValue }
  }
}
