import Forecasting
import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The results of two engines, compared.
extension ForecastReport {
  /// Empty for a run that only simulates.
  var answers: [ReportBlock] {
    guard forecast.engine != nil else { return [] }
    let all =
      forecast.targets.compactMap { target in
        target.answer.map {
          Line(
            title: target.title[language], probability: target.probability,
            error: target.standardError, answer: $0, trials: forecast.trials)
        }
      }
      + forecast.joint.compactMap { joint in
        joint.answer.map {
          Line(
            title: joint.title[language], probability: joint.probability,
            error: joint.standardError, answer: $0, trials: forecast.trials)
        }
      }
    guard !all.isEmpty else { return [] }
    let table = Table(
      columns: [
        (SharedWords.target[language], .leading), (ForecastWords.method[language], .trailing),
        (SharedWords.probability[language], .trailing),
        (ForecastWords.simulated[language], .trailing),
        (ForecastWords.distance[language], .trailing),
      ],
      rows: all.map { line in
        [
          line.title, Self.name(line.answer.method)[language],
          chance(line.probability, line.error, line.answer),
          percent(line.answer.simulatedProbability, line.answer.simulatedStandardError) + " ±"
            + NumberText.points(line.answer.simulatedStandardError),
          line.distance,
        ]
      })
    var reasons: [String] = []
    for line in all {
      let text = SharedWords.labelled(
        name: Self.name(line.answer.method)[language], text: line.answer.reason[language])[language]
      if !reasons.contains(text) { reasons.append(text) }
    }
    let warnings = all.filter(\.answer.disagrees).map {
      ForecastWords.methodsDisagree(target: $0.title)[language]
    }
    return [
      .heading(ForecastWords.answers[language]), .table(table),
      .paragraph(
        (reasons + (warnings.isEmpty ? [ForecastWords.methodsAgree[language]] : warnings))
          .joined(separator: "\n")),
    ]
  }

  private struct Line {
    var title: String
    var probability: Double
    var error: Double
    var answer: EngineAnswer
    var trials: Int

    /// In standard errors of the difference.
    var distance: String {
      guard answer.method != .simulation, answer.upperBound == nil, answer.lowerBound == nil
      else { return "–" }
      let other = EngineAnswer.simulationError(
        answer.simulatedStandardError, probability, trials: trials)
      return NumberText.fixed(
        (probability - answer.simulatedProbability) / (error * error + other * other).squareRoot(),
        decimals: 1)
    }
  }

  /// A probability with the digits that its answer supports: a rare event is not printed as 0, and an
  /// unresolved one is printed as its bound.
  func chance(_ probability: Double, _ error: Double, _ answer: EngineAnswer?) -> String {
    guard let answer, answer.method != .simulation else {
      return percent(probability, error) + " ±" + NumberText.points(error)
    }
    if let bound = answer.upperBound { return NumberText.below(bound) }
    if let bound = answer.lowerBound { return NumberText.above(bound) }
    let points = max(error, answer.numericalError ?? 0) * 100
    let decimals = points > 0 ? min(12, max(1, Int((-log10(points)).rounded(.up)))) : 6
    return NumberText.fixed(probability * 100, decimals: decimals) + "% ±"
      + NumberText.fixed(points, decimals: decimals)
  }

  private static func name(_ method: EngineAnswer.Method) -> BilingualText {
    switch method {
    case .simulation: ForecastWords.simulation
    case .exact: ForecastWords.exact
    case .conditionalFourier: ForecastWords.conditional
    case .shiftedFourier: ForecastWords.shifted
    case .factorIntegral: ForecastWords.factorIntegral
    case .conditionalCumulants: ForecastWords.cumulants
    case .shiftedCumulants: ForecastWords.shiftedCumulants
    }
  }
}
