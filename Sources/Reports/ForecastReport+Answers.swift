import Forecasting
import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The answers of two engines side by side.
extension ForecastReport {
  /// Nothing for a run that only simulates.
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
        (Catalogue.target(language), .leading), (Catalogue.answerMethod(language), .trailing),
        (Catalogue.chance(language), .trailing), (Catalogue.answerSimulated(language), .trailing),
        (Catalogue.answerDistance(language), .trailing),
      ],
      rows: all.map { line in
        [
          line.title, Self.name(line.answer.method)(language),
          chance(line.probability, line.error, line.answer),
          percent(line.answer.simulatedProbability, line.answer.simulatedStandardError) + " ±"
            + NumberText.points(line.answer.simulatedStandardError),
          line.distance,
        ]
      })
    var reasons: [String] = []
    for line in all {
      let text = Catalogue.answerReason(
        language, Self.name(line.answer.method)(language), line.answer.reason[language])
      if !reasons.contains(text) { reasons.append(text) }
    }
    let warnings = all.filter(\.answer.disagrees).map {
      Catalogue.answerDisagrees(language, $0.title)
    }
    return [
      .heading(Catalogue.answersTitle(language)), .table(table),
      .paragraph(
        (reasons + (warnings.isEmpty ? [Catalogue.answersAgree(language)] : warnings))
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

  /// With as many digits as the answer has: a rare event is not printed as 0, and what is not
  /// resolved as its bound.
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

  private static func name(_ method: EngineAnswer.Method) -> Catalogue {
    switch method {
    case .simulation: .methodSimulation
    case .exact: .methodExact
    case .conditionalFourier: .methodConditional
    case .shiftedFourier: .methodShifted
    case .factorIntegral: .methodIntegral
    case .conditionalCumulants: .methodCumulants
    case .shiftedCumulants: .methodShiftedCumulants
    }
  }
}
