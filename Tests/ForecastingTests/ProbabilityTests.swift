// Estimated probabilities, shortfalls, and the bookkeeping of trials.
import Forecasting
import Foundation
import TestSupport
import Testing

struct ProbabilityTests {
  @Test func `the standard error does not vanish at no hits or all hits`() {
    let none = Probability(hits: 0, trials: 998)
    #expect(none.value == 0)
    #expect((none.standardError - (0.001 * 0.999 / 998).squareRoot()).magnitude < 1e-18)
    let all = Probability(hits: 998, trials: 998)
    #expect(all.value == 1)
    #expect((all.standardError / none.standardError - 1).magnitude < 1e-12)
  }

  @Test func `in the middle it is the binomial one`() {
    let half = Probability(hits: 5_000, trials: 10_000)
    #expect(half.value == 0.5)
    #expect(half.standardError == 0.005)
    let third = Probability(hits: 20_000, trials: 60_000)
    let binomial = (1.0 / 3 * 2 / 3 / 60_000).squareRoot()
    #expect((third.standardError / binomial - 1).magnitude < 1e-4)
  }

  @Test func `without trials nothing is known`() {
    let nothing = Probability(hits: 0, trials: 0)
    #expect(nothing.value.isNaN)
    #expect(nothing.standardError == .infinity)
  }
}

struct TrialRangesTests {
  @Test func `neighbours join, gaps stay, nothing is nothing`() {
    var ranges = TrialRanges()
    #expect(ranges.count == 0)
    ranges.insert(64..<128)
    ranges.insert(256..<320)
    ranges.insert(9..<9)
    #expect(ranges.ranges == [64..<128, 256..<320])
    ranges.insert(0..<64)
    #expect(ranges.ranges == [0..<128, 256..<320])
    ranges.insert(128..<256)
    #expect(ranges.ranges == [0..<320])
    #expect(ranges.count == 320)
  }

  @Test func `the order of insertion does not matter`() {
    let parts = [0..<10, 30..<40, 10..<20, 50..<60, 20..<30, 70..<71]
    let forwards = TrialRanges(parts)
    #expect(forwards.ranges == [0..<40, 50..<60, 70..<71])
    #expect(TrialRanges(parts.reversed()) == forwards)
    #expect(TrialRanges(parts.sorted { $0.lowerBound < $1.lowerBound }) == forwards)
  }

  @Test func `overlaps are seen, neighbours are none`() {
    let ranges = TrialRanges([0..<10, 20..<30])
    #expect(ranges.overlaps(TrialRanges([29..<40])))
    #expect(ranges.overlaps(TrialRanges([5..<6])))
    #expect(ranges.overlaps(TrialRanges([10..<21])))
    #expect(!ranges.overlaps(TrialRanges([10..<20])))
    #expect(!ranges.overlaps(TrialRanges([30..<40])))
    #expect(!ranges.overlaps(TrialRanges()))
  }

  @Test func `ranges survive JSON`() throws {
    let ranges = TrialRanges([0..<64, 128..<200])
    #expect(try JSONDecoder().decode(TrialRanges.self, from: bytes(ranges)) == ranges)
  }
}
