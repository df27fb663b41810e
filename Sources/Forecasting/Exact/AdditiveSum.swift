import Distributions
import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A sum over leads that are independent once the factors are known, with what is known of it.
///
/// Every measure is one: investment and counts as they are; a manufacturing share of at least θ
/// is Σ (isManufacturing − θ)·A ≥ 0, here in millionths, so that every value stays whole.
struct AdditiveSum: Sendable {
  struct Part: Sendable {
    /// Signed in time where the score is at or below it.
    var threshold: Double
    /// Of the model's loading rows.
    var row: Int32
    /// Of `laws`.
    var law: Int32
  }

  /// Leads that may count, by loading row and threshold.
  let parts: [Part]
  /// Distinct laws, each used by some part.
  let laws: [SummandLaw]
  /// From the known results.
  let offset: Int64
  /// For shares: whether something is signed already, so that there is a share.
  let isCertainlyDefined: Bool
  /// Whether values may be negative: for shares.
  let isSigned: Bool

  private init(parts: [Part], laws: [SummandLaw], of other: AdditiveSum) {
    self.parts = parts
    self.laws = laws
    offset = 0
    isCertainlyDefined = other.isCertainlyDefined
    isSigned = false
  }

  /// The positive values and the negated negative ones as two sums, the offset among them as a
  /// certain value. Fixed values keep the sign in neither.
  func splitBySign() -> (positive: AdditiveSum, negative: AdditiveSum) {
    func side(_ sign: Double) -> AdditiveSum {
      var laws: [SummandLaw] = []
      var numbers: [Int32: Int32] = [:]
      var parts: [Part] = []
      for part in self.parts {
        let law = self.laws[Int(part.law)]
        guard law.sign == sign || (sign > 0 && law.sign == 0) else { continue }
        let number = numbers[part.law] ?? Int32(laws.count)
        if number == laws.count {
          numbers[part.law] = number
          laws.append(sign < 0 ? law.negated : law)
        }
        parts.append(Part(threshold: part.threshold, row: part.row, law: number))
      }
      if Double(offset.signum()) == sign {
        parts.append(Part(threshold: .infinity, row: 0, law: Int32(laws.count)))
        laws.append(.atom(value: abs(offset), probability: 1))
      }
      return AdditiveSum(parts: parts, laws: laws, of: self)
    }
    return (side(1), side(-1))
  }

  /// - Parameters:
  ///   - scope: of the model's metric table.
  ///   - month: 0 … 11.
  ///   - share: for a share, its threshold θ in millionths.
  init(_ model: ForecastModel, measure: Measure, scope: Int, month: Int, share: Int64 = 0) {
    func counts(_ place: ForecastModel.Place) -> Bool {
      scope == 0 || Int(place.district) == scope || Int(place.chain) == scope
        || Int(place.channel) == scope
    }
    func scale(_ place: ForecastModel.Place) -> Int64 {
      place.isManufacturing ? 1_000_000 - share : -share
    }
    var parts: [Part] = []
    var laws: [SummandLaw] = []
    var numbers: [SummandLaw: Int32] = [:]
    for lead in model.leads where counts(lead.place) {
      let threshold = model.thresholds[Int(lead.curve) * MetricTable.monthCount + month]
      guard threshold > -.infinity else { continue }
      let amount = model.laws[Int(lead.law)]
      let law: SummandLaw =
        switch measure {
        case .signedInvestment: .amount(amount, ceiling: model.ceiling, scale: 1)
        case .projectCount(let size):
          .count(amount, ceiling: model.ceiling, size: size.tenThousandYuan)
        case .manufacturingShare:
          .amount(amount, ceiling: model.ceiling, scale: scale(lead.place))
        case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted:
          preconditionFailure("what starts is no sum over independent leads")
        }
      guard law.presence > 0 else { continue }
      let number = numbers[law] ?? Int32(laws.count)
      if number == laws.count {
        numbers[law] = number
        laws.append(law)
      }
      parts.append(Part(threshold: threshold, row: lead.row, law: number))
    }
    self.parts = parts.sorted {
      ($0.row, $0.threshold, $0.law) < ($1.row, $1.threshold, $1.law)
    }
    self.laws = laws
    isSigned = measure == .manufacturingShare

    var offset: Int64 = 0
    var total: Int64 = 0
    for result in model.knownResults where result.month <= month && counts(result.place) {
      total += result.amount
      switch measure {
      case .signedInvestment: offset += result.amount
      case .projectCount(let size): offset += result.amount >= size.tenThousandYuan ? 1 : 0
      case .manufacturingShare: offset += result.amount * scale(result.place)
      case .startedInvestment, .startedCount, .fundsInPlace, .carriedOverStarted: break
      }
    }
    self.offset = offset
    isCertainlyDefined = total > 0
  }

  /// For each part the probability of being signed in time.
  ///
  /// - Parameters:
  ///   - scores: a·F by loading row.
  ///   - weights: what is left to the lead alone, by loading row.
  ///   - thresholdScale: √(W/ν) of a Student-t copula, else 1.
  func probabilities(scores: [Double], weights: [Double], thresholdScale: Double) -> [Double] {
    var result = [Double](repeating: 0, count: parts.count)
    fillProbabilities(
      scores: scores, weights: weights, thresholdScale: thresholdScale, into: &result)
    return result
  }

  func fillProbabilities(
    scores: [Double], weights: [Double], thresholdScale: Double, into result: inout [Double]
  ) {
    var row: Int32 = -1
    var threshold = 0.0
    var probability = 0.0
    for (index, part) in parts.enumerated() {
      if part.row != row || part.threshold != threshold {
        (row, threshold) = (part.row, part.threshold)
        probability = standardNormalCDF(
          (threshold * thresholdScale - scores[Int(row)]) / weights[Int(row)])
      }
      result[index] = probability
    }
  }

  /// The probability that no part adds anything but zero-valued atoms of amount zero: nothing is
  /// signed at all.
  func probabilityOfNothing(_ probabilities: [Double]) -> Double {
    if isCertainlyDefined { return 0 }
    var product = 1.0
    for (index, part) in parts.enumerated() {
      product *= 1 - probabilities[index] * laws[Int(part.law)].presence
    }
    return product
  }

  /// First three cumulants of the sum without its offset.
  func cumulants(_ probabilities: [Double], moments: [[Double]]) -> (Double, Double, Double) {
    var sums = (0.0, 0.0, 0.0)
    for (index, part) in parts.enumerated() {
      let added = Self.cumulants(probabilities[index], moments[Int(part.law)])
      sums = (sums.0 + added.0, sums.1 + added.1, sums.2 + added.2)
    }
    return sums
  }

  /// First three cumulants of what one lead adds; `moments` are E[Yⁿ], n = 1, 2, 3.
  static func cumulants(_ p: Double, _ moments: [Double]) -> (Double, Double, Double) {
    let first = p * moments[0]
    let second = p * moments[1]
    return (
      first, second - first * first,
      p * moments[2] - 3 * first * second + 2 * first * first * first
    )
  }

  /// What comparing shares without rounding amounts to whole 万元 costs: half a unit, in the
  /// millionths of the sum, times a density.
  static func rounding(_ standardDeviation: Double) -> Double {
    0.5e6 * 0.4 / max(standardDeviation, 1)
  }

  /// E[Yⁿ], n = 1, 2, 3, by law.
  var moments: [[Double]] { laws.map { law in (1...3).map(law.moment) } }
}
