import LinearAlgebra
import Testing

struct MatrixTests {
  @Test func `elements lie row after row`() throws {
    let matrix = try Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(matrix.rowCount == 2)
    #expect(matrix.columnCount == 3)
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    #expect(Array(matrix.row(1)) == [4, 5, 6])
    #expect(try matrix == Matrix(rowCount: 2, columnCount: 3, elements: [1, 2, 3, 4, 5, 6]))
  }

  @Test func `writing an element or a row changes nothing else`() throws {
    var matrix = Matrix(rowCount: 2, columnCount: 2, repeating: 7)
    matrix[0, 1] = 1
    matrix.setRow(1, to: [2, 3])
    #expect(matrix.elements == [7, 1, 2, 3])
  }

  @Test func `transposing twice gives the matrix back`() throws {
    let matrix = try Matrix(rows: [[1, 2, 3], [4, 5, 6]])
    #expect(try matrix.transposed() == Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed().transposed() == matrix)
  }

  @Test func `the identity has ones on its diagonal`() {
    #expect(Matrix.identity(2).elements == [1, 0, 0, 1])
    #expect(Matrix.identity(0).elements.isEmpty)
  }

  @Test func `shapes without elements are matrices too`() throws {
    let none = try Matrix(rows: [])
    #expect((none.rowCount, none.columnCount) == (0, 0))
    let flat = Matrix(rowCount: 0, columnCount: 3)
    #expect((flat.transposed().rowCount, flat.transposed().columnCount) == (3, 0))
  }

  @Test func `ragged rows and wrong counts are refused with both shapes`() {
    #expect(
      throws: LinearAlgebraError.shapeMismatch(
        expected: .init(rowCount: 1, columnCount: 2), found: .init(rowCount: 1, columnCount: 1))
    ) { try Matrix(rows: [[1, 2], [3]]) }
    #expect(
      throws: LinearAlgebraError.shapeMismatch(
        expected: .init(rowCount: 2, columnCount: 2), found: .init(rowCount: 1, columnCount: 3))
    ) { try Matrix(rowCount: 2, columnCount: 2, elements: [1, 2, 3]) }
  }

  @Test func `a matrix with a NaN differs from itself`() {
    let matrix = Matrix(rowCount: 1, columnCount: 1, repeating: .nan)
    #expect(matrix != matrix)
  }

  @Test func `errors say what is wrong in words`() {
    #expect(
      LinearAlgebraError.notPositiveDefinite(leadingMinor: 2).description.contains("order 2"))
    #expect(LinearAlgebraError.notSymmetric(row: 1, column: 0).description.contains("(1, 0)"))
    #expect(LinearAlgebraError.notFinite(row: 1, column: 0).description.contains("row 1"))
  }
}
