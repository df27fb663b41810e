package import InvestmentPipeline

/// The order in which the metrics of a forecast are kept: scope by scope, month by month,
/// measure by measure.
package struct MetricTable: Sendable, Equatable {
  /// The city, its districts, its chains, its channels.
  package let scopes: [Scope]
  /// Sizes by which projects are counted, ascending; the first is zero and counts all.
  package let sizes: [Money]
  /// Signed investment, a count for each size, manufacturing share; with landing what has started
  /// and the funds in place.
  package let measures: [Measure]

  package static let monthCount = 12

  /// The sizes always reported: all, 1, 10 and 50亿元 and up.
  static let standardSizes: [Money] = [
    .zero, .hundredMillionYuan(1), .hundredMillionYuan(10), .hundredMillionYuan(50),
  ]

  /// - Parameter hasLanding: whether starts are simulated.
  init(city: City, targets: [Target], hasLanding: Bool = false) {
    scopes =
      [.city] + city.districts.map { .district($0.id) } + city.chains.map { .chain($0.id) }
      + city.channels.map { .channel($0.id) }
    var sizes = Set(Self.standardSizes)
    for target in targets {
      if case .projectCount(let size) = target.metric.measure { sizes.insert(size) }
    }
    self.sizes = sizes.sorted()
    measures =
      [.signedInvestment] + self.sizes.map { .projectCount(atLeast: $0) } + [.manufacturingShare]
      + (hasLanding
        ? [.startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted] : [])
  }

  func isDistrict(_ scope: Int) -> Bool {
    if case .district = scopes[scope] { true } else { false }
  }

  /// Whether there is such a metric: what starts is told by district only.
  func has(_ measure: Int, over scope: Int) -> Bool {
    !measures[measure].needsLanding || scope == 0 || isDistrict(scope)
  }

  var metricCount: Int { scopes.count * Self.monthCount * measures.count }

  package func index(scope: Int, month: Int, measure: Int) -> Int {
    (scope * Self.monthCount + month) * measures.count + measure
  }

  /// The place of `metric`; nil when its scope or measure is not of this table.
  package func index(of metric: Metric) -> Int? {
    guard let scope = scopes.firstIndex(of: metric.scope),
      let measure = measures.firstIndex(of: metric.measure),
      (1...Self.monthCount).contains(metric.throughMonth)
    else { return nil }
    return index(scope: scope, month: metric.throughMonth - 1, measure: measure)
  }

  /// The metric at `index`.
  func metric(at index: Int) -> Metric {
    let (rest, measure) = index.quotientAndRemainder(dividingBy: measures.count)
    let (scope, month) = rest.quotientAndRemainder(dividingBy: Self.monthCount)
    return Metric(measures[measure], over: scopes[scope], throughMonth: month + 1)
  }
}
