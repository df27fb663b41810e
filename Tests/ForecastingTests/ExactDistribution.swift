// Laws of counts and totals, computed without trials, and the distance of a sample to them.
import Forecasting
import Foundation
import TestSupport
import Testing

/// The distribution of a whole number that is at least 0: probabilities of 0, 1, 2, …
struct ExactDistribution {
  var probabilities: [Double]

  /// A sum of independent amounts, each there with its own probability, by convolution.
  init(_ parts: [(amount: Int, probability: Double)]) {
    probabilities = [Double](repeating: 0, count: parts.reduce(1) { $0 + $1.amount })
    probabilities[0] = 1
    var greatest = 0
    for part in parts {
      for value in stride(from: greatest, through: 0, by: -1) {
        probabilities[value + part.amount] += probabilities[value] * part.probability
        probabilities[value] *= 1 - part.probability
      }
      greatest += part.amount
    }
  }

  /// A mixture of distributions on the same values.
  init(mixing distributions: [(distribution: ExactDistribution, weight: Double)]) {
    probabilities = [Double](repeating: 0, count: distributions[0].distribution.probabilities.count)
    for (distribution, weight) in distributions {
      for value in probabilities.indices {
        probabilities[value] += weight * distribution.probabilities[value]
      }
    }
  }

  var mean: Double { probabilities.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } }

  /// P(X ≥ value).
  func probability(atLeast value: Int) -> Double { probabilities[value...].reduce(0, +) }

  /// E[value − X | X < value].
  func expectedShortfall(below value: Int) -> Double {
    let missed = probabilities[..<value].enumerated()
    let sum = missed.reduce(0) { $0 + Double(value - $1.offset) * $1.element }
    return sum / missed.reduce(0) { $0 + $1.element }
  }

  /// sup |F̂ − F| over all values, times √n. Dvoretzky–Kiefer–Wolfowitz–Massart: it exceeds x
  /// with probability at most 2·exp(−2x²), also for distributions with atoms.
  func scaledDistance(of sample: MetricAccumulator) -> Double {
    var counts = [Int](repeating: 0, count: probabilities.count)
    for bin in sample.occupiedBins { counts[Int(bin.values.lowerBound)] += Int(bin.count) }
    var empirical = 0.0
    var exact = 0.0
    var greatest = 0.0
    for value in counts.indices {
      empirical += Double(counts[value]) / Double(sample.count)
      exact += probabilities[value]
      greatest = max(greatest, (empirical - exact).magnitude)
    }
    return greatest * Double(sample.count).squareRoot()
  }
}

/// The greatest scaled distance a test lets pass: exceeded with probability at most 10⁻⁵.
let greatestDistance = 2.47
