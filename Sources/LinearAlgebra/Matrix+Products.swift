internal import COpenBLAS

extension Matrix {
  /// The product self · other.
  ///
  /// - Throws: `shapeMismatch` unless `other` has as many rows as this has columns.
  /// - Cost: 2 · rows · columns · other's columns operations (dgemm).
  public func times(_ other: Matrix) throws(LinearAlgebraError) -> Matrix {
    var result = Matrix(rowCount: rowCount, columnCount: other.columnCount)
    try Matrix.multiply(self, other, into: &result)
    return result
  }

  /// Overwrites `result` with first · second, each transposed first on request.
  ///
  /// Nothing is allocated if `result` is not shared with another variable. Previous elements of
  /// `result`, including NaN, have no influence. An empty inner
  /// dimension gives zeros. For equal operands the bits are equal from call to call under
  /// `useOneThreadPerCall()`; they may depend on the shape (a product taken in chunks of rows
  /// need not equal the whole), so callers keep chunk shapes fixed.
  ///
  /// - Throws: `shapeMismatch` if the operands or the result do not fit.
  /// - Cost: 2 · rows · inner · columns operations (dgemm).
  public static func multiply(
    _ first: Matrix, _ second: Matrix, transposingFirst: Bool = false,
    transposingSecond: Bool = false, into result: inout Matrix
  ) throws(LinearAlgebraError) {
    let left = transposingFirst ? first.shape.transposed : first.shape
    let right = transposingSecond ? second.shape.transposed : second.shape
    guard left.columnCount == right.rowCount else {
      throw .shapeMismatch(expected: left, found: right)
    }
    let shape = LinearAlgebraError.Shape(
      rowCount: left.rowCount, columnCount: right.columnCount)
    guard result.shape == shape else {
      throw .shapeMismatch(expected: shape, found: result.shape)
    }
    guard !result.storage.isEmpty else { return }
    guard left.columnCount > 0 else {
      for index in result.storage.indices { result.storage[index] = 0 }
      return
    }
    unsafe cblas_dgemm(
      CblasRowMajor, transposingFirst ? CblasTrans : CblasNoTrans,
      transposingSecond ? CblasTrans : CblasNoTrans, Int32(shape.rowCount),
      Int32(shape.columnCount), Int32(left.columnCount), 1, first.storage,
      Int32(first.columnCount), second.storage, Int32(second.columnCount), 0, &result.storage,
      Int32(result.columnCount))
  }

  /// The product self · other of a lower triangular matrix with any matrix.
  ///
  /// Only the lower triangle of this matrix, with its diagonal, is read.
  ///
  /// - Throws: `shapeMismatch` unless this is square and `other` has as many rows.
  /// - Cost: half of `times(_:)` (dtrmm), and one copy of `other`.
  public func lowerTriangularTimes(_ other: Matrix) throws(LinearAlgebraError) -> Matrix {
    var result = other
    try result.premultiply(byLowerTriangular: self)
    return result
  }

  /// Replaces this matrix by factor · self, without allocation if its storage is not shared.
  ///
  /// Only the lower triangle of `factor`, with its diagonal, is read.
  ///
  /// - Throws: `shapeMismatch` unless `factor` is square with this matrix's row count.
  public mutating func premultiply(byLowerTriangular factor: Matrix)
    throws(LinearAlgebraError)
  {
    guard factor.rowCount == rowCount, factor.columnCount == rowCount else {
      throw .shapeMismatch(
        expected: .init(rowCount: rowCount, columnCount: rowCount), found: factor.shape)
    }
    guard !storage.isEmpty else { return }
    unsafe cblas_dtrmm(
      CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, Int32(rowCount),
      Int32(columnCount), 1, factor.storage, Int32(rowCount), &storage, Int32(columnCount))
  }

  /// The symmetric matrix self · selfᵀ, both triangles filled with the same bits.
  ///
  /// - Cost: rows² · columns operations (dsyrk).
  public func symmetricRankK() -> Matrix {
    var result = Matrix(rowCount: rowCount, columnCount: rowCount)
    guard !storage.isEmpty else { return result }
    unsafe cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasNoTrans, Int32(rowCount), Int32(columnCount), 1, storage,
      Int32(columnCount), 0, &result.storage, Int32(rowCount))
    for row in 0..<rowCount {
      for column in 0..<row {
        result.storage[column * rowCount + row] = result.storage[row * rowCount + column]
      }
    }
    return result
  }

  /// The product of `exponent` copies of this matrix, by repeated squaring; the identity for 0.
  ///
  /// - Throws: `shapeMismatch` unless this is square.
  /// - Precondition: `exponent` is not negative.
  /// - Cost: at most 2 · log₂ exponent products.
  public func power(_ exponent: Int) throws(LinearAlgebraError) -> Matrix {
    precondition(exponent >= 0, "the exponent must not be negative")
    guard rowCount == columnCount else {
      throw .shapeMismatch(
        expected: .init(rowCount: rowCount, columnCount: rowCount), found: shape)
    }
    guard exponent > 0 else { return .identity(rowCount) }
    var result: Matrix?
    var square = self
    var remaining = exponent
    while true {
      if remaining & 1 == 1 { result = try result?.times(square) ?? square }
      remaining >>= 1
      guard remaining > 0 else { break }
      square = try square.times(square)
    }
    return result ?? .identity(rowCount)
  }
}

extension LinearAlgebraError.Shape {
  var transposed: Self { .init(rowCount: columnCount, columnCount: rowCount) }
}
