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
    let cells = Self.cells(spells, districts)
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
    counts = Self.counts(
      cells, advancedShares, count: districts.count, sharesOpenSpells: lostDwellTime != nil)
    observations = Self.observations(
      cells, advancedShares, dwellTime, lostDwellTime, count: districts.count)
  }

  /// Equal spells with their number, in a fixed order: sums do not depend on a dictionary's.
  private static func cells(_ spells: [StageSpell], _ districts: [District.ID])
    -> [(cell: Cell, weight: Double)]
  {
    let numbers = Dictionary(uniqueKeysWithValues: districts.enumerated().map { ($1, $0) })
    var weights: [Cell: Double] = [:]
    for spell in spells {
      guard let district = numbers[spell.districtID] else { continue }
      let cell = Cell(
        district: district, outcome: spell.outcome, days: spell.days,
        daysBefore: spell.daysBefore)
      weights[cell, default: 0] += 1
    }
    return weights.sorted {
      ($0.key.district, $0.key.days, $0.key.daysBefore, "\($0.key.outcome)")
        < ($1.key.district, $1.key.days, $1.key.daysBefore, "\($1.key.outcome)")
    }.map { (cell: $0.key, weight: $0.value) }
  }

  /// Leads that left, and those that advanced, by district.
  ///
  /// - Parameter sharesOpenSpells: whether the share that advances is that among open spells as well,
  ///   weighing as much as the leads that left.
  private static func counts(
    _ cells: [(cell: Cell, weight: Double)], _ advancedShares: [Double], count: Int,
    sharesOpenSpells: Bool
  ) -> [(left: Double, advanced: Double)] {
    var counts = [(left: Double, advanced: Double)](repeating: (0, 0), count: count)
    var open = [(leads: Double, advanced: Double)](repeating: (0, 0), count: count)
    for (index, (cell, weight)) in cells.enumerated() {
      if cell.outcome == .open {
        open[cell.district].leads += weight
        open[cell.district].advanced += weight * advancedShares[index]
      } else {
        counts[cell.district].left += weight
        counts[cell.district].advanced += weight * advancedShares[index]
      }
    }
    guard sharesOpenSpells else { return counts }
    for index in counts.indices {
      let whole = counts[index].left + open[index].leads
      guard whole > 0 else { continue }
      counts[index].advanced =
        counts[index].left * (counts[index].advanced + open[index].advanced) / whole
    }
    return counts
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
    let scales = (0..<count).map { (days[$0] + 10 * mean) / (exits[$0] + 10) / mean }
    // Mean 1 over the leads that left, so that the mean is the city's.
    let whole = exits.reduce(0, +)
    let center =
      whole > 0 ? zip(scales, exits).reduce(0) { $0 + $1.0 * $1.1 } / whole : 1
    return scales.map { $0 / center }
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
