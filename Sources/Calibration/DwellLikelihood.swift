import Distributions
import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Where a function of one peak is greatest between two ends, by golden sections.
func goldenMaximum(
  _ lower: Double, _ upper: Double, steps: Int, _ value: (Double) -> Double
) -> Double {
  let ratio = (5.0.squareRoot() - 1) / 2
  var (a, b) = (lower, upper)
  var (c, d) = (b - ratio * (b - a), a + ratio * (b - a))
  var (atC, atD) = (value(c), value(d))
  for _ in 0..<steps {
    if atC > atD {
      (b, d, atD) = (d, c, atC)
      c = b - ratio * (b - a)
      atC = value(c)
    } else {
      (a, c, atC) = (c, d, atD)
      d = a + ratio * (b - a)
      atD = value(d)
    }
  }
  return (a + b) / 2
}

/// The log likelihood of waits of one kind.
struct DwellLikelihood {
  /// A maximum.
  struct Peak {
    var variation: Double
    /// Of the city, in months.
    var mean: Double
    var value: Double
  }

  /// Spells in months at the city's scale: the ends of the interval of their length, the time before the
  /// window, and their weight. An open spell has no upper end.
  private let spells: [(lower: Double, upper: Double?, before: Double, weight: Double)]
  /// The mean of the best exponential distribution.
  private let center: Double

  init(
    _ cells: [(cell: DwellTimeFit.Cell, weight: Double, isEnd: Bool)], _ scales: [Double]
  ) {
    spells = cells.map { cell, weight, isEnd in
      let unit = StageSpells.daysPerMonth * scales[cell.district]
      let days = Double(cell.days)
      return (
        max(0, isEnd ? days - 0.5 : days + 0.5) / unit, isEnd ? (days + 0.5) / unit : nil,
        Double(cell.daysBefore) / unit, weight
      )
    }
    let exits = spells.reduce(0) { $0 + ($1.upper == nil ? 0 : $1.weight) }
    let months = spells.reduce(0) { $0 + $1.weight * (($1.upper ?? $1.lower) - $1.before) }
    center = max(1e-3, months) / max(0.5, exits)
  }

  func value(variation: Double, mean: Double) -> Double {
    guard
      let distribution = try? PhaseType(
        mean: mean, coefficientOfVariation: variation)
    else { return -.infinity }
    var sum = 0.0
    for spell in spells {
      let lower = distribution.survival(spell.lower)
      let mass = spell.upper.map { lower - distribution.survival($0) } ?? lower
      // What cannot be in floating point is very unlikely.
      sum += spell.weight * log(max(mass, 1e-300))
      if spell.before > 0 {
        sum -= spell.weight * log(max(distribution.survival(spell.before), 1e-300))
      }
    }
    return sum
  }

  /// The best mean at a coefficient of variation.
  func best(variation: Double) -> Peak {
    let top = goldenMaximum(-2.5, 2.5, steps: 22) {
      value(variation: variation, mean: center * exp($0))
    }
    let mean = center * exp(top)
    return Peak(
      variation: variation, mean: mean, value: value(variation: variation, mean: mean))
  }

  private static let grid = [
    0.25, 0.32, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.6, 2, 2.8, 4, 8,
  ]

  /// The best coefficient of variation and mean.
  func best() -> Peak {
    guard spells.contains(where: { $0.upper != nil }) else { return best(variation: 1) }
    let peaks = Self.grid.map { best(variation: $0) }
    let top = peaks.indices.max { peaks[$0].value < peaks[$1].value }!
    let (low, high) = (Self.grid[max(0, top - 1)], Self.grid[min(peaks.count - 1, top + 1)])
    let refined = best(
      variation: exp(
        goldenMaximum(log(low), log(high), steps: 10) { best(variation: exp($0)).value }))
    return refined.value > peaks[top].value ? refined : peaks[top]
  }

