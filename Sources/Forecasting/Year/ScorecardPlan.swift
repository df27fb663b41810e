import InvestmentPipeline

/// Ranks of districts in every trial (招商成效综合测评).
struct ScorecardPlan: Sendable {
  /// Of signed, started, funds in place, investment per mu.
  let weights: [Double]
  /// By district: what an amount of 1 is; its own target, or 1.
  let references: [Double]

  /// Adds a trial: the district of the highest score is first.
  ///
  /// - Parameter values: by item and district.
  func rank(_ values: [[Double]], into counts: inout [Int]) {
    let districts = references.count
    var scores = [Double](repeating: 0, count: districts)
    for (item, weight) in weights.enumerated() where weight > 0 {
      // Over the mean of the districts, so that items of unlike units can be weighed.
      let relative = (0..<districts).map {
        item < 3 ? values[item][$0] / references[$0] : values[item][$0]
      }
      let mean = relative.reduce(0, +) / Double(districts)
      guard mean > 0 else { continue }
      for district in 0..<districts { scores[district] += weight * relative[district] / mean }
    }
    for district in 0..<districts {
      // Ties go to the district that the city lists first.
      let better = (0..<districts).count {
        scores[$0] > scores[district] || (scores[$0] == scores[district] && $0 < district)
      }
      counts[district * districts + better] += 1
    }
  }
}
