import LinearAlgebra

/// A matrix of fixed, irregular numbers in (−1, 1): the fractional parts of a Weyl sequence.
func irregularMatrix(_ rowCount: Int, _ columnCount: Int, start: Double = 0) -> Matrix {
  var matrix = Matrix(rowCount: rowCount, columnCount: columnCount)
  var value = start
  for row in 0..<rowCount {
    for column in 0..<columnCount {
      value += 0.618_033_988_749_894_9
      value -= value.rounded(.down)
      matrix[row, column] = 2 * value - 1
    }
  }
  return matrix
}

/// The product by its definition.
func naiveProduct(_ first: Matrix, _ second: Matrix) -> Matrix {
  var result = Matrix(rowCount: first.rowCount, columnCount: second.columnCount)
  for row in 0..<first.rowCount {
    for column in 0..<second.columnCount {
      var sum = 0.0
      for inner in 0..<first.columnCount { sum += first[row, inner] * second[inner, column] }
      result[row, column] = sum
    }
  }
  return result
}

/// The largest difference of elements of two matrices of one shape.
func largestDifference(_ first: Matrix, _ second: Matrix) -> Double {
  guard (first.rowCount, first.columnCount) == (second.rowCount, second.columnCount) else {
    return .infinity
  }
  return zip(first.elements, second.elements).map { ($0 - $1).magnitude }.max() ?? 0
}
