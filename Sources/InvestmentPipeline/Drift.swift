/// Variation of conversion rates and of speed from period to period around their mean (漂移), which counts of
/// one period cannot show.
///
/// In a period the log odds of advancing from stage s in district d are those of the rate plus κ_s·D + ω_s·u,
/// D common to the city and the stages, u of the district and the stage, both standard normal; the mean rate stays as
/// stated. The speed of leaving a stage is multiplied by a log-normal variable of mean 1. Each parameter
/// draw has its own values.
public struct Drift: Hashable, Sendable, Codable {
  /// The length of a period in months, 1 … 12; periods follow each other from the first open month on.
  public var periodMonths: Int
  /// κ by stage before signing: the city's standard deviation of the log odds, in [0, 3]; 0 if not named.
  public var cityDeviations: [Stage: Double]
  /// ω by stage before signing: a district's own standard deviation of the log odds, in [0, 3].
  public var districtDeviations: [Stage: Double]
  /// The standard deviation of the logarithm of the city's speed, in [0, 3].
  public var paceDeviation: Double

  /// Creates a drift; `Scenario.problems()` checks the ranges.
  public init(
    periodMonths: Int = 3, cityDeviations: [Stage: Double] = [:],
    districtDeviations: [Stage: Double] = [:], paceDeviation: Double = 0
  ) {
    self.periodMonths = periodMonths
    self.cityDeviations = cityDeviations
    self.districtDeviations = districtDeviations
    self.paceDeviation = paceDeviation
  }
}

extension Scenario {
  /// The problems of the drift.
  func driftProblems() -> [Problem] {
    guard let drift else { return [] }
    var found: [Problem] = []
    if !(1...12).contains(drift.periodMonths) {
      found.append(
        .outside(
          Double(drift.periodMonths), BilingualText(zh: "每期月数", en: "length of a period in months"),
          range: BilingualText(zh: "在 1 到 12 之间", en: "lie in 1 … 12"),
          at: "drift.period_months"))
    }
    func check(_ value: Double, _ path: String) {
      if !(0...3).contains(value) {
        found.append(
          .outside(
            value, BilingualText(zh: "漂移的标准差", en: "standard deviation of the drift"),
            range: BilingualText(zh: "在 0 到 3 之间", en: "lie in [0, 3]"), at: path))
      }
    }
    for (key, values) in [
      ("city", drift.cityDeviations), ("districts", drift.districtDeviations),
    ] {
      for (stage, value) in values.sorted(by: { $0.key < $1.key }) {
        check(value, "drift.\(key).\(stage.rawValue)")
        if !Stage.beforeSigning.contains(stage) {
          found.append(
            Problem(
              path: "drift.\(key).\(stage.rawValue)", value: stage.rawValue,
              reason: BilingualText(
                zh: "“\(stage.name.zh)”不是签约前的阶段。",
                en: "\(stage.rawValue) is not a stage before signing."),
              remedy: BilingualText(
                zh: "只填写签约前的四个阶段。", en: "Give only the four stages before signing.")))
        }
      }
    }
    check(drift.paceDeviation, "drift.pace")
    return found
  }
}
