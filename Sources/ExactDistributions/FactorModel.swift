package import Distributions
package import LinearAlgebra
package import RandomStreams

/// Common factors and how much the score of each event takes from them.
///
/// Events, such as leads of one district and chain, share a **loading row** a. With F = L·z, R = L·Lᵀ and z
/// independent standard normals, the common part of their scores is a·F = (aᵀL)·z: one matrix
/// product for all rows and all trials of a block.
package struct FactorModel: Sendable {
  /// Loading row × factor: aᵀL; rows of zeros fill up a multiple of `rowsPerTile`.
  package let scoreLoadings: Matrix
  /// Square root of 1 − aᵀRa by loading row: what is left to the lead alone.
  package let idiosyncraticWeight: [Double]
  /// Random keys of the factors, in the order of the columns.
  package let factorKeys: [EntityKey]
  /// Whether no lead loads on any factor: then none is drawn.
  package let isIndependent: Bool
  /// Distribution of W in the Student-t copula; nil for the Gaussian.
  package let mixingDistribution: ChiSquared?

  package static let mixingKey = EntityKey(id: "copula")

  /// BLAS takes the last rows of an uneven number by another kernel, which rounds differently.
  /// Whole tiles keep a lead's common score the same to the last bit whatever other leads there
  /// are.
  package static let rowsPerTile = 8

  /// - Parameters:
  ///   - scoreLoadings: aᵀL by row, filled up to a multiple of `rowsPerTile`.
  ///   - idiosyncraticWeight: by row, without those that fill up.
  package init(
    scoreLoadings: Matrix, idiosyncraticWeight: [Double], factorKeys: [EntityKey],
    isIndependent: Bool, mixingDistribution: ChiSquared?
  ) {
    self.scoreLoadings = scoreLoadings
    self.idiosyncraticWeight = idiosyncraticWeight
    self.factorKeys = factorKeys
    self.isIndependent = isIndependent
    self.mixingDistribution = mixingDistribution
  }

  /// Whether events are independent of each other: no loadings, Gaussian copula.
  package var leavesEventsIndependent: Bool { isIndependent && mixingDistribution == nil }

  /// The common scores a·F of all loading rows at independent normals, in the order of the factors.
  package func scores(_ normals: [Double]) -> [Double] {
    idiosyncraticWeight.indices.map { row in
      zip(scoreLoadings.row(row), normals).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// √(W/ν) of a trial, by which thresholds are multiplied; 1 for the Gaussian copula.
  package func thresholdScale(seed: Seed, trial: Int) -> Double {
    guard let mixingDistribution else { return 1 }
    var stream = DrawStream(
      seed: seed, trial: UInt32(truncatingIfNeeded: trial), purpose: .copulaMixing,
      key: Self.mixingKey)
    // Not zero, which W underflows to at ν of a few hundredths: thresholds may be infinite.
    let scale = (mixingDistribution.draw(using: &stream) / mixingDistribution.degreesOfFreedom)
      .squareRoot()
    return max(scale, .leastNormalMagnitude)
  }
}
