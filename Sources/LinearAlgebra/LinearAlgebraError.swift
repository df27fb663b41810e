/// The reason for which an operation of this module failed.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// The number of rows and columns of a matrix.
  public struct Shape: Equatable, Sendable, CustomStringConvertible {
    /// The number of rows.
    public let rowCount: Int
    /// The number of columns.
    public let columnCount: Int

    /// Creates a shape.
    public init(rowCount: Int, columnCount: Int) {
      self.rowCount = rowCount
      self.columnCount = columnCount
    }

    /// The shape as text, such as `3 × 4`.
    public var description: String { "\(rowCount) × \(columnCount)" }
  }

  /// The shape `found` is incompatible with `expected` (for a product: the shape of the first operand
  /// after its transposition).
  case shapeMismatch(expected: Shape, found: Shape)
  /// The element at (row, column) is NaN or infinite where a finite number is needed.
  case notFinite(row: Int, column: Int)
  /// The elements (row, column) and (column, row) differ.
  case notSymmetric(row: Int, column: Int)
  /// The leading principal minor of this order, the smallest such, is not positive.
  case notPositiveDefinite(leadingMinor: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  /// The reason as an English clause.
  public var description: String {
    switch self {
    case .shapeMismatch(let expected, let found):
      "a matrix of shape \(found) is incompatible with one of shape \(expected)"
    case .notFinite(let row, let column):
      "the element in row \(row), column \(column) (from 0) is not a finite number"
    case .notSymmetric(let row, let column):
      "the elements (\(row), \(column)) and (\(column), \(row)) (from 0) differ"
    case .notPositiveDefinite(let leadingMinor):
      "the matrix is not positive definite: its leading minor of order \(leadingMinor) "
        + "is not positive"
    }
  }
}
