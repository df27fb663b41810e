import Distributions
public import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The distribution of the time spent at one stage, fitted to spells by maximum likelihood.
///
/// Days are the middle of their interval: a spell from one day to another n days later lasted between
/// n − ½ and n + ½ days. Open spells are right-censored, those that began before the window of observation
/// left-truncated. The shape is common to the districts, their means are proportional to it. A coefficient
/// of variation other than 1, and separate waits of lost leads, are taken where they lower Schwarz's
/// criterion (1978, doi:10.1214/aos/1176344136). Klein & Moeschberger (2003), "Survival Analysis", ch. 3.
public struct DwellTimeFit: Sendable {
  /// Equal spells.
  struct Cell: Hashable {
    var district: Int
    var outcome: StageSpell.Outcome
    var days: Int
    var daysBefore: Int
  }

  /// The waits of leads that advance, and of those that are lost unless `lost` states otherwise; the mean
  /// is that of the city.
  public private(set) var dwellTime: DwellTime
  /// Separate waits of lost leads; nil where they do not differ beyond chance.
  public private(set) var lostDwellTime: DwellTime?
  /// The coefficient of variation that fits best, and its 90 % interval by the likelihood ratio.
  public private(set) var variation: ConversionRateFit.Estimate
  /// How much the log likelihood exceeds that of exponential waits of one kind.
  public private(set) var gain = 0.0
  /// By district: what its spells say of the logarithm of the mean of `dwellTime`.
  let observations: [PooledFit.Observation]
  /// By district: leads that left, and how many of them advanced; counts need not be whole where open spells are
  /// shared out.
  let counts: [(left: Double, advanced: Double)]

  /// - Parameters:
  ///   - spells: of one stage.
  ///   - districts: their ids; spells of others are ignored.
  /// - Cost: some hundred evaluations of the likelihood, each proportional to the number of different
  ///   spells.
  public init(_ spells: [StageSpell], districts: [District.ID]) {
    let numbers = Dictionary(uniqueKeysWithValues: districts.enumerated().map { ($1, $0) })
    var weights: [Cell: Double] = [:]
    for spell in spells {
      guard let district = numbers[spell.districtID] else { continue }
      let cell = Cell(
        district: district, outcome: spell.outcome, days: spell.days,
        daysBefore: spell.daysBefore)
      weights[cell, default: 0] += 1
    }
    // A fixed order: sums do not depend on the dictionary's.
    let cells = weights.sorted {
      ($0.key.district, $0.key.days, $0.key.daysBefore, "\($0.key.outcome)")
        < ($1.key.district, $1.key.days, $1.key.daysBefore, "\($1.key.outcome)")
    }.map { (cell: $0.key, weight: $0.value) }
    let exits = cells.reduce(0) { $0 + ($1.cell.outcome == .open ? 0 : $1.weight) }
    let scales = Self.districtScales(cells, count: districts.count)

    let all = DwellLikelihood(cells.map { ($0.cell, $0.weight, $0.cell.outcome != .open) }, scales)
    let exponential = all.best(variation: 1)
    let shaped = all.best()
    variation = all.interval(around: shaped)
    let penalty = log(max(1, exits)) / 2
    let isShaped = exits >= 20 && shaped.value > exponential.value + penalty
    let common = isShaped ? shaped : exponential
    dwellTime = DwellTime(meanMonths: common.mean, variation: common.variation)
    gain = common.value - exponential.value
    var advancedShares = cells.map { $0.cell.outcome == .advanced ? 1.0 : 0 }
    if exits >= 40, Self.waitsDiffer(cells),
      let separate = SeparateWaits(cells, scales, from: common)
    {
      // Two further parameters.
      if separate.value > common.value + Self.conversionValue(cells) + 2 * penalty {
        dwellTime = DwellTime(
          meanMonths: separate.advanced.mean, variation: separate.advanced.variation)
        lostDwellTime = DwellTime(
          meanMonths: separate.lost.mean, variation: separate.lost.variation)
        gain = separate.value - Self.conversionValue(cells) - exponential.value
        advancedShares = separate.advancedShares
      }
    }
    var counts = districts.map { _ in (left: 0.0, advanced: 0.0) }
    var open = districts.map { _ in (leads: 0.0, advanced: 0.0) }
    for (index, (cell, weight)) in cells.enumerated() {
      if cell.outcome == .open {
        open[cell.district].leads += weight
        open[cell.district].advanced += weight * advancedShares[index]
      } else {
        counts[cell.district].left += weight
        counts[cell.district].advanced += weight * advancedShares[index]
      }
    }
    if lostDwellTime != nil {
      // The share among all, weighing as much as the leads that left.
      for index in counts.indices {
        let whole = counts[index].left + open[index].leads
        guard whole > 0 else { continue }
        counts[index].advanced =
          counts[index].left * (counts[index].advanced + open[index].advanced) / whole
      }
    }
    self.counts = counts
    observations = Self.observations(
      cells, advancedShares, dwellTime, lostDwellTime, count: districts.count)
  }

