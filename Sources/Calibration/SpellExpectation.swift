import Distributions
import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What fitted rates and dwell times say of single spells: whether they advance, and how many end in a
/// part of the calendar.
struct SpellExpectation {
  /// The index of each district.
  let numbers: [District.ID: Int]
  /// By stage and district: rate, waits of those that advance, and of those that are lost if separate.
  private var parts: [Stage: [(rate: Double, dwell: PhaseType, lost: PhaseType?)]] = [:]

  init(
    _ rates: ConversionRateFit, _ dwellTimes: [Stage: DwellTimeFit], _ districts: [District.ID]
  ) {
    numbers = Dictionary(uniqueKeysWithValues: districts.enumerated().map { ($1, $0) })
    for (stage, fit) in dwellTimes {
      let own = rates.entries.filter { $0.stage == stage }
      parts[stage] = own.compactMap { entry in
        let mean = entry.dwellMonths?.value ?? fit.dwellTime.meanMonths
        func phases(_ dwell: DwellTime) -> PhaseType? {
          try? PhaseType(
            mean: max(1e-3, dwell.meanMonths * mean / fit.dwellTime.meanMonths),
            coefficientOfVariation: dwell.variation)
        }
        guard let dwell = phases(fit.dwellTime) else { return nil }
        return (entry.conversionRate.value, dwell, fit.lostDwellTime.flatMap(phases))
      }
    }
  }

  /// The probability that a spell which has ended was one that advances, its length aside.
  func advanceProbability(_ spell: StageSpell, shift: Double = 0) -> Double {
    guard let number = numbers[spell.districtID], let part = parts[spell.stage]?[number] else {
      return 0.5
    }
    return shift == 0
      ? part.rate : standardNormalCDF(standardNormalQuantile(part.rate) + shift)
  }

  /// The probability that a spell of a district lasts longer than some days; nil without a fit.
  func survival(_ stage: Stage, _ district: District.ID, days: Double) -> Double? {
    guard let number = numbers[district], let part = parts[stage]?[number] else { return nil }
    return Self.survival(part, days)
  }

  private static func survival(
    _ part: (rate: Double, dwell: PhaseType, lost: PhaseType?), _ days: Double
  ) -> Double {
    let months = max(0, days) / StageSpells.daysPerMonth
    let advanced = part.dwell.survival(months)
    return part.lost.map { part.rate * advanced + (1 - part.rate) * $0.survival(months) }
      ?? advanced
  }

  /// The expected number of exits of a spell in each part of the calendar that it reaches into: the increase
  /// of its cumulative hazard.
  ///
  /// - Parameters:
  ///   - starts: the first day of each part.
  ///   - body: takes the index of a part (−1 before the first), the expected exits, and whether the spell
  ///     ended in it.
  func hazards(
    _ spell: StageSpell, within spells: StageSpells, split starts: [CalendarDate],
    _ body: (Int, Double, Bool) -> Void
  ) {
    guard let number = numbers[spell.districtID], let part = parts[spell.stage]?[number] else {
      return
    }
    func logSurvival(_ days: Double) -> Double { log(max(Self.survival(part, days), 1e-300)) }
    // From the middle of the first day to the middle of the last, or to the end of the as-of date.
    let last = Double(spell.days) + (spell.outcome == .open ? 0.5 : 0)
    var age = Double(spell.daysBefore)
    let firstDay = max(spell.start, spells.start)
    var index = starts.lastIndex { $0 <= firstDay } ?? -1
    while true {
      let boundary =
        index + 1 < starts.count
        ? Double(starts[index + 1].dayNumber - spell.start.dayNumber) - 0.5 : .infinity
      let end = min(last, boundary)
      let isEnd = last <= boundary
      body(index, logSurvival(age) - logSurvival(end), isEnd && spell.outcome != .open)
      if isEnd { return }
      age = end
      index += 1
    }
  }
}

extension RecordsFit {
  /// Months of a window within which seasons are told from chance: two of each.
  static let leastMonthsForSeasons = 24.0

