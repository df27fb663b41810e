public import Forecasting
public import InvestmentPipeline
public import RandomStreams

/// A comparison of scenarios on common random numbers: each with the first, or with the one before.
///
/// Leads of the same id, and the common factors, draw the same numbers in every scenario, so a
/// difference taken trial by trial has a far smaller error than one between two seeds.
public struct ScenarioComparison: Sendable, Codable, Equatable {
  /// The version of this format.
  public var formatVersion: Int
  /// The version of Luodi that made it.
  public var luodiVersion: String
  /// The seed of all draws.
  public var seed: Seed
  /// The source of the common factors' draws.
  public var factorPoints: FactorPoints
  /// Trials taken of each scenario.
  public var trials: Int
  /// Whether all trials were taken, and if not, why.
  public var completion: Forecast.Completion
  /// The counterpart of each scenario but the first.
  public var reference: Reference
  /// The scenarios, in the order of the comparison.
  public var scenarios: [ScenarioSummary]
  /// Those of the first scenario, in its order.
  public var targets: [TargetComparison]
  /// The joint targets of the first scenario.
  public var joint: [JointComparison]
  /// The year's investment signed in the city and in each district.
  public var investment: [InvestmentComparison]
  /// Of the city; nil unless all scenarios have landing.
  public var landing: [LandingComparison]?
  /// The steps from the first scenario to the last, lever by lever, each compared with the step
  /// before: one element if requested, else absent.
  public var waterfall: [ScenarioComparison]?

  /// The scenario that each of the others is compared with: the first, or the one before.
  public enum Reference: String, Sendable, Codable {
    /// The first scenario.
    case first
    /// The scenario before.
    case previous
  }

  /// A difference from the scenario of `reference`.
  public struct Difference: Sendable, Codable, Equatable {
    /// The difference, in the unit of what is compared.
    public var value: Double
    /// Of the differences taken trial by trial: exactly 0 between scenarios of equal inputs; nil
    /// where there are too few trials or parameter draws to tell.
    @NullIfUndefined public var standardError: Double?
    /// The standard error of the difference between independent runs of two seeds.
    @NullIfUndefined public var independentStandardError: Double?
    /// Whether it differs from 0 by more than three standard errors.
    public var isDistinguishable: Bool

    init(_ value: Double, standardError: Double?, independent: Double?) {
      self.value = value
      self.standardError = standardError
      independentStandardError = independent
      isDistinguishable = standardError.map { value.magnitude > 3 * $0 } ?? false
    }
  }

  /// The probability of a target or joint target in one scenario.
  public struct Chance: Sendable, Codable, Equatable {
    /// The probability of the target.
    public var probability: Double
    /// Its Monte Carlo standard error.
    public var standardError: Double
    /// Nil for the first scenario.
    public var difference: Difference?
  }

  /// A target over all scenarios.
  public struct TargetComparison: Sendable, Codable, Equatable, Identifiable {
    /// The target's identifier.
    public var id: Target.ID
    /// The target's title.
    public var title: BilingualText
    /// The part of the city that the target is for.
    public var scope: ScopeReference
    /// The month, 1 … 12, by whose end it is to be met.
    public var throughMonth: Int
    /// Whether the value is to be reached or exceeded.
    public var comparison: Comparison
    /// The value to meet, in `unit`.
    public var value: Double
    /// The unit of `value`.
    public var unit: Unit
    /// By scenario; nil where it has no target of this id, or one with another requirement.
    public var chances: [Chance?]
  }

  /// A joint target over all scenarios.
  public struct JointComparison: Sendable, Codable, Equatable, Identifiable {
    /// The joint target's identifier.
    public var id: JointTarget.ID
    /// The joint target's title.
    public var title: BilingualText
    /// The targets that are joined.
    public var targets: [Target.ID]
    /// By scenario; nil where it has no joint target of this id and these members.
    public var chances: [Chance?]
  }

  /// The signed investment of a part of the city over all scenarios.
  public struct InvestmentComparison: Sendable, Codable, Equatable {
    /// The city or a district.
    public var scope: ScopeReference
    /// By scenario, 亿元.
    public var means: [Mean]
  }

  /// The started investment or the funds in place of the city in the year.
  public struct LandingComparison: Sendable, Codable, Equatable {
    /// `started_investment` or `funds_in_place`.
    public var measure: String
    /// By scenario, 亿元.
    public var means: [Mean]
  }

  /// The mean of one scenario, 亿元.
  public struct Mean: Sendable, Codable, Equatable {
    /// The mean over trials, 亿元.
    public var value: Double
    /// Its Monte Carlo standard error; nil for fewer than two trials or parameter draws.
    @NullIfUndefined public var standardError: Double?
    /// The difference from the reference; nil for the first scenario.
    public var difference: Difference?
  }
}