  /// Relative means of the districts by their time at risk, shrunk towards the city's.
  private static func districtScales(_ cells: [(cell: Cell, weight: Double)], count: Int)
    -> [Double]
  {
    var exits = [Double](repeating: 0, count: count)
    var days = [Double](repeating: 0, count: count)
    for (cell, weight) in cells {
      if cell.outcome != .open { exits[cell.district] += weight }
      days[cell.district] += weight * (Double(cell.days - cell.daysBefore) + 0.5)
    }
    let mean = (days.reduce(0, +) + 1) / (exits.reduce(0, +) + 1)
    // Ten exits at the city's mean: a first guess, which the likelihood corrects.
    return (0..<count).map { (days[$0] + 10 * mean) / (exits[$0] + 10) / mean }
  }

  /// Whether lost leads wait differently from those that advance, beyond three standard errors.
  private static func waitsDiffer(_ cells: [(cell: Cell, weight: Double)]) -> Bool {
    func moments(_ outcome: StageSpell.Outcome) -> (n: Double, mean: Double, variance: Double) {
      let own = cells.filter { $0.cell.outcome == outcome && $0.cell.daysBefore == 0 }
      let n = own.reduce(0) { $0 + $1.weight }
      guard n > 1 else { return (n, 0, 0) }
      let values = own.map { (log(Double($0.cell.days) + 0.5), $0.weight) }
      let mean = values.reduce(0) { $0 + $1.0 * $1.1 } / n
      let squares = values.reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }
      return (n, mean, squares / (n - 1))
    }
    let (a, b) = (moments(.advanced), moments(.lost))
    guard a.n >= 20, b.n >= 20 else { return false }
    let error = (a.variance / a.n + b.variance / b.n).squareRoot()
    return (a.mean - b.mean).magnitude > 3 * error
      || log((a.variance + 1e-9) / (b.variance + 1e-9)).magnitude > 3
        * (2 / a.n + 2 / b.n).squareRoot()
  }

  /// The log likelihood of the outcomes of spells that have ended, at the districts' common rate.
  private static func conversionValue(_ cells: [(cell: Cell, weight: Double)]) -> Double {
    func count(_ outcome: StageSpell.Outcome) -> Double {
      cells.reduce(0) { $0 + ($1.cell.outcome == outcome ? $1.weight : 0) }
    }
    let (k, l) = (count(.advanced), count(.lost))
    func term(_ x: Double) -> Double { x > 0 ? x * log(x / (k + l)) : 0 }
    return term(k) + term(l)
  }

  /// For each district the exponential observation whose likelihood has the maximum and the curvature of the
  /// district's own in the logarithm of its mean.
  private static func observations(
    _ cells: [(cell: Cell, weight: Double)], _ shares: [Double], _ dwell: DwellTime,
    _ lost: DwellTime?, count: Int
  ) -> [PooledFit.Observation] {
    (0..<count).map { district in
      let own = cells.indices.filter { cells[$0].cell.district == district }
      let exits = own.reduce(0) { $0 + (cells[$1].cell.outcome == .open ? 0 : cells[$1].weight) }
      let months =
        own.reduce(0) {
          $0 + cells[$1].weight * (Double(cells[$1].cell.days - cells[$1].cell.daysBefore) + 0.5)
        } / StageSpells.daysPerMonth
      guard exits > 0 else { return .exponential(count: 0, sum: months) }
      func part(_ isAdvanced: Bool) -> DwellLikelihood {
        DwellLikelihood(
          own.compactMap { index in
            let (cell, weight) = cells[index]
            let isEnd = cell.outcome != .open
            // Of one kind, all cells; of two, those of the kind, and open ones by their shares.
            let share =
              lost == nil ? (isAdvanced ? 1 : 0) : isAdvanced ? shares[index] : 1 - shares[index]
            return share > 0 ? (cell, weight * share, isEnd) : nil
          }, [Double](repeating: 1, count: count))
      }
      let (first, second) = (part(true), part(false))
      func value(_ logScale: Double) -> Double {
        first.value(variation: dwell.variation, mean: dwell.meanMonths * exp(logScale))
          + (lost.map {
            second.value(variation: $0.variation, mean: $0.meanMonths * exp(logScale))
          } ?? 0)
      }
      let top = goldenMaximum(-3, 3, steps: 40, value)
      let step = 0.02
      let information = max(
        1e-3, -(value(top + step) - 2 * value(top) + value(top - step)) / (step * step))
      return .exponential(
        count: information, sum: information * dwell.meanMonths * exp(top))
    }
  }
}

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
