import Distributions
package import ExactDistributions
import InvestmentPipeline

extension AdditiveSum {
  /// - Parameters:
  ///   - scope: of the model's metric table.
  ///   - month: 0 … 11.
  ///   - share: for a share, its threshold θ in millionths.
  init(_ model: CompiledScenario, measure: Measure, scope: Int, month: Int, share: Int64 = 0) {
    func counts(_ segment: CompiledScenario.Segment) -> Bool {
      scope == 0 || Int(segment.district) == scope || Int(segment.chain) == scope
        || Int(segment.channel) == scope
    }
    func scale(_ segment: CompiledScenario.Segment) -> Int64 {
      segment.isManufacturing ? 1_000_000 - share : -share
    }
    var parts: [Part] = []
    var distributions: [SummandDistribution] = []
    var numbers: [SummandDistribution: Int32] = [:]
    for lead in model.leads where counts(lead.segment) {
      let threshold = model.thresholds[Int(lead.curve) * MetricTable.monthCount + month]
      guard threshold > -.infinity else { continue }
      let amount = model.distributions[Int(lead.distribution)]
      let distribution: SummandDistribution =
        switch measure {
        case .signedInvestment: .amount(amount, ceiling: model.ceiling, scale: 1)
        case .projectCount(let size):
          .count(amount, ceiling: model.ceiling, size: size.tenThousandYuan)
        case .manufacturingShare:
          .amount(amount, ceiling: model.ceiling, scale: scale(lead.segment))
        case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted:
          preconditionFailure("what starts is no sum over independent leads")
        }
      guard distribution.presence > 0 else { continue }
      let number = numbers[distribution] ?? Int32(distributions.count)
      if number == distributions.count {
        numbers[distribution] = number
        distributions.append(distribution)
      }
      parts.append(Part(threshold: threshold, row: lead.row, distribution: number))
    }
    var offset: Int64 = 0
    var total: Int64 = 0
    for result in model.knownResults where result.month <= month && counts(result.segment) {
      total += result.amount
      switch measure {
      case .signedInvestment: offset += result.amount
      case .projectCount(let size): offset += result.amount >= size.tenThousandYuan ? 1 : 0
      case .manufacturingShare: offset += result.amount * scale(result.segment)
      case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted: break
      }
    }
    self.init(
      parts: parts, distributions: distributions, offset: offset, isCertainlyDefined: total > 0,
      isSigned: measure == .manufacturingShare)
  }

  /// The sum that a question is about.
  init(_ model: CompiledScenario, _ key: SumQuestion.Key) {
    self.init(
      model, measure: model.table.measures[key.measure], scope: key.scope, month: key.month,
      share: key.share)
  }
}

extension SummandDistribution {
  /// The amount of a distribution, times `scale`.
  package static func amount(_ distribution: InvestmentDistribution, ceiling: Int64, scale: Int64)
    -> SummandDistribution
  {
    // Amounts are rounded to whole 万元 before they are compared.
    let limit = ceiling == .max ? Double.infinity : Double(ceiling) + 0.5
    switch distribution {
    case .fixed(let amount):
      return .atom(value: amount * scale, probability: amount <= ceiling ? 1 : 0)
    case .logNormal(let distribution):
      return scale == 0
        ? .atom(value: 0, probability: distribution.cdf(limit))
        : .logNormal(
          logMean: distribution.logMean, logStandardDeviation: distribution.logStandardDeviation,
          limit: limit,
          scale: Double(scale))
    case .threePoint(let distribution):
      return scale == 0
        ? .atom(value: 0, probability: distribution.cdf(limit))
        : .threePoint(
          low: distribution.low, mode: distribution.mode, high: distribution.high, limit: limit,
          scale: Double(scale))
    case .spliced: preconditionFailure("leads of a register have no size distribution")
    }
  }

  /// One, where the amount is from `size` to the ceiling.
  package static func count(_ distribution: InvestmentDistribution, ceiling: Int64, size: Int64)
    -> SummandDistribution
  {
    let lower = Double(size) - 0.5
    let upper = ceiling == .max ? Double.infinity : Double(ceiling) + 0.5
    func probability(_ distribution: some ContinuousDistribution) -> Double {
      guard upper > lower else { return 0 }
      return max(
        0,
        lower > distribution.mean
          ? distribution.survival(lower) - distribution.survival(upper)
          : distribution.cdf(upper) - distribution.cdf(lower))
    }
    switch distribution {
    case .fixed(let amount):
      return .atom(value: 1, probability: amount >= size && amount <= ceiling ? 1 : 0)
    case .logNormal(let distribution):
      return .atom(value: 1, probability: probability(distribution))
    case .threePoint(let distribution):
      return .atom(value: 1, probability: probability(distribution))
    case .spliced: preconditionFailure("leads of a register have no size distribution")
    }
  }
}
