import Distributions
import LinearAlgebra

extension FactorModel {
  /// The scores of all loading rows as multiples of one standard normal, where the rows of a sum
  /// point in one direction; nil where they do not, or a mixing variate comes in.
  func commonDirection(_ sum: AdditiveSum) -> [Double]? {
    guard mixingDistribution == nil, !isIndependent else { return nil }
    let rows = Set(sum.parts.map { Int($0.row) })
    func square(_ row: Int) -> Double { scoreLoadings.row(row).reduce(0) { $0 + $1 * $1 } }
    var result = [Double](repeating: 0, count: scoreLoadings.rowCount)
    guard let longest = rows.max(by: { (square($0), $1) < (square($1), $0) }), square(longest) > 0
    else { return nil }
    let length = square(longest).squareRoot()
    let unit = scoreLoadings.row(longest).map { $0 / length }
    for row in rows {
      let loadings = scoreLoadings.row(row)
      let along = zip(loadings, unit).reduce(0) { $0 + $1.0 * $1.1 }
      let beside = zip(loadings, unit).reduce(0) {
        $0 + ($1.0 - along * $1.1) * ($1.0 - along * $1.1)
      }
      guard beside.squareRoot() <= 1e-14 else { return nil }
      result[row] = along
    }
    return result
  }
}

extension FactorAverage {
  /// A panel of the line of the common factor with its integral by question.
  private struct Panel {
    var left: Double
    var right: Double
    var values: [Double]

    var halves: [(Double, Double)] {
      let middle = 0.5 * (left + right)
      return [(left, middle), (middle, right)]
    }
  }

  /// Nodes of a panel.
  private static var nodesPerPanel: Int { 16 }

  /// Panels of the line of the common factor are halved until their integrals no longer move.
  /// What the last halving moved is the stated error; beyond ±10 there is 10⁻²³.
  ///
  /// - Returns: nil when interrupted.
  func integral(
    _ sum: ConditionalSum, along direction: [Double]
  ) -> [ConditionalProbability]? {
    let questions = sum.questions.indices
    let start = (-10..<10).map { (Double($0), Double($0 + 1)) }
    var nodes = Self.nodesPerPanel * start.count
    guard var open = panels(start, sum, direction) else { return nil }
    var values = [Double](repeating: 0, count: questions.count)
    var errors = values
    while !open.isEmpty {
      nodes += 2 * Self.nodesPerPanel * open.count
      guard let found = panels(open.flatMap(\.halves), sum, direction) else { return nil }
      var next: [Panel] = []
      for (index, panel) in open.enumerated() {
        let (left, right) = (found[2 * index], found[2 * index + 1])
        let moves = questions.map {
          (left.values[$0] + right.values[$0] - panel.values[$0]).magnitude
        }
        let width = panel.right - panel.left
        let isDone =
          width < 1e-5 || nodes >= plan.greatestVectorCount
          || questions.allSatisfy {
            moves[$0] <= 1e-14 + 0.1 * sum.numericalErrors[$0]
              * width * standardNormalDensity(panel.left)
          }
        guard isDone else {
          next += [left, right]
          continue
        }
        for question in questions {
          values[question] += left.values[question] + right.values[question]
          errors[question] += moves[question]
        }
      }
      open = next
    }
    return questions.map {
      ConditionalProbability(
        value: min(1, max(0, values[$0])), standardError: 0,
        numericalError: sum.numericalErrors[$0] + errors[$0], vectorCount: nodes,
        usesCumulants: sum.method == .cumulants, isShifted: false, isIntegrated: true
      ).resolved
    }
  }

  /// The integrals over `ranges`, four at a time; nil when interrupted.
  private func panels(
    _ ranges: [(Double, Double)], _ sum: ConditionalSum, _ direction: [Double]
  ) -> [Panel]? {
    let vectors = vectors
    let batches = stride(from: 0, to: ranges.count, by: 4).map {
      Array(ranges[$0..<min($0 + 4, ranges.count)])
    }
    let found = plan.pool.mapStrides(batches.count) { indices in
      var batch = vectors.makeBatch()
      var worker = ConditionalSum.Worker(sum)
      return indices.map { index in
        var positions: [Double] = []
        var weights: [Double] = []
        for (left, right) in batches[index] {
          GaussLegendre.forEachNode(from: left, to: right) { position, weight in
            positions.append(position)
            weights.append(weight * standardNormalDensity(position))
          }
        }
        vectors.fill(&batch, along: direction, positions: positions)
        let values = worker.probabilities(sum, batch)
        return batches[index].indices.map { place in
          let lanes = (Self.nodesPerPanel * place)..<(Self.nodesPerPanel * (place + 1))
          return Panel(
            left: batches[index][place].0, right: batches[index][place].1,
            values: values.map { row in lanes.reduce(0) { $0 + row[$1] * weights[$1] } })
        }
      }
    }
    let panels = batches.indices.flatMap { found[$0 % found.count][$0 / found.count] }
    return control.goesOn(after: Self.nodesPerPanel * ranges.count) ? panels : nil
  }
}
