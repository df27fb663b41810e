import InvestmentPipeline

/// Ranks of districts in every trial (招商成效综合测评).
struct ScorecardPlan: Sendable {
  /// In the order of `Scorecard.Item.allCases`.
  let weights: [Double]
  /// By district: what an amount of 1 is; its own target, or 1.
  let references: [Double]
  /// Districts in the order of their ids.
  let order: [Int]

  /// Rankings that are kept: of the whole score, then of each item.
  static let rankingCount = 1 + Scorecard.Item.allCases.count

  /// Adds a trial: the district of the highest score is first.
  ///
  /// - Parameters:
  ///   - values: by item and district; amounts over what they are measured by.
  ///   - scores: working memory of one value a district.
  func rank(
    _ values: UnsafePointer<Double>, _ scores: UnsafeMutablePointer<Double>,
    into counts: inout [Int]
  ) {
    let districts = references.count
    for district in 0..<districts { unsafe scores[district] = 0 }
    for item in weights.indices where weights[item] > 0 {
      let relative = unsafe values + item * districts
      unsafe rank(relative, ranking: 1 + item, into: &counts)
      // Over the mean of the districts, so that items of unlike units can be weighed.
      var sum = 0.0
      for district in order { unsafe sum += relative[district] }
      guard sum > 0 else { continue }
      let factor = weights[item] * Double(districts) / sum
      for district in 0..<districts { unsafe scores[district] += factor * relative[district] }
    }
    unsafe rank(scores, ranking: 0, into: &counts)
  }

  private func rank(_ scores: UnsafePointer<Double>, ranking: Int, into counts: inout [Int]) {
    let districts = order.count
    unsafe order.withUnsafeBufferPointer { order in
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        for index in 0..<districts {
          let own = unsafe scores[order[index]]
          // Of districts that tie, the one whose id comes first is ahead.
          var better = 0
          for other in 0..<index { better += unsafe scores[order[other]] >= own ? 1 : 0 }
          for other in (index + 1)..<districts {
            better += unsafe scores[order[other]] > own ? 1 : 0
          }
          unsafe counts[(ranking * districts + order[index]) * districts + better] += 1
        }
      }
    }
  }
}
