import Distributions
import InvestmentPipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension RecordsFit {
  /// Months of a window within which seasons are told from chance: two of each.
  static let leastMonthsForSeasons = 24.0

  /// What the calendar months have of their own: conversion and speed, each shrunk by its variance between months
  /// over that of its error. Months of different years differ by drift as well, so that the error of a month is that
  /// of its counts and of its years.
  static func seasons(_ spells: StageSpells, _ expectation: SpellExpectation) -> [Season] {
    let months =
      Double(spells.asOf.dayNumber - spells.start.dayNumber + 1) / StageSpells.daysPerMonth
    let isKnown = months >= leastMonthsForSeasons - 0.5
    let paces = paces(spells, expectation)
    let shifts = conversionShifts(spells, expectation)
    return (1...12).map { month in
      Season(
        month: month, ended: paces[month - 1].ended,
        conversionShift: isKnown ? shifts[month - 1].shrunk : 0,
        shiftStandardError: shifts[month - 1].error,
        pace: isKnown ? min(100, paces[month - 1].shrunk) : 1)
    }
  }

  /// By calendar month: leads that left, and their number over the expected one, shrunk towards 1.
  private static func paces(_ spells: StageSpells, _ expectation: SpellExpectation)
    -> [(ended: Int, shrunk: Double)]
  {
    let starts = Periods(from: spells.start, to: spells.asOf.lastOfMonth, months: 1).starts
    var ended = [Double](repeating: 0, count: starts.count)
    var expected = ended
    for spell in spells.spells {
      expectation.hazards(spell, within: spells, split: starts) { index, hazard, isEnd in
        guard index >= 0, index < starts.count else { return }
        expected[index] += hazard
        if isEnd { ended[index] += 1 }
      }
    }
    // Speeds are over their mean: the level is that of the drift.
    let level = ended.reduce(0, +) / max(1e-9, expected.reduce(0, +))
    for index in expected.indices { expected[index] *= level }
    let years = (1...12).map { month in starts.indices.filter { starts[$0].month == month } }
    func sum(_ values: [Double], _ indices: [Int]) -> Double {
      indices.reduce(0) { $0 + values[$1] }
    }
    func squares(_ indices: [Int]) -> Double {
      indices.reduce(0) { $0 + expected[$1] * expected[$1] }
    }
    func cubes(_ indices: [Int]) -> Double {
      indices.reduce(0) { $0 + expected[$1] * expected[$1] * expected[$1] }
    }
    // The variance of a month's speed between years, by moments: counts have the variance e + v·e².
    var (excess, scale) = (0.0, 0.0)
    for indices in years {
      let whole = sum(expected, indices)
      guard indices.count > 1, whole > 0 else { continue }
      let pace = sum(ended, indices) / whole
      for index in indices {
        let mean = expected[index] * pace
        excess +=
          (ended[index] - mean) * (ended[index] - mean) - mean * (1 - expected[index] / whole)
      }
      let square = squares(indices)
      scale +=
        pace * pace * (square - 2 * cubes(indices) / whole + square * square / (whole * whole))
    }
    let drift = scale > 0 ? max(0, excess / scale) : 0
    // The variance of the months' own speeds, in the same way.
    let noise = years.map { sum(expected, $0) + drift * squares($0) }
    let whole = years.map { sum(expected, $0) }
    let all = whole.reduce(0) { $0 + $1 * $1 }
    let between = years.indices.reduce(0) {
      let difference = sum(ended, years[$1]) - whole[$1]
      return $0 + difference * difference - noise[$1]
    }
    let variance = all > 0 ? max(0, between / all) : 0
    return years.indices.map { month in
      let count = sum(ended, years[month])
      guard variance > 1e-4, whole[month] > 0 else { return (Int(count), 1) }
      let weight = variance / (variance + noise[month] / (whole[month] * whole[month]))
      return (Int(count), 1 + weight * (count / whole[month] - 1))
    }
  }

  /// Probit regression with one shift for each month, around the fitted rates; shrunk towards 0 by the variance
  /// between months that exceeds the errors', and centred.
  private static func conversionShifts(_ spells: StageSpells, _ expectation: SpellExpectation)
    -> [(shrunk: Double, error: Double?)]
  {
    var cells = [ProbitCell](repeating: ProbitCell(), count: 12)
    var years: [[Int: ProbitCell]] = .init(repeating: [:], count: 12)
    for spell in spells.spells where spell.outcome != .open && spell.days > 0 {
      let p = min(0.9999, max(0.0001, expectation.advanceProbability(spell)))
      let (probit, isAdvanced) = (standardNormalQuantile(p), spell.outcome == .advanced)
      cells[spell.end.month - 1].spells.append((probit, isAdvanced))
      years[spell.end.month - 1][spell.end.year, default: ProbitCell()].spells
        .append((probit, isAdvanced))
    }
    let estimates = cells.map { $0.fitted() }
    // The variance of a month's shift between years, from the scores of its years (DerSimonian & Laird 1986,
    // doi:10.1016/0197-2456(86)90046-2).
    var (excess, scale) = (0.0, 0.0)
    var squares = [Double](repeating: 0, count: 12)
    for month in 0..<12 where estimates[month].information > 1e-9 {
      let scores = years[month].sorted { $0.key < $1.key }
        .map { $0.value.score(estimates[month].shift) }.filter { $0.information > 1e-9 }
      squares[month] = scores.reduce(0) { $0 + $1.information * $1.information }
      excess +=
        scores.reduce(0) { $0 + $1.slope * $1.slope / $1.information } - Double(scores.count - 1)
      scale += estimates[month].information - squares[month] / estimates[month].information
    }
    let drift = scale > 1e-9 ? max(0, excess / scale) : 0
    let errors = estimates.indices.map { month -> Double? in
      let information = estimates[month].information
      return information > 1e-9
        ? 1 / information + drift * squares[month] / (information * information) : nil
    }
    let weights = errors.map { $0.map { 1 / $0 } ?? 0 }
    guard weights.count(where: { $0 > 0 }) > 1 else {
      return errors.map { (0, $0?.squareRoot()) }
    }
    let weight = weights.reduce(0, +)
    func average(_ values: [Double]) -> Double {
      zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weight
    }
    let shifts = estimates.map(\.shift)
    let mean = average(shifts)
    let q = zip(shifts, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
    let known = weights.count { $0 > 0 }
    let spread = weight - weights.reduce(0) { $0 + $1 * $1 } / weight
    let variance = max(0, (q - Double(known - 1)) / spread)
    let shrunk = zip(shifts, errors).map { shift, error in
      error.map { (shift - mean) * variance / (variance + $0) } ?? 0
    }
    // Mean 0 over the leads that decided it, since the rates are their mean.
    let information = estimates.map(\.information)
    let center =
      zip(shrunk, information).reduce(0) { $0 + $1.0 * $1.1 } / information.reduce(0, +)
    return zip(shrunk, errors).map { ($0 - center, $1?.squareRoot()) }
  }
}

/// Ended spells of a calendar month: the probit of the probability expected, and whether they advanced.
private struct ProbitCell {
  var spells: [(probit: Double, isAdvanced: Bool)] = []

  /// The slope of the log likelihood in a shift of the probits, and its information.
  func score(_ shift: Double) -> (slope: Double, information: Double) {
    var slope = 0.0
    var information = 0.0
    for (probit, isAdvanced) in spells {
      let z = probit + shift
      let (up, down) = (standardNormalCDF(z), standardNormalCDF(-z))
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      slope += isAdvanced ? density / max(up, 1e-12) : -density / max(down, 1e-12)
      information += density * density / max(up * down, 1e-12)
    }
    return (slope, information)
  }

  /// The shift of greatest likelihood, in [−3, 3], by Fisher scoring.
  func fitted() -> (shift: Double, information: Double) {
    var shift = 0.0
    var information = 0.0
    for _ in 0..<20 where !spells.isEmpty {
      let found = score(shift)
      information = found.information
      guard information > 1e-9 else { break }
      let step = min(0.5, max(-0.5, found.slope / information))
      shift = min(3, max(-3, shift + step))
      if abs(step) < 1e-9 { break }
    }
    return (shift, information)
  }
}
