public import InvestmentPipeline

/// What answers the targets. Distributions of metrics always come from the simulation.
public enum Engine: String, Sendable, Codable, CaseIterable {
  /// Trials of every lead.
  case simulate
  /// The exact distribution by Fourier transform: for leads that are independent.
  case exact
  /// The probability given the factors, averaged over the factors.
  case conditional
  /// The first of exact, conditional and simulate that holds and is the most precise.
  case auto
}

/// Where the probability of a target comes from, with the simulation's beside it.
public struct EngineAnswer: Sendable, Codable, Equatable {
  /// The method by which a probability was computed.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// The share of trials that meet the target.
    case simulation
    /// Convolution of the distributions of all leads, by Fourier transform.
    case exact
    /// The distribution given the factors by Fourier inversion, averaged over the factors.
    case conditionalFourier = "conditional_fourier"
    /// The same with the factors shifted to where the event, or its miss, happens.
    case shiftedFourier = "shifted_fourier"
    /// The distribution given the one factor that all leads share, integrated over it: no sampling
    /// error.
    case factorIntegral = "factor_integral"
    /// The distribution given the factors by three cumulants, averaged over the factors.
    case conditionalCumulants = "conditional_cumulants"
    /// The same with the factors shifted.
    case shiftedCumulants = "shifted_cumulants"
  }

  /// The method of the probability.
  public var method: Method
  /// Why this method.
  public var reason: BilingualText
  /// The numerical error, without sampling error; nil for the simulation.
  public var numericalError: Double?
  /// All that is known is that the probability lies below this: it is not resolved.
  public var upperBound: Double?
  /// All that is known is that the probability lies above this: its complement is not resolved.
  public var lowerBound: Double?
  /// Vectors of factors averaged over; nil for the simulation and the exact distribution.
  public var factorVectors: Int?
  /// From the trials of this run.
  public var simulatedProbability: Double
  /// The standard error of `simulatedProbability`.
  public var simulatedStandardError: Double
  /// Whether both answers lie more than four standard errors apart, numerical error allowed for.
  public var disagrees: Bool
}

extension EngineAnswer {
  /// Four standard errors: a right pair of answers is further apart in one case of 16,000.
  static let greatestDistance = 4.0

  /// The simulation's standard error were the probability right: of no hits the spread is 0.
  public static func simulationError(_ standardError: Double, _ probability: Double, trials: Int)
    -> Double
  {
    max(
      standardError, (probability * (1 - probability) / Double(trials)).squareRoot(),
      1 / Double(trials))
  }

  func judged(_ probability: Double, _ standardError: Double, trials: Int) -> EngineAnswer {
    var answer = self
    let simulated = Self.simulationError(simulatedStandardError, probability, trials: trials)
    let error = (standardError * standardError + simulated * simulated).squareRoot()
    let lowest = lowerBound ?? (upperBound == nil ? probability : 0)
    let highest = upperBound ?? (lowerBound == nil ? probability : 1)
    let distance = max(0, simulatedProbability - highest, lowest - simulatedProbability)
    answer.disagrees =
      method != .simulation && distance > Self.greatestDistance * error + (numericalError ?? 0)
    return answer
  }
}
