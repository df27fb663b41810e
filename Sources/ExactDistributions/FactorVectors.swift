import Distributions
import LinearAlgebra
import RandomStreams

/// The values of the factors that probabilities are averaged over, 64 vectors at a time.
///
/// Vector t belongs to replicate t mod 64. From scrambled Sobol points the replicates are
/// independent scrambles; from plain draws they are a way to split independent vectors. Either
/// way the spread of their means is the error.
struct FactorVectors: Sendable {
  static let batchCount = ScrambledSobol.replicateCount

  private let factors: FactorModel
  private let seed: Seed
  private let sobol: ScrambledSobol?
  private let mixtureKey = EntityKey(id: "factor-shift")

  init(_ factors: FactorModel, seed: Seed, isQuasiRandom: Bool) {
    self.factors = factors
    self.seed = seed
    sobol =
      isQuasiRandom
      ? ScrambledSobol(
        seed: seed,
        keys: factors.factorKeys + [FactorModel.mixingKey, EntityKey(id: "factor-shift")])
      : nil
  }

  /// Sixty-four vectors.
  struct Batch {
    /// Factor × vector: independent standard normals.
    var normals: Matrix
    /// Loading row × vector: a·F.
    var scores: Matrix
    /// √(W/ν) by vector.
    var thresholdScales: [Double]
    /// By vector: what its probability counts.
    var weights: [Double]
  }

  func makeBatch() -> Batch {
    Batch(
      normals: Matrix(
        rowCount: factors.factorKeys.count, columnCount: Self.batchCount),
      scores: Matrix(
        rowCount: factors.scoreLoadings.rowCount, columnCount: Self.batchCount),
      thresholdScales: [Double](repeating: 1, count: Self.batchCount),
      weights: [Double](repeating: 1, count: Self.batchCount))
  }

  /// Fills vectors 64·index ..< 64·(index + 1).
  func fill(_ batch: inout Batch, index: Int, shift: FactorShift? = nil) {
    for lane in 0..<Self.batchCount {
      let trial = UInt32(truncatingIfNeeded: index * Self.batchCount + lane)
      if !factors.isIndependent {
        for (dimension, key) in factors.factorKeys.enumerated() {
          batch.normals[dimension, lane] = standardNormalQuantile(
            unit(trial, dimension, purpose: .factor, key: key))
        }
      }
      if let distribution = factors.mixingDistribution {
        let unit = unit(
          trial, factors.factorKeys.count, purpose: .copulaMixing, key: FactorModel.mixingKey)
        let scale = (distribution.quantile(unit) / distribution.degreesOfFreedom).squareRoot()
        batch.thresholdScales[lane] = max(scale, .leastNormalMagnitude)
      }
      if let shift {
        let unit = unit(
          trial, factors.factorKeys.count + 1, purpose: .factor, key: mixtureKey)
        batch.weights[lane] = shift.apply(to: &batch.normals, lane: lane, unit: unit)
      }
    }
    guard !factors.isIndependent else { return }
    do {
      try Matrix.multiply(factors.scoreLoadings, batch.normals, into: &batch.scores)
    } catch {
      preconditionFailure("shapes that fit by construction: \(error)")
    }
  }

  /// Puts vectors on a line: the score of each row is its coefficient times the position.
  func fill(_ batch: inout Batch, along coefficients: [Double], positions: [Double]) {
    for (row, coefficient) in coefficients.enumerated() {
      for (lane, position) in positions.enumerated() {
        batch.scores[row, lane] = coefficient * position
      }
    }
  }

  private func unit(_ trial: UInt32, _ dimension: Int, purpose: Purpose, key: EntityKey) -> Double {
    if let sobol { return openUnit(sobol.word(trial: trial, dimension: dimension)) }
    var stream = DrawStream(seed: seed, trial: trial, purpose: purpose, key: key)
    return stream.nextOpenUnit()
  }
}

/// Factors drawn around another centre, so that a rare event is not rare, and the weight that
/// sets it right: a mixture of the shifted distribution and, as a defence, of the plain one.
///
/// Weights are at most 1/`defensiveShare` = 10, so that the variance is finite whatever the event
/// (Hesterberg 1995, doi:10.1080/00401706.1995.10484303; Owen & Zhou 2000,
/// doi:10.1080/01621459.2000.10473909).
struct FactorShift: Sendable {
  static let defensiveShare = 0.1
  let centre: [Double]

  /// Moves vector `lane` in nine cases of ten, and returns its weight.
  func apply(to normals: inout Matrix, lane: Int, unit: Double) -> Double {
    if unit >= Self.defensiveShare {
      for index in centre.indices { normals[index, lane] += centre[index] }
    }
    var product = 0.0
    var square = 0.0
    for index in centre.indices {
      product += centre[index] * normals[index, lane]
      square += centre[index] * centre[index]
    }
    return 1
      / (Self.defensiveShare + (1 - Self.defensiveShare) * expWeight(product - 0.5 * square))
  }
}

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

private func expWeight(_ exponent: Double) -> Double { exp(min(exponent, 700)) }
