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
