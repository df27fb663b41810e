import Distributions
import LinearAlgebra

/// What the first 64 vectors of factors tell of a sum, by which its transform is placed.
struct Pilot {
  let vectors: FactorVectors
  let batch: FactorVectors.Batch
  /// Of the sum without its offset, over factors and leads.
  private(set) var mean = 0.0
  private(set) var standardDeviation = 0.0
  /// Of the sum given the factors.
  private(set) var leastStandardDeviation = Double.infinity
  private(set) var greatestProbabilityOfNothing = 0.0
  private(set) var greatestProbabilityOfAtomsAlone = 0.0
  /// Vectors on which numbers are tried: the narrowest distribution, the widest, and some between.
  private(set) var testVectors: [Int] = []
  private let chances: [[Double]]

  init(
    _ factors: FactorModel, _ sum: AdditiveSum, moments: [[Double]], vectors: FactorVectors,
    pool: WorkerPool
  ) {
    self.vectors = vectors
    var batch = vectors.makeBatch()
    vectors.fill(&batch, index: 0)
    self.batch = batch
    let count = FactorVectors.batchCount
    let filled = batch
    let stride = sum.parts.count >= ConditionalSum.cumulantLimit ? 8 : 1
    let lanes = Array(Swift.stride(from: 0, to: count, by: stride))
    let found = pool.map(lanes.count) { place in
      sum.probabilities(
        scores: (0..<factors.scoreLoadings.rowCount).map { filled.scores[$0, lanes[place]] },
        weights: factors.idiosyncraticWeight, thresholdScale: filled.thresholdScales[lanes[place]])
    }
    var chances = [[Double]](repeating: [], count: count)
    var moment1 = 0.0
    var moment2 = 0.0
    var within = 0.0
    var variances: [(lane: Int, variance: Double)] = []
    for (place, lane) in lanes.enumerated() {
      chances[lane] = found[place]
      let cumulants = sum.cumulants(found[place], moments: moments)
      moment1 += cumulants.0
      moment2 += cumulants.0 * cumulants.0
      within += cumulants.1
      variances.append((lane, cumulants.1))
      greatestProbabilityOfNothing = max(
        greatestProbabilityOfNothing, sum.probabilityOfNothing(found[place]))
      greatestProbabilityOfAtomsAlone = max(
        greatestProbabilityOfAtomsAlone, sum.probabilityOfAtomsAlone(found[place]))
    }
    self.chances = chances
    let n = Double(lanes.count)
    mean = moment1 / n
    standardDeviation = max(0, within / n + moment2 / n - mean * mean).squareRoot()
    variances.sort { ($0.variance, $0.lane) < ($1.variance, $1.lane) }
    leastStandardDeviation = max(0, variances[0].variance).squareRoot()
    let last = variances.count - 1
    testVectors = [0, 1, last / 4, last / 2, 3 * last / 4, last].map { variances[$0].lane }
    if sum.parts.count >= ConditionalSum.cumulantLimit {
      testVectors = [testVectors[0], testVectors[3], testVectors[5]]
    }
  }

  func probabilities(_ vector: Int) -> [Double] { chances[vector] }

  /// Σ p·P(|Y| > distance) for the middle of the test vectors.
  func probabilityOfAnAmount(above distance: Double, of sum: AdditiveSum) -> Double {
    let p = chances[testVectors[testVectors.count / 2]]
    guard distance > 0 else { return 1 }
    var result = 0.0
    let beyond = sum.distributions.map { distribution in
      if case .atom(let value, let probability) = distribution {
        return Double(value.magnitude) > distance ? probability : 0
      }
      return distribution.presence
        - distribution.partialMoment(0, below: distance / distribution.scale.magnitude)
    }
    for (index, part) in sum.parts.enumerated() {
      result += p[index] * beyond[Int(part.distribution)]
    }
    return result
  }
}

extension AdditiveSum {
  /// The probability of a score at or below `threshold` where a·F = score.
  @inline(__always)
  static func probability(_ threshold: Double, _ score: Double, _ weight: Double) -> Double {
    standardNormalCDF((threshold - score) / weight)
  }
}
