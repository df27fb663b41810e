/// A dense matrix of `Double`, stored row by row.
///
/// Any shape is allowed, 0 rows or 0 columns included; each count must fit in 32 bits, the
/// integer of BLAS. Elements may be NaN or infinite: sums and products follow the
/// rules of IEEE 754 (0 · ∞ is NaN), and only `choleskyFactor()` rejects them.
/// Equality is elementwise `==`, so that a matrix with a NaN differs from itself.
public struct Matrix: Sendable, Equatable {
  /// The number of rows, 0...2³¹ − 1.
  public let rowCount: Int
  /// The number of columns, 0...2³¹ − 1.
  public let columnCount: Int
  @usableFromInline var storage: [Double]

  /// A matrix with every element equal to `value`.
  ///
  /// - Precondition: both counts are in 0...2³¹ − 1.
  public init(rowCount: Int, columnCount: Int, repeating value: Double = 0) {
    Self.checkCounts(rowCount, columnCount)
    self.rowCount = rowCount
    self.columnCount = columnCount
    storage = [Double](repeating: value, count: rowCount * columnCount)
  }

  /// A matrix of the given elements, row after row.
  ///
  /// - Throws: `shapeMismatch` if there are not rowCount · columnCount of them (found is
  ///   then 1 × their number).
  /// - Precondition: both counts are in 0...2³¹ − 1.
  public init(rowCount: Int, columnCount: Int, elements: [Double]) throws(LinearAlgebraError) {
    Self.checkCounts(rowCount, columnCount)
    guard elements.count == rowCount * columnCount else {
      throw .shapeMismatch(
        expected: .init(rowCount: rowCount, columnCount: columnCount),
        found: .init(rowCount: 1, columnCount: elements.count))
    }
    self.rowCount = rowCount
    self.columnCount = columnCount
    storage = elements
  }

  /// A matrix of the given rows; no rows at all give the 0 × 0 matrix.
  ///
  /// - Throws: `shapeMismatch` with the first row whose length differs from that of row 0.
  public init(rows: [[Double]]) throws(LinearAlgebraError) {
    let columnCount = rows.first?.count ?? 0
    for row in rows where row.count != columnCount {
      throw .shapeMismatch(
        expected: .init(rowCount: 1, columnCount: columnCount),
        found: .init(rowCount: 1, columnCount: row.count))
    }
    try self.init(
      rowCount: rows.count, columnCount: columnCount, elements: rows.flatMap { $0 })
  }

  /// The identity of order `order`.
  ///
  /// - Precondition: `order` is in 0...2³¹ − 1.
  public static func identity(_ order: Int) -> Matrix {
    var result = Matrix(rowCount: order, columnCount: order)
    for index in 0..<order { result[index, index] = 1 }
    return result
  }

  /// The elements, row after row.
  @inlinable public var elements: [Double] { storage }

  /// The element in `row` and `column`, both from 0.
  ///
  /// - Precondition: both are within the matrix.
  @inlinable public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row >= 0 && row < rowCount, "row out of range")
      precondition(column >= 0 && column < columnCount, "column out of range")
      return storage[row * columnCount + column]
    }
    set {
      precondition(row >= 0 && row < rowCount, "row out of range")
      precondition(column >= 0 && column < columnCount, "column out of range")
      storage[row * columnCount + column] = newValue
    }
  }

  /// Row `index` as a slice of `elements` (its indices start at index · columnCount).
  ///
  /// - Precondition: `index` is within the matrix.
  @inlinable public func row(_ index: Int) -> ArraySlice<Double> {
    precondition(index >= 0 && index < rowCount, "row out of range")
    return storage[index * columnCount..<(index + 1) * columnCount]
  }

  /// Replaces row `index`.
  ///
  /// - Precondition: `index` is within the matrix, `values` has `columnCount` elements.
  @inlinable public mutating func setRow(_ index: Int, to values: some Collection<Double>) {
    precondition(index >= 0 && index < rowCount, "row out of range")
    precondition(values.count == columnCount, "a row has columnCount elements")
    var position = index * columnCount
    for value in values {
      storage[position] = value
      position += 1
    }
  }

  /// The matrix with rows and columns exchanged. Cost: one pass, O(rows · columns).
  public func transposed() -> Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        result.storage[column * rowCount + row] = storage[row * columnCount + column]
      }
    }
    return result
  }

  private static func checkCounts(_ rowCount: Int, _ columnCount: Int) {
    let counts = 0...Int(Int32.max)
    precondition(
      counts.contains(rowCount) && counts.contains(columnCount),
      "row and column counts must be in 0...2³¹ − 1")
  }

  /// Whether shapes and elements are equal; false if an element is NaN. Cost: one pass.
  public static func == (first: Matrix, second: Matrix) -> Bool {
    // Not `storage == storage`, which treats an array as equal to itself without comparing its elements.
    first.rowCount == second.rowCount && first.columnCount == second.columnCount
      && first.storage.elementsEqual(second.storage)
  }

  var shape: LinearAlgebraError.Shape {
    .init(rowCount: rowCount, columnCount: columnCount)
  }
}
