/// Why an operation of this module could not be carried out.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// The number of rows and columns of a matrix.
  public struct Shape: Equatable, Sendable, CustomStringConvertible {
    public let rowCount: Int
    public let columnCount: Int

    public init(rowCount: Int, columnCount: Int) {
      self.rowCount = rowCount
      self.columnCount = columnCount
    }

    public var description: String { "\(rowCount) × \(columnCount)" }
  }

  /// `found` does not go with `expected` (for a product: the first operand, with its
  /// transposition carried out).
  case shapeMismatch(expected: Shape, found: Shape)
  /// The element at (row, column) is NaN or infinite where a finite number is needed.
  case notFinite(row: Int, column: Int)
  /// The elements (row, column) and (column, row) differ.
  case notSymmetric(row: Int, column: Int)
  /// The leading principal minor of this order, the smallest such, is not positive.
  case notPositiveDefinite(leadingMinor: Int)
}

extension LinearAlgebraError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .shapeMismatch(let expected, let found):
      "a matrix of shape \(found) does not go with one of shape \(expected)"
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