  /// The coefficients of variation whose log likelihood is less than 1.353 below the greatest: a 90 % interval.
  func interval(around peak: Peak) -> ConversionRateFit.Estimate {
    // Half of the 90 % quantile of χ² with one degree of freedom.
    let limit = peak.value - 1.352_77
    // Outwards to the first value that is excluded, then by halving.
    func end(_ candidates: [Double]) -> Double {
      var inside = peak.variation
      guard
        var outside = candidates.first(where: { candidate in
          if best(variation: candidate).value < limit { return true }
          inside = candidate
          return false
        })
      else { return inside }
      for _ in 0..<6 {
        let middle = (inside * outside).squareRoot()
        if best(variation: middle).value >= limit { inside = middle } else { outside = middle }
      }
      return (inside * outside).squareRoot()
    }
    return ConversionRateFit.Estimate(
      value: peak.variation, lower: end(Self.grid.reversed().filter { $0 < peak.variation }),
      upper: end(Self.grid.filter { $0 > peak.variation }))
  }
}

/// Waits of two kinds, of leads that advance and of those that are lost, by expectation and maximisation:
/// open spells belong to both in part.
struct SeparateWaits {
  private(set) var advanced: DwellLikelihood.Peak
  private(set) var lost: DwellLikelihood.Peak
  /// By cell, the probability that its leads advance.
  private(set) var advancedShares: [Double]
  /// The log likelihood, outcomes included.
  private(set) var value = -Double.infinity

  init?(
    _ cells: [(cell: DwellTimeFit.Cell, weight: Double)], _ scales: [Double],
    from start: DwellLikelihood.Peak
  ) {
    (advanced, lost) = (start, start)
    var rate = 0.5
    advancedShares = cells.map { $0.cell.outcome == .advanced ? 1 : 0 }
    let exits = cells.filter { $0.cell.outcome != .open }.reduce(0) { $0 + $1.weight }
    let ups = cells.filter { $0.cell.outcome == .advanced }.reduce(0) { $0 + $1.weight }
    rate = ups / exits
    guard rate > 0, rate < 1 else { return nil }
    for _ in 0..<12 {
      guard
        let first = try? PhaseType(
          mean: advanced.mean, coefficientOfVariation: advanced.variation),
        let second = try? PhaseType(mean: lost.mean, coefficientOfVariation: lost.variation)
      else { return nil }
      var (gone, whole) = (0.0, 0.0)
      var openValue = 0.0
      for (index, (cell, weight)) in cells.enumerated() {
        if cell.outcome == .open {
          let unit = StageSpells.daysPerMonth * scales[cell.district]
          func ahead(_ distribution: PhaseType) -> Double {
            distribution.survival((Double(cell.days) + 0.5) / unit)
              / max(1e-300, distribution.survival(Double(cell.daysBefore) / unit))
          }
          let (a, b) = (rate * ahead(first), (1 - rate) * ahead(second))
          advancedShares[index] = a + b > 0 ? a / (a + b) : rate
          openValue += weight * log(max(a + b, 1e-300))
        }
        gone += weight * advancedShares[index]
        whole += weight
      }
      let own = DwellLikelihood(
        cells.filter { $0.cell.outcome == .advanced }.map { ($0.cell, $0.weight, true) }, scales)
      let others = DwellLikelihood(
        cells.filter { $0.cell.outcome == .lost }.map { ($0.cell, $0.weight, true) }, scales)
      let next =
        own.value(variation: advanced.variation, mean: advanced.mean)
        + others.value(variation: lost.variation, mean: lost.mean) + ups * log(rate)
        + (exits - ups) * log(1 - rate) + openValue
      let isDone = next < value + 0.01
      value = max(value, next)
      if isDone { break }
      rate = gone / whole
      func part(_ isAdvanced: Bool) -> DwellLikelihood {
        DwellLikelihood(
          cells.indices.compactMap { index in
            let share = isAdvanced ? advancedShares[index] : 1 - advancedShares[index]
            let (cell, weight) = cells[index]
            return share > 1e-9 ? (cell, weight * share, cell.outcome != .open) : nil
          }, scales)
      }
      (advanced, lost) = (part(true).best(), part(false).best())
    }
  }
}
