import ExactDistributions
public import Forecasting
public import InvestmentPipeline

/// The contribution of one open lead to the year's total, by its own distribution.
///
/// The probability of being signed by the horizon, times the expected investment. Quotas and the
/// project simulation are not included. As in a loan portfolio: probability of the event, exposure,
/// and the variance of the single name.
public struct LeadContribution: Sendable, Codable, Equatable, Identifiable {
  /// The lead's identifier.
  public var id: Lead.ID
  /// The project's name.
  public var name: String
  /// Its district.
  public var districtID: District.ID
  /// Its stage at the as-of date.
  public var stage: Stage
  /// The probability of being signed by the horizon at the stated rates, over the common factors; exact.
  public var probability: Double
  /// The expected investment, 亿元; amounts above the ceiling count as 0.
  public var expectedInvestment: Double
  /// The variance of the lead's investment, 亿元².
  public var variance: Double
}

/// Known and expected projects of at least a size.
public struct SizeExpectation: Sendable, Codable, Equatable {
  /// 亿元.
  public var size: Double
  /// The number of known projects of at least `size`.
  public var signedCount: Int
  /// 亿元.
  public var signedInvestment: Double
  /// The expected number of further projects of at least `size` from open leads.
  public var expectedCount: Double
  /// 亿元.
  public var expectedInvestment: Double
}

extension CompiledScenario {
  /// The contribution of every open lead that can be signed, in the order of the register.
  public func leadContributions() -> [LeadContribution] {
    leads.map { lead in
      let known = scenario.leads[Int(lead.number)]
      let probability = signingProbabilities[Int(lead.curve)]
      let amount = SummandDistribution.amount(
        distributions[Int(lead.distribution)], ceiling: ceiling, scale: 1)
      let mean = probability * amount.moment(1) / 10_000
      return LeadContribution(
        id: known.id, name: known.name, districtID: known.districtID, stage: known.stage,
        probability: probability, expectedInvestment: mean,
        variance: max(0, probability * amount.moment(2) / 1e8 - mean * mean))
    }
  }

  /// Signed and expected projects of at least each size.
  ///
  /// - Parameter sizes: 亿元.
  public func sizeExpectations(_ sizes: [Double]) -> [SizeExpectation] {
    sizes.map { size in
      let units = Int64((size * 10_000).rounded())
      let signed = knownResults.filter { $0.amount >= units }
      var result = SizeExpectation(
        size: size, signedCount: signed.count,
        signedInvestment: Double(signed.reduce(0) { $0 + $1.amount }) / 10_000, expectedCount: 0,
        expectedInvestment: 0)
      for lead in leads {
        let probability = signingProbabilities[Int(lead.curve)]
        let distribution = distributions[Int(lead.distribution)]
        let amount = SummandDistribution.amount(distribution, ceiling: ceiling, scale: 1)
        let count = SummandDistribution.count(distribution, ceiling: ceiling, size: units)
        result.expectedCount += probability * count.moment(1)
        // Amounts are rounded to whole 万元 before they are compared.
        result.expectedInvestment +=
          probability * (amount.moment(1) - amount.partialMoment(1, below: Double(units) - 0.5))
          / 10_000
      }
      return result
    }
  }
}
