public import InvestmentPipeline

/// Which distributions a forecast keeps. What is not kept costs neither time nor memory, and no draw
/// depends on it: kept metrics have the same values at every detail.
public enum ForecastDetail: String, Sendable, Codable, CaseIterable {
  /// Those of the scenario's targets alone.
  case targets
  /// What tables, charts and reports show. Through every month: the city's signed investment, starts
  /// and funds, and the districts' signed investment. For the year: the other measures of city and
  /// districts; signed investment, projects of 1 and 10亿元 and up and the manufacturing share of
  /// chains and channels.
  case standard
  /// Every measure over every part of the city through every month.
  case all

  /// The metrics to keep beside those of targets, for `CompiledScenario.init(_:metrics:)`; nil for all.
  public func metrics(of scenario: Scenario) -> [Metric]? {
    guard self != .all else { return nil }
    guard self == .standard else { return [] }
    let city = scenario.city
    let landing: [Measure] =
      scenario.landing == nil
      ? [] : [.startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted]
    let summary: [Measure] = [
      .signedInvestment, .projectCount(atLeast: .hundredMillionYuan(1)),
      .projectCount(atLeast: .hundredMillionYuan(10)), .manufacturingShare,
    ]
    let counts = MetricTable.standardSizes.map { Measure.projectCount(atLeast: $0) }
    let districts = city.districts.map { Scope.district($0.id) }
    let others = city.chains.map { Scope.chain($0.id) } + city.channels.map { Scope.channel($0.id) }
    func throughYear(_ measures: [Measure], _ scope: Scope) -> [Metric] {
      measures.flatMap { measure in
        (1...MetricTable.monthCount).map { Metric(measure, over: scope, throughMonth: $0) }
      }
    }
    return throughYear([.signedInvestment] + landing, .city)
      + districts.flatMap { throughYear([.signedInvestment], $0) }
      + ([.city] + districts).flatMap { scope in
        (counts + [.manufacturingShare] + landing).map { Metric($0, over: scope) }
      }
      + others.flatMap { scope in summary.map { Metric($0, over: scope) } }
  }
}
