/// A change to the leads that match a filter.
public struct Adjustment: Hashable, Sendable, Codable, Identifiable {
  public var id: String
  public var filter: LeadFilter
  /// Added to the leads' own score shifts (probit scale).
  public var scoreShift: Double
  /// Multiplies the leads' estimated investment; above 0.
  public var investmentFactor: Double

  public init(
    id: String, filter: LeadFilter, scoreShift: Double = 0, investmentFactor: Double = 1
  ) {
    self.id = id
    self.filter = filter
    self.scoreShift = scoreShift
    self.investmentFactor = investmentFactor
  }
}

/// Everything a forecast is made from: a city, its register, its rates, and what is asked.
///
/// A value without behaviour: `problems()` says what is wrong with it, and the module
/// `Forecasting` turns it and a seed into a forecast.
public struct Scenario: Hashable, Sendable, Codable, Identifiable {
  public var id: String
  public var title: BilingualText
  /// What the scenario stands for, in a sentence.
  public var reason: BilingualText
  public var city: City
  public var planYear: PlanYear
  /// The register of leads (项目库), known results of the year among them.
  public var leads: [Lead]
  /// Every district of the city has its rates.
  public var conversionRates: [District.ID: ConversionRates]
  /// The speed at which leads leave their stages in a month (1 … 12), relative to 1.
  public var pace: [Int: Double]
  /// Log standard deviation of a point estimate by stage; stages not named have none.
  public var estimateUncertainty: [Stage: Double]
  public var dependence: Dependence
  public var adjustments: [Adjustment]
  /// Projects whose investment comes out above it are not signed; nil is no ceiling.
  public var investmentCeiling: Money?
  /// Leads that are yet to come; empty where only the register counts.
  public var arrivals: [ArrivalStream]
  public var followers: Followers?
  public var quotas: Quotas?
  public var landing: Landing?
  public var scorecard: Scorecard?
  /// From which the conversion rates are known; nil where they are taken as they stand.
  public var history: ConversionHistory?
  public var targets: [Target]
  public var jointTargets: [JointTarget]
  /// What moved the numbers above, in this order; they stand here as moved.
  public var levers: [Lever]
  /// Every number of the files with its provenance; empty for a scenario made in code.
  public var assumptions: [Assumption]
  public var inputFiles: [InputFile]

  public init(
    id: String, title: BilingualText, reason: BilingualText, city: City, planYear: PlanYear,
    leads: [Lead], conversionRates: [District.ID: ConversionRates], pace: [Int: Double] = [:],
    estimateUncertainty: [Stage: Double] = [:], dependence: Dependence = .independent,
    adjustments: [Adjustment] = [], investmentCeiling: Money? = nil,
    arrivals: [ArrivalStream] = [], followers: Followers? = nil, quotas: Quotas? = nil,
    landing: Landing? = nil, scorecard: Scorecard? = nil,
    history: ConversionHistory? = nil, targets: [Target] = [],
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
    self.targets = targets
    self.jointTargets = jointTargets
    self.levers = levers
    self.assumptions = assumptions
    self.inputFiles = inputFiles
  }
}