  static func seasons(_ spells: StageSpells, _ expectation: SpellExpectation) -> [Season] {
    var ended = [Double](repeating: 0, count: 12)
    var expected = ended
    let starts = Periods(from: spells.start, to: spells.asOf.lastOfMonth, months: 1).starts
    for spell in spells.spells {
      expectation.hazards(spell, within: spells, split: starts) { index, hazard, isEnd in
        guard index >= 0, index < starts.count else { return }
        expected[starts[index].month - 1] += hazard
        if isEnd { ended[starts[index].month - 1] += 1 }
      }
    }
    let months =
      Double(spells.asOf.dayNumber - spells.start.dayNumber + 1) / StageSpells.daysPerMonth
    let isKnown = months >= leastMonthsForSeasons - 0.5
    // The variance of the months' own speeds, by moments.
    let squares = expected.reduce(0) { $0 + $1 * $1 }
    let excess = zip(ended, expected).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1) - $1.1
    }
    let variance = squares > 0 ? max(0, excess / squares) : 0
    let shifts = conversionShifts(spells, expectation)
    return (1...12).map { month in
      let (count, mean) = (ended[month - 1], expected[month - 1])
      // A gamma distribution of mean 1 and this variance.
      let pace = variance > 1e-4 && isKnown ? (count + 1 / variance) / (mean + 1 / variance) : 1
      return Season(
        month: month, ended: Int(count),
        conversionShift: isKnown ? shifts[month - 1].shrunk : 0,
        shiftStandardError: shifts[month - 1].error, pace: min(100, pace))
    }
  }

  /// Probit regression with one shift for each month, around the fitted rates; shrunk towards 0 by the variance
  /// between months that exceeds the errors', and centred.
  private static func conversionShifts(_ spells: StageSpells, _ expectation: SpellExpectation)
    -> [(shrunk: Double, error: Double?)]
  {
    var cells = [[(probit: Double, isAdvanced: Bool)]](repeating: [], count: 12)
    for spell in spells.spells where spell.outcome != .open && spell.days > 0 {
      let p = min(0.9999, max(0.0001, expectation.advanceProbability(spell)))
      cells[spell.end.month - 1].append(
        (standardNormalQuantile(p), spell.outcome == .advanced))
    }
    let estimates = cells.map { cell -> (shift: Double, information: Double) in
      var shift = 0.0
      var information = 0.0
      for _ in 0..<20 where !cell.isEmpty {
        var slope = 0.0
        information = 0
        for (probit, isAdvanced) in cell {
          let z = probit + shift
          let (up, down) = (standardNormalCDF(z), standardNormalCDF(-z))
          let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
          slope += isAdvanced ? density / max(up, 1e-12) : -density / max(down, 1e-12)
          information += density * density / max(up * down, 1e-12)
        }
        guard information > 1e-9 else { break }
        let step = min(0.5, max(-0.5, slope / information))
        shift = min(3, max(-3, shift + step))
        if abs(step) < 1e-9 { break }
      }
      return (shift, information)
    }
    let known = estimates.filter { $0.information > 1e-9 }
    guard known.count > 1 else {
      return estimates.map { (0, $0.information > 1e-9 ? 1 / $0.information.squareRoot() : nil) }
    }
    let weight = known.reduce(0) { $0 + $1.information }
    let mean = known.reduce(0) { $0 + $1.shift * $1.information } / weight
    // DerSimonian & Laird (1986), doi:10.1016/0197-2456(86)90046-2.
    let q = known.reduce(0) { $0 + $1.information * ($1.shift - mean) * ($1.shift - mean) }
    let squares = known.reduce(0) { $0 + $1.information * $1.information }
    let variance = max(0, (q - Double(known.count - 1)) / (weight - squares / weight))
    let shrunk = estimates.map { estimate in
      estimate.information > 1e-9
        ? (estimate.shift - mean) * variance / (variance + 1 / estimate.information) : 0
    }
    // Mean 0 over the leads that decided it, since the rates are their mean.
    let center = zip(shrunk, estimates).reduce(0) { $0 + $1.0 * $1.1.information } / weight
    return zip(shrunk, estimates).map { shrunk, estimate in
      (
        shrunk - center,
        estimate.information > 1e-9 ? 1 / estimate.information.squareRoot() : nil
      )
    }
  }
}
