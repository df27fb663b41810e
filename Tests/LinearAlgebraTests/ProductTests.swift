import LinearAlgebra
import Testing

/// Sums of up to 65 products of numbers below 1 in magnitude: rounding stays below 65² · 2⁻⁵³.
private let tolerance = 5e-13

@Suite(.serialized)
struct ProductTests {
  @Test(arguments: [(1, 1, 1), (2, 3, 4), (7, 1, 5), (1, 9, 1), (33, 65, 17)])
  func `products equal naive loops`(rows: Int, inner: Int, columns: Int) throws {
    let first = irregularMatrix(rows, inner)
    let second = irregularMatrix(inner, columns, start: 0.3)
    let expected = naiveProduct(first, second)
    #expect(try largestDifference(first.times(second), expected) < tolerance)

    // All four ways of giving the operands; old contents of the result must not matter.
    for (transposingFirst, transposingSecond) in [
      (false, false), (true, false), (false, true), (true, true),
    ] {
      var result = Matrix(rowCount: rows, columnCount: columns, repeating: .nan)
      try Matrix.multiply(
        transposingFirst ? first.transposed() : first,
        transposingSecond ? second.transposed() : second, transposingFirst: transposingFirst,
        transposingSecond: transposingSecond, into: &result)
      #expect(largestDifference(result, expected) < tolerance)
    }
  }

  @Test(arguments: [(1, 1), (2, 5), (64, 3), (65, 33)])
  func `a lower triangular factor is read below its diagonal only`(order: Int, columns: Int)
    throws
  {
    var factor = irregularMatrix(order, order)
    let other = irregularMatrix(order, columns, start: 0.7)
    var cleared = factor
    for row in 0..<order {
      for column in 0..<order where column > row {
        cleared[row, column] = 0
        factor[row, column] = .nan
      }
    }
    let product = try factor.lowerTriangularTimes(other)
    #expect(largestDifference(product, naiveProduct(cleared, other)) < tolerance)
    var inPlace = other
    try inPlace.premultiply(byLowerTriangular: factor)
    #expect(inPlace == product)
  }

  @Test(arguments: [(1, 1), (3, 5), (40, 65)])
  func `the symmetric product fills both triangles alike`(rows: Int, columns: Int) throws {
    let matrix = irregularMatrix(rows, columns)
    let product = matrix.symmetricRankK()
    #expect(largestDifference(product, naiveProduct(matrix, matrix.transposed())) < tolerance)
    #expect(product == product.transposed())
  }

  @Test func `powers equal repeated products`() throws {
    let matrix = irregularMatrix(5, 5)
    var expected = Matrix.identity(5)
    for exponent in 0...9 {
      #expect(try largestDifference(matrix.power(exponent), expected) < 1e-11)
      expected = naiveProduct(expected, matrix)
    }
    #expect(try matrix.power(1) == matrix)
  }

  @Test func `a product over an empty dimension is zero`() throws {
    let product = try Matrix(rowCount: 2, columnCount: 0)
      .times(Matrix(rowCount: 0, columnCount: 3))
    #expect(product == Matrix(rowCount: 2, columnCount: 3))
    var stale = Matrix(rowCount: 1, columnCount: 1, repeating: .nan)
    try Matrix.multiply(
      Matrix(rowCount: 1, columnCount: 0), Matrix(rowCount: 0, columnCount: 1), into: &stale)
    #expect(stale.elements == [0])
    #expect(Matrix(rowCount: 2, columnCount: 0).symmetricRankK().elements == [0, 0, 0, 0])
    let empty = Matrix(rowCount: 0, columnCount: 0)
    #expect(try empty.times(empty) == empty)
    #expect(try empty.lowerTriangularTimes(Matrix(rowCount: 0, columnCount: 4)).rowCount == 0)
    #expect(try empty.power(3) == empty)
  }

  @Test func `NaN and infinity follow IEEE 754`() throws {
    let special = try Matrix(rows: [[.infinity, 0], [.nan, 1]])
    let product = try special.times(Matrix(rows: [[1, 0], [1, 1]]))
    #expect(product[0, 0] == .infinity)
    #expect(product[0, 1].isNaN)  // ∞ · 0
    #expect(product[1, 0].isNaN)
  }

  @Test func `operands that do not fit are refused with both shapes`() {
    let wide = Matrix(rowCount: 2, columnCount: 3)
    let error = LinearAlgebraError.shapeMismatch(
      expected: .init(rowCount: 2, columnCount: 3), found: .init(rowCount: 2, columnCount: 3))
    #expect(throws: error) { try wide.times(wide) }
    #expect(throws: LinearAlgebraError.self) { try wide.power(2) }
    #expect(throws: LinearAlgebraError.self) { try wide.lowerTriangularTimes(wide) }
    #expect(
      throws: LinearAlgebraError.shapeMismatch(
        expected: .init(rowCount: 2, columnCount: 2), found: .init(rowCount: 2, columnCount: 3))
    ) {
      var result = wide
      try Matrix.multiply(wide, wide, transposingSecond: true, into: &result)
    }
  }

  @Test func `equal calls give equal bits on one BLAS thread`() throws {
    useOneThreadPerCall()
    #expect(!openBLASCoreName.isEmpty)
    let first = irregularMatrix(201, 67)
    let second = irregularMatrix(67, 129, start: 0.3)
    let factor = irregularMatrix(201, 201, start: 0.1)
    let product = try first.times(second)
    let triangular = try factor.lowerTriangularTimes(product)
    let symmetric = first.symmetricRankK()
    for _ in 0..<5 {
      #expect(try first.times(second) == product)
      #expect(try factor.lowerTriangularTimes(product) == triangular)
      #expect(first.symmetricRankK() == symmetric)
    }
  }
}
