// Conversion curves once more, lead by lead and stage by stage, without matrices.
import Foundation
import InvestmentPipeline
import TestSupport

/// The probability of being signed by the end of each month 1 … 12, by following the share of
/// leads at each stage through the months.
///
/// - Parameter exposure: for each month the pace times the share still ahead; 0 while closed.
func stageWalk(_ rates: ConversionRates, from stage: Stage, exposure: [Double]) -> [Double] {
  let ladder = Stage.beforeSigning
  var present = [Double](repeating: 0, count: ladder.count)
  present[ladder.firstIndex(of: stage)!] = 1
  var signed = 0.0
  return exposure.map { exposure in
    // From the top down, so that nobody passes two stages in a month.
    for place in ladder.indices.reversed() {
      let rate = rates[ladder[place]]!
      let leaving = present[place] * (1 - exp(-exposure / rate.dwellTimeMonths))
      present[place] -= leaving
      if place + 1 < ladder.count {
        present[place + 1] += leaving * rate.conversionRate
      } else {
        signed += leaving * rate.conversionRate
      }
    }
    return signed
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
