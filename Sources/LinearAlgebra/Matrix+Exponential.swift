#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Matrix {
  /// The exponential e^self = Σ selfᵏ/k!, by scaling and squaring.
  ///
  /// The least diagonal element μ is taken out, e^A = e^μ · e^(A − μI), and e^((A − μI)/2ˢ) is a
  /// Taylor polynomial of degree 16, evaluated as Paterson and Stockmeyer (1973,
  /// doi:10.1137/0202007), squared s times. For a matrix whose off-diagonal elements are not
  /// negative, such as the generator of a Markov chain, nothing is subtracted after that: every
  /// element is accurate relative to itself, to about 2ˢ · order · 10⁻¹⁶, where
  /// 2ˢ < 4 · ‖self − μI‖₁. Other matrices may lose digits to cancellation, up to the factor
  /// e^‖self − μI‖₁ in the worst case.
  ///
  /// - Throws: `shapeMismatch` unless square; `notFinite` with the first element that is not
  ///   finite, by rows.
  /// - Cost: 6 + s products of this order.
  public func exponential() throws(LinearAlgebraError) -> Matrix {
    guard rowCount == columnCount else {
      throw .shapeMismatch(
        expected: .init(rowCount: rowCount, columnCount: rowCount), found: shape)
    }
    if let index = storage.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(row: index / columnCount, column: index % columnCount)
    }
    guard rowCount > 0 else { return self }
    let shift = (0..<rowCount).map { self[$0, $0] }.min()!
    var scaled = self
    for index in 0..<rowCount { scaled[index, index] -= shift }
    let exponent = max(0, scaled.oneNorm.exponent + 2)
    let scale = scalbn(1, -Int(exponent))
    for index in scaled.storage.indices { scaled.storage[index] *= scale }
    var result = try scaled.taylorExponential()
    let factor = exp(shift * scale)
    for index in result.storage.indices { result.storage[index] *= factor }
    var square = result
    for _ in 0..<exponent {
      try Matrix.multiply(result, result, into: &square)
      swap(&result, &square)
    }
    return result
  }

  /// The greatest sum of absolute values in a column.
  private var oneNorm: Double {
    (0..<columnCount).reduce(0) { greatest, column in
      max(greatest, (0..<rowCount).reduce(0) { $0 + abs(self[$1, column]) })
    }
  }

  /// Σ selfᵏ/k! for k ≤ 16: four polynomials of degree 3 with coefficients that are powers of the
  /// fourth power, combined by Horner's rule.
  private func taylorExponential() throws(LinearAlgebraError) -> Matrix {
    let second = try times(self)
    let third = try second.times(self)
    let fourth = try second.times(second)
    // 1/k!
    let coefficients = (1...16).reduce(into: [1.0]) { $0.append($0.last! / Double($1)) }
    func block(_ first: Int) -> Matrix {
      var sum = Matrix(rowCount: rowCount, columnCount: rowCount)
      for index in sum.storage.indices {
        sum.storage[index] =
          coefficients[first + 1] * storage[index]
          + coefficients[first + 2] * second.storage[index]
          + coefficients[first + 3] * third.storage[index]
      }
      for index in 0..<rowCount { sum[index, index] += coefficients[first] }
      return sum
    }
    var result = block(12)
    for index in result.storage.indices {
      result.storage[index] += coefficients[16] * fourth.storage[index]
    }
    for first in [8, 4, 0] {
      let product = try result.times(fourth)
      result = block(first)
      for index in result.storage.indices { result.storage[index] += product.storage[index] }
    }
    return result
  }
}
