public import Forecasting
public import InvestmentPipeline
public import RandomStreams

/// Scenarios side by side, on the same draws: each compared with the first, or with the one before.
///
/// Leads of the same id, and the common factors, draw the same numbers in every scenario, so a
/// difference taken trial by trial has a far smaller error than one between two seeds.
public struct ScenarioComparison: Sendable, Codable, Equatable {
  public var formatVersion: Int
  public var luodiVersion: String
  public var seed: Seed
  public var factorPoints: FactorPoints
  /// Trials taken of each scenario.
  public var trials: Int
  public var completion: Forecast.Completion
  /// What each scenario but the first is compared with.
  public var reference: Reference
  public var scenarios: [ScenarioSummary]
  /// Those of the first scenario, in its order.
  public var targets: [TargetComparison]
  public var joint: [JointComparison]
  /// The year's investment signed in the city and in each district.
  public var investment: [InvestmentComparison]
  /// Of the city; nil unless all scenarios have landing.
  public var landing: [LandingComparison]?
  /// The way from the first scenario to the last, lever by lever: each step compared with the one
  /// before. One element where it was asked for, else absent.
  public var waterfall: [ScenarioComparison]?

  public enum Reference: String, Sendable, Codable {
    case first
    case previous
  }

  /// A difference from the scenario of `reference`.
  public struct Difference: Sendable, Codable, Equatable {
    public var value: Double
    /// Of the differences taken trial by trial: exactly 0 between scenarios of equal inputs; nil
    /// where there are too few trials or parameter draws to tell.
    @NullIfUndefined public var standardError: Double?
    /// What it would be between runs of two seeds.
    @NullIfUndefined public var independentStandardError: Double?
    /// Whether it lies more than three standard errors from nought.
    public var isDistinguishable: Bool

    init(_ value: Double, standardError: Double?, independent: Double?) {
      self.value = value
      self.standardError = standardError
      independentStandardError = independent
      isDistinguishable = standardError.map { value.magnitude > 3 * $0 } ?? false
    }
  }

  /// One scenario's chance of a target, joint or not.
  public struct Chance: Sendable, Codable, Equatable {
    public var probability: Double
    public var standardError: Double
    /// Nil for the first scenario.
    public var difference: Difference?
  }

  public struct TargetComparison: Sendable, Codable, Equatable, Identifiable {
    public var id: Target.ID
    public var title: BilingualText
    public var scope: ScopeReference
    public var throughMonth: Int
    public var comparison: Comparison
    public var value: Double
    public var unit: Unit
    /// By scenario; nil where it has no target of this id, or one with another requirement.
    public var chances: [Chance?]
  }

  public struct JointComparison: Sendable, Codable, Equatable, Identifiable {
    public var id: JointTarget.ID
    public var title: BilingualText
    public var targets: [Target.ID]
    /// By scenario; nil where it has no joint target of this id and these members.
    public var chances: [Chance?]
  }

  public struct InvestmentComparison: Sendable, Codable, Equatable {
    public var scope: ScopeReference
    /// By scenario, 亿元.
    public var means: [Mean]
  }

  /// What started, or the funds in place, over the city in the year.
  public struct LandingComparison: Sendable, Codable, Equatable {
    /// `started_investment` or `funds_in_place`.
    public var measure: String
    /// By scenario, 亿元.
    public var means: [Mean]
  }

  /// The mean of one scenario, 亿元.
  public struct Mean: Sendable, Codable, Equatable {
    public var value: Double
    @NullIfUndefined public var standardError: Double?
    public var difference: Difference?
  }
}
