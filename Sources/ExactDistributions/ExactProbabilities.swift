package import LinearAlgebra

/// A probability computed without trials of leads, and how far it may be off.
public struct ComputedProbability: Sendable, Equatable {
  /// In [0, 1].
  public var value: Double
  /// The numerical error, without sampling error: aliasing, bounded, and the grid, by
  /// how far halving it moves the answer.
  public var numericalError: Double
  /// All that is known is that the probability lies below this; nil where it is resolved.
  public var upperBound: Double? {
    value <= 0.5 && value <= numericalError ? value + numericalError : nil
  }
  /// All that is known is that the probability lies above this; nil where it is resolved.
  public var lowerBound: Double? {
    value > 0.5 && 1 - value <= numericalError ? value - numericalError : nil
  }
}

/// Values of the common factors, given which events are independent.
package struct FactorValues: Sendable {
  /// Independent standard normals, in the order of the model's factors: F = L·z.
  package var normals: [Double]
  /// √(W/ν) of a Student-t copula; 1 for the Gaussian.
  package var thresholdScale: Double

  package init(normals: [Double], thresholdScale: Double = 1) {
    self.normals = normals
    self.thresholdScale = thresholdScale
  }
}

/// Exact probabilities that sums of independent summands reach thresholds.
package struct ExactProbabilities: Sendable {
  private let factors: FactorModel
  private let values: FactorValues?
  private let pool: WorkerPool

  /// - Parameter values: of the factors; nil where events are independent.
  package init(
    _ factors: FactorModel, given values: FactorValues?, pool: WorkerPool = WorkerPool()
  ) {
    precondition(values != nil || factors.leavesEventsIndependent, "factors need values")
    self.factors = factors
    self.values = values
    self.pool = pool
  }

  private var conditions: (scores: [Double], weights: [Double], thresholdScale: Double) {
    let rows = factors.idiosyncraticWeight.count
    return (
      values.map { factors.scores($0.normals) } ?? [Double](repeating: 0, count: max(1, rows)),
      factors.idiosyncraticWeight.isEmpty ? [1] : factors.idiosyncraticWeight,
      values?.thresholdScale ?? 1
    )
  }

  /// For each part of a sum the probability of occurring.
  package func ofParts(_ sum: AdditiveSum) -> [Double] {
    let conditions = conditions
    return sum.probabilities(
      scores: conditions.scores, weights: conditions.weights,
      thresholdScale: conditions.thresholdScale)
  }

  /// The probability of reaching each threshold.
  ///
  /// - Cost: for 2,700 summands with 1,500 distinct distributions about a second on one core.
  package func reaching(_ thresholds: [SumThreshold], of sum: AdditiveSum) -> [ComputedProbability]
  {
    if let counts = CountTail(sum) { return countProbabilities(sum, counts, thresholds) }
    let probabilities = ofParts(sum)
    return sum.isSigned
      ? shareProbabilities(sum, probabilities, thresholds)
      : sumProbabilities(sum, probabilities, thresholds)
  }

  private func countProbabilities(
    _ sum: AdditiveSum, _ counts: CountTail, _ questions: [SumThreshold]
  ) -> [ComputedProbability] {
    var chances = [Double](repeating: 0, count: counts.groups.count)
    let conditions = conditions
    counts.fillProbabilities(
      scores: conditions.scores, weights: conditions.weights,
      thresholdScale: conditions.thresholdScale, into: &chances)
    var places = CountTail.Places()
    return questions.map {
      ComputedProbability(
        value: counts.probability(
          atLeast: $0.least - sum.offset, chances, isMiss: false, &places),
        numericalError: CountTail.numericalError)
    }
  }

  /// Grids are halved until the answers no longer move by more than this.
  private static let tolerance = 1e-7

  /// What a grid of step h is off goes with h²: extrapolated from two grids it goes with h⁴
  /// (Richardson 1911, doi:10.1098/rsta.1911.0009). What the last halving moved is the error.
  ///
  /// - Parameter answers: by question, on a grid with this many points, a bound beside the
  ///   grid's, and whether nothing is approximated; nil beyond the finest grid.
  private static func extrapolated(
    from first: Int, _ answers: (Int) -> (values: [Double], bound: Double, isWhole: Bool)?
  ) -> [ComputedProbability] {
    var count = first
    var grids: [[Double]] = []
    var bound = 0.0
    while let found = answers(count) {
      grids.append(found.values)
      bound = found.bound
      if found.isWhole {
        return found.values.map { ComputedProbability(value: $0, numericalError: bound) }
      }
      if grids.count >= 3, errors(grids).allSatisfy({ $0 <= tolerance }) { break }
      count *= 2
    }
    let errors = errors(grids)
    return zip(extrapolation(grids, last: 0), errors).map {
      ComputedProbability(value: min(1, max(0, $0)), numericalError: $1 + bound)
    }
  }

  private static func extrapolation(_ grids: [[Double]], last: Int) -> [Double] {
    let fine = grids[grids.count - 1 - last]
    guard grids.count >= 2 + last else { return fine }
    return zip(fine, grids[grids.count - 2 - last]).map { $0 + ($0 - $1) / 3 }
  }

  /// How far the extrapolated answers moved last.
  private static func errors(_ grids: [[Double]]) -> [Double] {
    guard grids.count >= 3 else { return grids[0].map { _ in 1 } }
    let (now, before) = (extrapolation(grids, last: 0), extrapolation(grids, last: 1))
    return zip(now, before).map { ($0 - $1).magnitude + 1e-9 }
  }

  private func sumProbabilities(
    _ sum: AdditiveSum, _ probabilities: [Double], _ questions: [SumThreshold]
  ) -> [ComputedProbability] {
    let reach = questions.reduce(0) { max($0, $1.least - sum.offset) }
    return Self.extrapolated(from: SumDistribution.Grid.coarsest) { count in
      guard count <= SumDistribution.Grid.finest else { return nil }
      let distribution = SumDistribution(
        sum, probabilities: probabilities, reach: reach, count: count, pool: pool)
      return (
        questions.map { distribution.probability(atLeast: $0.least) }, distribution.aliasingBound,
        distribution.isLattice
      )
    }
  }

  private func shareProbabilities(
    _ sum: AdditiveSum, _ probabilities: [Double], _ questions: [SumThreshold]
  ) -> [ComputedProbability] {
    let split = sum.splitBySign()
    func chances(_ side: AdditiveSum, sign: Double) -> [Double] {
      var result: [Double] = []
      for (index, part) in sum.parts.enumerated() {
        let own = sum.distributions[Int(part.distribution)].sign
        if own == sign || (sign > 0 && own == 0) { result.append(probabilities[index]) }
      }
      if result.count < side.parts.count { result.append(1) }
      return result
    }
    let positive = chances(split.positive, sign: 1)
    let negative = chances(split.negative, sign: -1)
    let ends = (
      SumDistribution.end(of: split.positive, probabilities: positive),
      SumDistribution.end(of: split.negative, probabilities: negative)
    )
    let end = max(ends.0.end, ends.1.end)
    let rounding = AdditiveSum.rounding((ends.0.variance + ends.1.variance).squareRoot())
    let nothing = sum.probabilityOfNothing(probabilities)
    return Self.extrapolated(from: SumDistribution.Grid.coarsest) { count in
      guard count <= SumDistribution.Grid.finest else { return nil }
      let grid = SumDistribution.Grid(end: end, count: count)
      func distribution(_ side: AdditiveSum, _ chances: [Double]) -> SumDistribution {
        SumDistribution(side, probabilities: chances, reach: 0, grid: grid, pool: pool)
      }
      let distributions = (
        distribution(split.positive, positive), distribution(split.negative, negative)
      )
      return (
        questions.map {
          SumDistribution.probability(
            of: distributions.0, atLeast: distributions.1, isStrict: $0.least > 0)
            - ($0.nothingMisses ? nothing : 0)
        }, distributions.0.aliasingBound + distributions.1.aliasingBound + rounding, false
      )
    }
  }
}
