internal import COpenBLAS

extension Matrix {
  /// The lower triangular L with L · Lᵀ = self and a positive diagonal; zeros above it.
  ///
  /// Symmetry must be exact: a caller whose matrix results from rounded sums averages it with its
  /// transpose first. The 0 × 0 matrix is its own factor.
  ///
  /// - Throws: `shapeMismatch` unless square; `notFinite` and `notSymmetric` with the first
  ///   offending element, by rows; `notPositiveDefinite` with the order of the first leading
  ///   minor that is not positive in floating point.
  /// - Cost: n³/3 operations (LAPACK dpotrf), after one pass over the elements.
  public func choleskyFactor() throws(LinearAlgebraError) -> Matrix {
    guard rowCount == columnCount else {
      throw .shapeMismatch(
        expected: .init(rowCount: rowCount, columnCount: rowCount), found: shape)
    }
    var factor = self
    for row in 0..<rowCount {
      for column in 0...row {
        let element = storage[row * rowCount + column]
        let mirror = storage[column * rowCount + row]
        guard element.isFinite else { throw .notFinite(row: row, column: column) }
        guard mirror.isFinite else { throw .notFinite(row: column, column: row) }
        guard element == mirror else { throw .notSymmetric(row: row, column: column) }
        if column < row { factor.storage[column * rowCount + row] = 0 }
      }
    }
    guard rowCount > 0 else { return factor }
    // LAPACK stores by columns: its upper triangle is the lower triangle in row order.
    var order = Int32(rowCount)
    var leadingDimension = order
    var status: Int32 = 0
    unsafe dpotrf_("U", &order, &factor.storage, &leadingDimension, &status)
    precondition(status >= 0, "dpotrf rejected argument \(-status)")
    guard status == 0 else { throw .notPositiveDefinite(leadingMinor: Int(status)) }
    return factor
  }

  /// The inverse of a symmetric positive definite matrix, symmetric to the last bit.
  ///
  /// - Throws: as `choleskyFactor()`.
  /// - Cost: n³ operations (LAPACK dpotrf and dpotri).
  public func positiveDefiniteInverse() throws(LinearAlgebraError) -> Matrix {
    var inverse = try choleskyFactor()
    guard rowCount > 0 else { return inverse }
    var order = Int32(rowCount)
    var leadingDimension = order
    var status: Int32 = 0
    unsafe dpotri_("U", &order, &inverse.storage, &leadingDimension, &status)
    precondition(status == 0, "dpotri failed on a factor with a positive diagonal: \(status)")
    // LAPACK's upper triangle is the lower triangle in row order.
    for row in 0..<rowCount {
      for column in 0..<row {
        inverse.storage[column * rowCount + row] = inverse.storage[row * rowCount + column]
      }
    }
    return inverse
  }
}
