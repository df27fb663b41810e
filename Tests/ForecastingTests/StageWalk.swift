// Conversion curves once more, lead by lead and stage by stage, without matrices.
import Foundation
import InvestmentPipeline
import TestSupport

/// The probability of being signed by the end of each month 1 … 12 with exponential dwell times, by
/// uniformisation: possible departures come as a Poisson process of one rate for all stages, and a
/// lead leaves at one with the probability that its own rate bears to it.
///
/// - Parameters:
///   - exposure: for each month the pace times the share still ahead; 0 while closed.
///   - shift: of the conversion rates by month, on the probit scale.
func stageWalk(
  _ rates: ConversionRates, from stage: Stage, exposure: [Double], shift: [Double]? = nil
) -> [Double] {
  let ladder = Stage.beforeSigning.map { rates[$0]! }
  let fastest = ladder.map { 1 / $0.dwellTimeMonths }.max()!
  var present = [Double](repeating: 0, count: ladder.count + 1)
  present[Stage.beforeSigning.firstIndex(of: stage)!] = 1
  return exposure.indices.map { month in
    let expected = fastest * exposure[month]
    var weight = exp(-expected)
    var moved = present
    var result = moved.map { $0 * weight }
    for step in 1..<Int(60 + 3 * expected) {
      for index in ladder.indices.reversed() {
        let rate = ladder[index]
        let leaving = moved[index] / rate.dwellTimeMonths / fastest
        let share = shift.map { moved in
          rate.conversionRate > 0 && rate.conversionRate < 1
            ? normalCDF(normalQuantile(rate.conversionRate) + moved[month]) : rate.conversionRate
        }
        moved[index] -= leaving
        moved[index + 1] += leaving * (share ?? rate.conversionRate)
      }
      weight *= expected / Double(step)
      for index in moved.indices { result[index] += moved[index] * weight }
    }
    present = result
    return present.last!
  }
}

/// Φ, by the error function of the C library.
func normalCDF(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

/// Φ⁻¹, by halving: an independent check needs no speed.
func normalQuantile(_ probability: Double) -> Double {
  var low = -38.0
  var high = 38.0
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if normalCDF(middle) < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// The weights of a standard normal variable on a grid of step 1/16 over ±9: trapezoids, whose
/// error falls faster than any power of the step.
let normalGrid: [(value: Double, weight: Double)] = (-144...144).map { step in
  let value = Double(step) / 16
  return (value, exp(-value * value / 2) / (2 * Double.pi).squareRoot() / 16)
}
