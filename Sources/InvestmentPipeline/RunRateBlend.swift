/// How a forecast is mixed with the run-rate, as past forecasts scored best (组合预测).
public struct RunRateBlend: Hashable, Sendable, Codable {
  /// The weight of the model, in [0, 1]; the rest is the run-rate's.
  public var modelShare: Double
  /// The standard deviation of what the run-rate brought in the past over what it had led to expect, in (0, 5].
  public var runRateDeviation: Double

  /// Creates a blend; `Scenario.problems()` checks the ranges.
  public init(modelShare: Double, runRateDeviation: Double) {
    self.modelShare = modelShare
    self.runRateDeviation = runRateDeviation
  }
}

extension Scenario {
  /// The problems of the blend.
  func blendProblems() -> [Problem] {
    guard let blend else { return [] }
    var found: [Problem] = []
    if let problem = Problem.unlessShare(
      blend.modelShare, BilingualText(zh: "模型的权重", en: "weight of the model"),
      at: "blend.model_share")
    {
      found.append(problem)
    }
    if !(blend.runRateDeviation > 0 && blend.runRateDeviation <= 5) {
      found.append(
        .outside(
          blend.runRateDeviation,
          BilingualText(zh: "同期水平的相对误差", en: "relative error of the run-rate"),
          range: BilingualText(zh: "大于 0、不超过 5", en: "be above 0 and at most 5"),
          at: "blend.run_rate_deviation"))
    }
    if lastYearInvestment.isEmpty, planYear.openMonths.lowerBound <= 6 {
      found.append(
        Problem(
          path: "blend", value: "\(planYear.asOf)",
          reason: BilingualText(
            zh: "组合预测需要此前同样长的时间的签约投资额，今年已过的月份不够。",
            en:
              "A blend needs what was signed in the same length of time before, which is longer than this year."
          ),
          remedy: BilingualText(
            zh: "填写 last_year 的 signed_investment。", en: "State signed_investment of last_year.")))
    }
    return found
  }
}
