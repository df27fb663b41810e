import Dispatch
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

  /// - Parameters:
  ///   - values: adds a row's contributions at a score to an array of `columnCount` zeros.
  init(
    _ model: ForecastModel, rows: [Int], columnCount: Int,
    values: @escaping @Sendable (_ row: Int, _ score: Double, _ into: inout [Double]) -> Void
  ) {
    let reaches = rows.map { row in
      let square = model.factors.scoreLoadings.row(row).reduce(0) { $0 + $1 * $1 }
      return max(1e-9, Self.reach * square.squareRoot())
    }
    let widest = zip(rows, reaches).map { $1 / model.factors.idiosyncraticWeight[$0] }.max() ?? 0
    // Φ on ±x needs about 8·x terms for 10⁻⁹.
    let termCount = min(96, 12 + Int(10 * widest))
    let filled = Rows(count: rows.count)
    DispatchQueue.concurrentPerform(iterations: rows.count) { place in
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
      filled.parts[place].elements = block
    }
    self.rows = rows
    self.reaches = reaches
    self.termCount = termCount
    self.columnCount = columnCount
    do {
      coefficients = try Matrix(
        rowCount: rows.count * termCount, columnCount: columnCount,
        elements: filled.parts.flatMap(\.elements))
    } catch {
      preconditionFailure("as many elements as places: \(error)")
    }
  }

  private final class Rows: @unchecked Sendable {
    final class Part { var elements: [Double] = [] }
    let parts: [Part]
    init(count: Int) { parts = (0..<count).map { _ in Part() } }
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
