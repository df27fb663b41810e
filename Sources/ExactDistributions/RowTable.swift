import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What the leads of each loading row contribute, as a function of the row's common score:
/// Chebyshev series in the score, so that 64 vectors of factors take one matrix product.
///
/// A row's contributions are analytic in its score: with enough terms the series is as good as
/// the function (Trefethen 2013, "Approximation theory and approximation practice", chapter 8).
struct RowTable: Sendable {
  /// Loading rows that have parts.
  private let rows: [Int]
  /// The greatest score of each, in absolute value; beyond it the series is not used.
  private let reaches: [Double]
  private let termCount: Int
  let columnCount: Int
  /// (row, term) × column.
  private let coefficients: Matrix

  /// Scores beyond this many standard deviations are taken at it: a probability of 10⁻¹⁹.
  private static let reach = 9.0

  private static func reach(_ factors: FactorModel, row: Int) -> Double {
    let square = factors.scoreLoadings.row(row).reduce(0) { $0 + $1 * $1 }
    return max(1e-9, reach * square.squareRoot())
  }

  /// Terms of the series: Φ on ±x needs about 8·x for 10⁻⁹.
  static func termCount(_ factors: FactorModel, rows: [Int]) -> Int {
    let widest = rows.map { reach(factors, row: $0) / factors.idiosyncraticWeight[$0] }.max()
    return min(96, 12 + Int(10 * (widest ?? 0)))
  }

  /// Multiplications for a vector.
  var size: Int { rows.count * termCount * columnCount }

  /// - Parameters:
  ///   - values: adds a row's contributions at a score to an array of `columnCount` zeros.
  init(
    _ factors: FactorModel, rows: [Int], columnCount: Int, pool: WorkerPool,
    values: @escaping @Sendable (_ row: Int, _ score: Double, _ into: inout [Double]) -> Void
  ) {
    let reaches = rows.map { Self.reach(factors, row: $0) }
    let termCount = Self.termCount(factors, rows: rows)
    let blocks = pool.map(rows.count) { place in
      let count = termCount
      let nodes = (0..<count).map { cos(Double.pi * (Double($0) + 0.5) / Double(count)) }
      var atNodes: [[Double]] = []
      for node in nodes {
        var sums = [Double](repeating: 0, count: columnCount)
        values(rows[place], node * reaches[place], &sums)
        atNodes.append(sums)
      }
      var block = [Double](repeating: 0, count: count * columnCount)
      for term in 0..<count {
        for (index, sums) in atNodes.enumerated() {
          let angle = Double.pi * Double(term) * (Double(index) + 0.5) / Double(count)
          let factor = (term == 0 ? 1 : 2) / Double(count) * cos(angle)
          for column in 0..<columnCount {
            block[term * columnCount + column] += factor * sums[column]
          }
        }
      }
      return block
    }
    self.rows = rows
    self.reaches = reaches
    self.termCount = termCount
    self.columnCount = columnCount
    do {
      coefficients = try Matrix(
        rowCount: rows.count * termCount, columnCount: columnCount,
        elements: blocks.flatMap { $0 })
    } catch {
      preconditionFailure("as many elements as places: \(error)")
    }
  }

  /// Places for 64 vectors.
  struct Workspace {
    var terms: Matrix
    var sums: Matrix
  }

  func makeWorkspace() -> Workspace {
    Workspace(
      terms: Matrix(rowCount: FactorVectors.batchCount, columnCount: rows.count * termCount),
      sums: Matrix(rowCount: FactorVectors.batchCount, columnCount: columnCount))
  }

  /// Sums over the rows, vector × column, of 64 vectors.
  func fill(_ workspace: inout Workspace, scores: Matrix) {
    var terms = [Double](repeating: 0, count: rows.count * termCount)
    for lane in 0..<FactorVectors.batchCount {
      for (place, row) in rows.enumerated() {
        let x = max(-1, min(1, scores[row, lane] / reaches[place]))
        var (before, here) = (1.0, x)
        let first = place * termCount
        terms[first] = 1
        for term in 1..<termCount {
          terms[first + term] = here
          (before, here) = (here, 2 * x * here - before)
        }
      }
      workspace.terms.setRow(lane, to: terms)
    }
    do {
      try Matrix.multiply(workspace.terms, coefficients, into: &workspace.sums)
    } catch {
      preconditionFailure("shapes that fit by construction: \(error)")
    }
  }
}
