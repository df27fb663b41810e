public import InvestmentPipeline
import LinearAlgebra

/// The probability of being signed by the end of each month, by district and stage, in continuous
/// time.
///
/// The generator Q of a district has the phases of its dwell times as transient states; `signed` and
/// `lost` absorb. In a month of pace s of which the share f is ahead, leads move by exp(Q·s·f), so that
/// several stages may be passed in it. The curve of a lead with the distribution π over the
/// phases of its stage is G(m) = π [exp(Q₁s₁f₁) ⋯ exp(Qₘsₘfₘ)]_{·, signed} over the open months, where Q of a
/// month has the conversion rates Φ(Φ⁻¹(r) + δ) with the month's shift δ. A lead that arrives
/// at a uniform time of a month moves by φ₁(Q·s·f) = ∫₀¹ exp(Q·s·f·(1 − u)) du in it. Neuts (1981),
/// "Matrix-Geometric Solutions in Stochastic Models", chapter 2; Van Loan (1978,
/// doi:10.1109/TAC.1978.1101743) for the integral.
public struct ConversionCurves: Sendable {
  /// Months 1 … 12; closed ones have probability 0.
  static let monthCount = 12

  /// Curves of one district.
  private struct Curves {
    var transitions: StageTransitions
    /// By open month and state: the probability of being signed by the end of months 1 … 12, of
    /// a lead in the state at the beginning of the month.
    var ahead: [Matrix]
    /// By open month and stage: the same of a lead that enters the stage within the month.
    var entering: [Matrix]
  }

  private let curves: [District.ID: Curves]
  private let openMonths: ClosedRange<Int>

  /// - Parameters:
  ///   - rates: by district.
  ///   - pace: relative speed by month 1 … 12; 1 where absent.
  ///   - shift: of the conversion rates by month 1 … 12, on the probit scale; 0 where absent.
  /// - Cost: for each district and different month one exponential of a matrix with a row for each
  ///   phase (4 for exponential dwell times, at most 128).
  public init(
    rates: [District.ID: ConversionRates], pace: [Int: Double] = [:],
    shift: [Int: Double] = [:], planYear: PlanYear
  ) {
    self.init(rates: rates, pace: pace, shift: shift, planYear: planYear, drift: nil)
  }

  init(
    rates: [District.ID: ConversionRates], pace: [Int: Double], shift: [Int: Double],
    planYear: PlanYear, drift: DriftDraw?
  ) {
    openMonths = planYear.openMonths
    func months(_ district: District.ID, _ rates: ConversionRates) -> [Month] {
      let drifted = drift?.rates(rates, district: district)
      return planYear.openMonths.map { month in
        let share = month == planYear.openMonths.lowerBound ? planYear.firstMonthShare : 1
        let own = drifted?[month - planYear.openMonths.lowerBound] ?? rates
        return Month(
          exposure: (pace[month] ?? 1) * share * (drift?.speed(month) ?? 1),
          rates: Stage.beforeSigning.map {
            shifted(own[$0]!.conversionRate, by: shift[month] ?? 0)
          })
      }
    }
    // Districts often share the city's rates.
    var kept: [ConversionRates: Curves] = [:]
    var curves: [District.ID: Curves] = [:]
    for (district, own) in rates {
      curves[district] =
        kept[own] ?? Self.curves(StageTransitions(own), months(district, own), openMonths)
      if drift == nil { kept[own] = curves[district] }
    }
    self.curves = curves
  }

  /// What a month does to leads depends on these alone.
  private struct Month: Hashable {
    var exposure: Double
    /// Of conversion, by stage before signing.
    var rates: [Double]
  }

  private static func curves(
    _ transitions: StageTransitions, _ months: [Month], _ open: ClosedRange<Int>
  ) -> Curves {
    let stateCount = transitions.stateCount
    // A last row for `signed`, which is signed by the end of any month.
    var ahead = Matrix(rowCount: stateCount + 1, columnCount: monthCount)
    var result = Curves(transitions: transitions, ahead: [], entering: [])
    var steps: [Month: (within: Matrix, whole: Matrix)] = [:]
    for month in open.reversed() {
      ahead[stateCount, month - 1] = 1
      let key = months[month - open.lowerBound]
      let step = steps[key] ?? step(transitions, key)
      steps[key] = step
      result.entering.append(multiplied(step.within, ahead))
      ahead = multiplied(step.whole, ahead)
      result.ahead.append(ahead)
    }
    result.ahead.reverse()
    result.entering.reverse()
    return result
  }

  /// exp(Q) over the states and `signed`, and for each stage the row entry · φ₁(Q).
  private static func step(
    _ transitions: StageTransitions, _ month: Month
  ) -> (within: Matrix, whole: Matrix) {
    let stageCount = Stage.beforeSigning.count
    let order = transitions.stateCount + 1
    let generator = transitions.generator(exposure: month.exposure, rates: month.rates)
    var augmented = Matrix(rowCount: stageCount + order, columnCount: stageCount + order)
    for row in 0..<order {
      for column in 0..<order {
        augmented[stageCount + row, stageCount + column] = generator[row, column]
      }
    }
    for stage in 0..<stageCount {
      for (state, share) in transitions.entry(to: stage, rates: month.rates) {
        augmented[stage, stageCount + state] = share
      }
    }
    let exponential = exponential(augmented)
    func block(_ rows: Range<Int>) -> Matrix {
      var matrix = Matrix(rowCount: rows.count, columnCount: order)
      for (row, source) in rows.enumerated() {
        for column in 0..<order { matrix[row, column] = exponential[source, stageCount + column] }
      }
      return matrix
    }
    return (block(0..<stageCount), block(stageCount..<(stageCount + order)))
  }

  /// G of a lead that enters the stage at a uniform time of the open month `month`, or of what is
  /// ahead of it, for months 1 … 12; nil as for `curve(district:stage:age:)`.
  public func arrivalCurve(district: District.ID, stage: Stage, month: Int) -> [Double]? {
    guard let curves = curves[district], let row = Stage.beforeSigning.firstIndex(of: stage),
      openMonths.contains(month)
    else { return nil }
    let entering = curves.entering[month - openMonths.lowerBound]
    return Self.ascending((0..<Self.monthCount).map { entering[row, $0] })
  }

  /// G of a lead of the district at the stage for months 1 … 12; nil when there is no such
  /// district or the stage is not before signing.
  ///
  /// - Parameter age: months of normal pace that the lead has spent at the stage, 0 or more; nil if
  ///   unknown: then as of a lead found at a random time in a steady stream.
  public func curve(district: District.ID, stage: Stage, age: Double? = nil) -> [Double]? {
    guard let curves = curves[district], let row = Stage.beforeSigning.firstIndex(of: stage) else {
      return nil
    }
    let states = curves.transitions.states(at: row, age: age)
    return Self.ascending(
      (0..<Self.monthCount).map { month in
        states.reduce(0) { $0 + $1.share * curves.ahead[0][$1.state, month] }
      })
  }

  /// Whether curves of the stage do not depend on the age of a lead: its dwell time is exponential.
  func isMemoryless(district: District.ID, stage: Stage) -> Bool {
    guard let curves = curves[district], let row = Stage.beforeSigning.firstIndex(of: stage) else {
      return true
    }
    return curves.transitions.isMemoryless(row)
  }

  /// Rounding may leave a probability just above 1, or above that of the next month.
  private static func ascending(_ values: [Double]) -> [Double] {
    var greatest = 0.0
    return values.map { value in
      greatest = max(greatest, min(1, value))
      return greatest
    }
  }
}
