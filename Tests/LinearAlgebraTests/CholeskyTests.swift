import LinearAlgebra
import Testing

struct CholeskyTests {
  @Test(arguments: [1, 2, 5, 64, 130])
  func `the factor times its transpose is the matrix`(order: Int) throws {
    var matrix = irregularMatrix(order, order + 3).symmetricRankK()
    for index in 0..<order { matrix[index, index] += 1 }
    let factor = try matrix.choleskyFactor()
    #expect(
      largestDifference(naiveProduct(factor, factor.transposed()), matrix)
        < 1e-14 * Double(order + 3))
    for row in 0..<order {
      #expect(factor[row, row] > 0)
      for column in 0..<order where column > row { #expect(factor[row, column] == 0) }
    }
  }

  @Test func `a known factor`() throws {
    let matrix = try Matrix(rows: [[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
    #expect(
      try matrix.choleskyFactor() == Matrix(rows: [[2, 0, 0], [6, 1, 0], [-8, 5, 3]]))
  }

  @Test func `the empty matrix is its own factor`() throws {
    let empty = Matrix(rowCount: 0, columnCount: 0)
    #expect(try empty.choleskyFactor() == empty)
  }

  @Test func `what is not positive definite is refused with its leading minor`() throws {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 2)) {
      try Matrix(rows: [[1, 2, 0], [2, 1, 0], [0, 0, 1]]).choleskyFactor()
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 1)) {
      try Matrix(rows: [[0]]).choleskyFactor()
    }
  }

  @Test func `asymmetry, NaN and infinity are refused with their place`() throws {
    #expect(throws: LinearAlgebraError.notSymmetric(row: 1, column: 0)) {
      try Matrix(rows: [[1, 0.5], [0.5000001, 1]]).choleskyFactor()
    }
    #expect(throws: LinearAlgebraError.notFinite(row: 0, column: 1)) {
      try Matrix(rows: [[1, .nan], [0.5, 1]]).choleskyFactor()
    }
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 1)) {
      try Matrix(rows: [[1, 0], [0, .infinity]]).choleskyFactor()
    }
    #expect(throws: LinearAlgebraError.self) {
      try Matrix(rowCount: 1, columnCount: 2).choleskyFactor()
    }
  }
}
