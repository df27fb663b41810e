import Forecasting
import InvestmentPipeline

/// Values of a forecast as text.
extension ForecastReport {
  func percent(_ probability: Double, _ error: Double) -> String {
    NumberText.percent(probability, error: error, trials: forecast.trials)
  }

  /// `118亿元`.
  func money(_ amount: Double, error: Double?) -> String {
    SharedWords.money(amount: NumberText.value(amount, error: error))[language]
  }

  func value(_ value: Double, error: Double?, unit: Unit) -> String {
    switch unit {
    case .hundredMillionYuan: NumberText.value(value, error: error)
    case .projects: NumberText.fixed(value, decimals: 0)
    case .share: NumberText.value(value * 100, error: error.map { $0 * 100 }) + "%"
    }
  }

  /// - Parameter errors: the standard errors of both ends; 0 for ends that are not estimates.
  func interval(
    _ lower: Double, _ upper: Double, unit: Unit, errors: (Double?, Double?) = (0, 0)
  ) -> String {
    func edge(_ value: Double, _ error: Double?) -> String {
      switch unit {
      case .hundredMillionYuan: NumberText.value(value, error: error, most: upper < 10 ? 1 : 0)
      case .projects: NumberText.fixed(value, decimals: 0)
      case .share: NumberText.fixed(value * 100, decimals: 0) + "%"
      }
    }
    return edge(lower, errors.0) + "–" + edge(upper, errors.1)
  }

  /// `1850–2400`, between two quantiles.
  func interval(_ lower: QuantileEstimate, _ upper: QuantileEstimate) -> String {
    interval(
      lower.value, upper.value, unit: .hundredMillionYuan,
      errors: (lower.standardError, upper.standardError))
  }

  /// `超过2000亿元`, `≥ 45 projects`.
  func requirement(_ target: TargetForecast) -> String {
    let amount = quantity(target.value, unit: target.unit)
    let text =
      target.comparison == .moreThan
      ? SharedWords.moreThan(amount: amount) : SharedWords.atLeast(amount: amount)
    return text[language]
  }

  /// `62.4% ±0.2`.
  func chance(_ target: TargetForecast) -> String {
    chance(target.probability, target.standardError, target.answer)
  }

  func shortfall(_ target: TargetForecast) -> String {
    guard let shortfall = target.expectedShortfall else { return "–" }
    let error = target.expectedShortfallStandardError
    switch target.unit {
    case .hundredMillionYuan, .projects: return NumberText.value(shortfall, error: error)
    case .share:
      return NumberText.value(shortfall * 100, error: error.map { $0 * 100 }) + "%"
    }
  }

  /// `215 (10.8%)`.
  func achieved(_ target: TargetForecast) -> String {
    guard let achieved = target.progress.achieved else { return "–" }
    let amount =
      switch target.unit {
      case .hundredMillionYuan: NumberText.fixed(achieved, decimals: 1)
      case .projects: NumberText.fixed(achieved, decimals: 0)
      case .share: NumberText.fixed(achieved * 100, decimals: 1) + "%"
      }
    guard let share = target.progress.achievedShare else { return amount }
    // Above ten times the target the ratio is not informative.
    let percent = share > 10 ? ">1000" : NumberText.fixed(share * 100, decimals: 0)
    return "\(amount) (\(percent)%)"
  }

  func scope(_ reference: ScopeReference) -> Scope {
    switch reference.kind {
    case .city: .city
    case .district: .district(reference.id)
    case .chain: .chain(reference.id)
    case .channel: .channel(reference.id)
    }
  }

  private func quantity(_ value: Double, unit: Unit) -> String {
    switch unit {
    case .hundredMillionYuan: SharedWords.money(amount: NumberText.plain(value))[language]
    case .projects: SharedWords.projects(count: NumberText.plain(value))[language]
    case .share: NumberText.plain(value * 100) + "%"
    }
  }
}
