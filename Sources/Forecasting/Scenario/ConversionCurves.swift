public import InvestmentPipeline
import LinearAlgebra

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The probability of being signed by the end of each month, by district and stage.
///
/// One month's step of district d is the stochastic matrix P over (identified, contacted,
/// negotiating, approved, signed, lost), the last two absorbing: with conversion rate r, dwell
/// time τ, the month's pace s and the share f of the month still ahead,
/// leave = 1 − exp(−s·f/τ), advance = r·leave, lost = (1 − r)·leave, stay = 1 − leave.
/// The curve is G(m) = (P₁ P₂ ⋯ P_m)[stage, signed] over the open months: at most one stage
/// is passed in a month.
public struct ConversionCurves: Sendable {
  /// Months 1 … 12; closed ones have probability 0.
  static let monthCount = 12

  private let curves: [District.ID: [Stage: [Double]]]
  private let rates: [District.ID: ConversionRates]
  private let pace: [Int: Double]
  private let planYear: PlanYear

  /// - Parameters:
  ///   - rates: by district.
  ///   - pace: relative speed by month 1 … 12; 1 where absent.
  /// - Cost: twelve products of 6 × 6 matrices a district.
  public init(
    rates: [District.ID: ConversionRates], pace: [Int: Double], planYear: PlanYear
  ) {
    self.rates = rates
    self.pace = pace
    self.planYear = planYear
    curves = rates.mapValues {
      Self.curves($0, pace, planYear, from: planYear.openMonths.lowerBound)
    }
  }

  /// By stage, of leads that are there at the beginning of the open month `first`.
  private static func curves(
    _ rates: ConversionRates, _ pace: [Int: Double], _ planYear: PlanYear, from first: Int
  ) -> [Stage: [Double]] {
    var product = Matrix.identity(6)
    var byStage: [Stage: [Double]] = [:]
    for stage in Stage.beforeSigning {
      byStage[stage] = [Double](repeating: 0, count: monthCount)
    }
    for month in first...planYear.openMonths.upperBound {
      let share = month == planYear.openMonths.lowerBound ? planYear.firstMonthShare : 1
      let step = stageMatrix(rates, exposure: (pace[month] ?? 1) * share)
      product = multiplied(product, step)
      for (row, stage) in Stage.beforeSigning.enumerated() {
        byStage[stage]![month - 1] = product[row, 4]
      }
    }
    return byStage
  }

  /// G of a lead that comes in the open month `month` at the stage, for months 1 … 12.
  ///
  /// - Cost: up to twelve products of 6 × 6 matrices.
  public func arrivalCurve(district: District.ID, stage: Stage, month: Int) -> [Double]? {
    rates[district].flatMap { Self.curves($0, pace, planYear, from: month)[stage] }
  }

  /// G of a lead of the district at the stage for months 1 … 12; nil when there is no such
  /// district or the stage is not before signing.
  public func curve(district: District.ID, stage: Stage) -> [Double]? {
    curves[district]?[stage]
  }

  /// One step of `exposure` months at normal pace.
  static func stageMatrix(_ rates: ConversionRates, exposure: Double) -> Matrix {
    var matrix = Matrix.identity(6)
    for (row, stage) in Stage.beforeSigning.enumerated() {
      let rate = rates[stage]!
      let leave = -expm1(-exposure / rate.dwellTimeMonths)
      matrix[row, row] = 1 - leave
      matrix[row, row + 1] = rate.conversionRate * leave
      matrix[row, 5] += (1 - rate.conversionRate) * leave
    }
    return matrix
  }
}

/// A product whose shapes fit by construction.
func multiplied(_ first: Matrix, _ second: Matrix) -> Matrix {
  do {
    return try first.times(second)
  } catch {
    preconditionFailure("shapes that fit by construction: \(error)")
  }
}
