package import LinearAlgebra
public import RandomStreams

/// How probabilities are averaged over the factors.
public struct ConditionalPlan: Sendable, Equatable {
  /// The seed of the vectors.
  public var seed: Seed
  /// Vectors of factors at most, a multiple of 64; they are doubled from 1,024 on.
  public var greatestVectorCount: Int
  /// No more vectors once every standard error is at or below this.
  public var precision: Double
  /// Scrambled Sobol points; else plain draws.
  public var isQuasiRandom: Bool
  /// Whether rare events are looked for where they are, with the factors shifted, and a single
  /// factor is integrated over.
  public var shiftsFactors: Bool
  /// Threads of the computation; nil for one on each processor. It has no influence on the
  /// result.
  public var threads: Int?

  /// Creates a plan.
  public init(
    seed: Seed = Seed(2023), greatestVectorCount: Int = 1 << 16, precision: Double = 0.0002,
    isQuasiRandom: Bool = true, shiftsFactors: Bool = true, threads: Int? = nil
  ) {
    self.seed = seed
    self.greatestVectorCount = greatestVectorCount
    self.precision = precision
    self.isQuasiRandom = isQuasiRandom
    self.shiftsFactors = shiftsFactors
    self.threads = threads
  }

  package var pool: WorkerPool { WorkerPool(threadCount: threads) }
}

/// A probability averaged over the factors.
public struct ConditionalProbability: Sendable, Equatable {
  /// The probability, in [0, 1].
  public var value: Double
  /// From the spread of 64 replicates.
  public var standardError: Double
  /// The numerical error, without sampling error.
  public var numericalError: Double
  /// All that is known is that the probability lies below this; nil where it is resolved.
  public var upperBound: Double?
  /// All that is known is that the probability lies above this; nil where it is resolved.
  public var lowerBound: Double?
  /// Vectors of factors taken.
  public var vectorCount: Int
  /// By three cumulants in the place of a Fourier inversion.
  public var usesCumulants: Bool
  /// With the factors shifted to where the event, or its complement, is not rare.
  public var isShifted: Bool
  /// Integrated over the one factor that all leads share: nothing is left to chance.
  public var isIntegrated: Bool
}

/// How far an engine has come with its answers.
public struct EngineProgress: Sendable {
  /// The number of targets that have been answered.
  public let targetsAnswered: Int
  /// The number of targets to answer.
  public let targetCount: Int
  /// For the targets that are being answered.
  public let vectorsTaken: Int
}

/// Reports progress, and keeps whether the computation is to stop.
package final class EngineControl {
  private let onProgress: (EngineProgress) -> Bool
  private let targetCount: Int
  package private(set) var isInterrupted = false
  package var targetsAnswered = 0
  private var vectorsTaken = 0

  package init(targetCount: Int = 1, onProgress: @escaping (EngineProgress) -> Bool = { _ in true })
  {
    self.targetCount = targetCount
    self.onProgress = onProgress
  }

  /// Whether to go on after `vectors` more.
  package func goesOn(after vectors: Int) -> Bool {
    vectorsTaken += vectors
    if !isInterrupted {
      isInterrupted = !onProgress(
        EngineProgress(
          targetsAnswered: targetsAnswered, targetCount: targetCount, vectorsTaken: vectorsTaken))
    }
    return !isInterrupted
  }

  package func beginNext() { vectorsTaken = 0 }
}

/// The answer to a question about one sum.
package enum ConditionalAnswer {
  case found(ConditionalProbability)
  /// A simulation of the same error would be cheaper.
  case dearerThanSimulation
  case interrupted
}

extension ConditionalProbability {
  var isResolved: Bool { upperBound == nil && lowerBound == nil }

  /// With a bound in the place of a figure that lies below what numbers may be off.
  var resolved: ConditionalProbability {
    var answer = self
    let isMiss = value > 0.5
    let rare = isMiss ? 1 - value : value
    guard isResolved, rare <= numericalError else { return self }
    let bound = rare + numericalError + 4 * standardError
    if isMiss { answer.lowerBound = 1 - bound } else { answer.upperBound = bound }
    return answer
  }
}
