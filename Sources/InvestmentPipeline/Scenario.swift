/// A change to the leads that match a filter.
public struct Adjustment: Hashable, Sendable, Codable, Identifiable {
  /// The identifier: lower-case letters, digits and hyphens.
  public var id: String
  /// The leads that are adjusted.
  public var filter: LeadFilter
  /// The shift added to the leads' score shifts (probit scale), in [−5, 5].
  public var scoreShift: Double
  /// The factor by which the estimated investment is multiplied, in (0, 100].
  public var investmentFactor: Double

  /// Creates an adjustment; `Scenario.problems()` checks the ranges.
  public init(
    id: String, filter: LeadFilter, scoreShift: Double = 0, investmentFactor: Double = 1
  ) {
    self.id = id
    self.filter = filter
    self.scoreShift = scoreShift
    self.investmentFactor = investmentFactor
  }
}

/// The complete input of a forecast: a city, its register, its assumptions and its targets.
///
/// `problems()` checks it; the module `Forecasting` computes a forecast from it and a seed.
public struct Scenario: Hashable, Sendable, Codable, Identifiable {
  /// The identifier: lower-case letters, digits and hyphens.
  public var id: String
  /// The title shown in reports.
  public var title: BilingualText
  /// The meaning of the scenario, a sentence.
  public var reason: BilingualText
  /// The city.
  public var city: City
  /// The plan year and the as-of date.
  public var planYear: PlanYear
  /// The register of leads (项目库), including the known results of the year; 1 … 250,000 leads.
  public var leads: [Lead]
  /// The conversion rates of every district of the city.
  public var conversionRates: [District.ID: ConversionRates]
  /// The pace at which leads leave their stages by month (1 … 12), in [0, 100]; 1 for months not
  /// named.
  public var pace: [Int: Double]
  /// The shift of the conversion rates on the probit scale by the calendar month (1 … 12) in which a
  /// stage is left, in [−3, 3]; 0 for months not named.
  public var conversionShift: [Int: Double]
  /// The log standard deviation of a point estimate by stage before signing, in
  /// `SizeDistribution.logDeviationRange`; 0 for stages
  /// not named.
  public var estimateUncertainty: [Stage: Double]
  /// The dependence structure of the leads.
  public var dependence: Dependence
  /// Adjustments of groups of leads; a lead may have several.
  public var adjustments: [Adjustment]
  /// The investment above which a project is not signed, above 0; nil for no ceiling.
  public var investmentCeiling: Money?
  /// Streams of future leads; empty if only the register is simulated.
  public var arrivals: [ArrivalStream]
  /// Projects attracted by anchors; nil for none.
  public var followers: Followers?
  /// Quotas of land and energy; nil for none.
  public var quotas: Quotas?
  /// Starts and funds; nil if only signing is simulated.
  public var landing: Landing?
  /// The scorecard of the districts; nil for none.
  public var scorecard: Scorecard?
  /// The counts that determine the uncertainty of the conversion rates; nil if the rates are fixed.
  public var history: ConversionHistory?
  /// The variation of conversion rates and speed from period to period; nil for none.
  public var drift: Drift?
  /// The signed investment of each month (1 … 12) of the year before, which forecasts are shown beside; empty if not
  /// stated.
  public var lastYearInvestment: [Int: Money]
  /// How the year's signed investment is mixed with the run-rate; nil for no such forecast.
  public var blend: RunRateBlend?
  /// The targets, in the order of reports.
  public var targets: [Target]
  /// Joint targets over the ids of `targets`.
  public var jointTargets: [JointTarget]
  /// The applied levers, in order; the inputs above contain their changes.
  public var levers: [Lever]
  /// Every input with its provenance; empty for a scenario made in code.
  public var assumptions: [Assumption]
  /// The files the scenario was read from; empty for a scenario made in code.
  public var inputFiles: [InputFile]

  /// Creates a scenario without checks; see `problems()`.
  public init(
    id: String, title: BilingualText, reason: BilingualText, city: City, planYear: PlanYear,
    leads: [Lead], conversionRates: [District.ID: ConversionRates], pace: [Int: Double] = [:],
    conversionShift: [Int: Double] = [:], estimateUncertainty: [Stage: Double] = [:],
    dependence: Dependence = .independent,
    adjustments: [Adjustment] = [], investmentCeiling: Money? = nil,
    arrivals: [ArrivalStream] = [], followers: Followers? = nil, quotas: Quotas? = nil,
    landing: Landing? = nil, scorecard: Scorecard? = nil,
    history: ConversionHistory? = nil, drift: Drift? = nil,
    lastYearInvestment: [Int: Money] = [:], blend: RunRateBlend? = nil, targets: [Target] = [],
    jointTargets: [JointTarget] = [], levers: [Lever] = [], assumptions: [Assumption] = [],
    inputFiles: [InputFile] = []
  ) {
    self.id = id
    self.title = title
    self.reason = reason
    self.city = city
    self.planYear = planYear
    self.leads = leads
    self.conversionRates = conversionRates
    self.pace = pace
    self.conversionShift = conversionShift
    self.estimateUncertainty = estimateUncertainty
    self.dependence = dependence
    self.adjustments = adjustments
    self.investmentCeiling = investmentCeiling
    self.arrivals = arrivals
    self.followers = followers
    self.quotas = quotas
    self.landing = landing
    self.scorecard = scorecard
    self.history = history
    self.drift = drift
    self.lastYearInvestment = lastYearInvestment
    self.blend = blend
    self.targets = targets
    self.jointTargets = jointTargets
    self.levers = levers
    self.assumptions = assumptions
    self.inputFiles = inputFiles
  }
}
