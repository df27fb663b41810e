// Scores of samples against scoringrules, and against closed forms.
import Foundation
import Planning
import Testing

struct ScoresTests {
  /// By Tests/Reference/scores.py.
  private struct Case: Decodable {
    var sample: [Double]
    var outcome: Double
    var threshold: Double
    var crps: Double
    var thresholdWeightedCrps: Double
    var brier: Double
  }

  @Test func `scores are those of a published package`() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../Reference/scores.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let cases = try decoder.decode([Case].self, from: Data(contentsOf: url))
    #expect(cases.count == 24)
    for item in cases {
      let scores = SampleScores(item.sample, outcome: item.outcome)
      #expect(abs(scores.crps() - item.crps) < 1e-11)
      #expect(
        abs(scores.crps(atLeast: item.threshold) - item.thresholdWeightedCrps) < 1e-11)
      #expect(abs(scores.brier(atLeast: item.threshold) - item.brier) < 1e-14)
    }
  }

  @Test func `the score of an even sample is that of the uniform distribution`() {
    // CRPS of U(0, 1) at y in it: 1/3 − y + y².
    let sample = (0..<20_000).map { (Double($0) + 0.5) / 20_000 }
    for y in [0, 0.25, 0.9] {
      #expect(abs(SampleScores(sample, outcome: y).crps() - (1.0 / 3 - y + y * y)) < 1e-8)
    }
  }

  @Test func `transforms, intervals and probabilities follow the ranks`() {
    let scores = SampleScores([4, 1, 2, 2, 3], outcome: 2)
    #expect(scores.transform(0) == 0.2 && scores.transform(1) == 0.6)
    #expect(scores.probability(atLeast: 2) == 0.8 && scores.probability(atLeast: 5) == 0)
    #expect(scores.interval(0.6) == 1...3)
    // Two of five, with half a count more; four numbers from 1 to 4.
    #expect(abs(scores.logarithmic + log(2.5 / 7)) < 1e-14)
    #expect(SampleScores([1], outcome: 3).logarithmic > 0)
  }

  @Test func `Wilson's interval`() {
    // Ten of ten at 90 %: (1 + z²/20 ± …)/(1 + z²/10), the upper end 1.
    let all = ShareEstimate(count: 10, trials: 10)
    #expect(
      all.upper == 1
        && abs(all.lower - 1 / (1 + 1.644_853_626_951_472_7 * 1.644_853_626_951_472_7 / 10)) < 1e-12
    )
    let half = ShareEstimate(count: 20, trials: 40, effectiveTrials: 10)
    #expect(abs(half.lower + half.upper - 1) < 1e-12 && half.lower < 0.3)
  }
}
