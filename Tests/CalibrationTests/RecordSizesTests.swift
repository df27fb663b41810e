import Calibration
import Distributions
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

@Suite struct RecordSizesTests {
  /// Signed projects of the chains, with sizes of a log-normal distribution.
  private static func spells(_ seed: UInt64, _ chains: [(id: String, count: Int, median: Double)])
    throws -> StageSpells
  {
    var records: [LeadRecord] = []
    let came = CalendarDate(iso8601: "2022-01-10")!
    let signed = CalendarDate(iso8601: "2022-03-10")!
    for chain in chains {
      for number in 0..<chain.count {
        var stream = DrawStream(
          seed: Seed(seed), trial: UInt32(number), purpose: .investment,
          key: EntityKey(id: chain.id))
        let size = chain.median * exp(0.7 * standardNormalQuantile(stream.nextOpenUnit()))
        records.append(
          LeadRecord(
            id: "\(chain.id)\(number)", districtID: "north", chainID: chain.id, channelID: "team",
            investment: Money(tenThousandYuan: Int64(size * 10_000)),
            events: [StageEvent(.identified, came), StageEvent(.signed, signed)]))
      }
    }
    return StageSpells(records, asOf: CalendarDate(iso8601: "2022-12-31")!)
  }

  // Seed 91. Chains of medians 1, 2 and 6: each is found within its error; a chain of few projects lies
  // between its own mean and that of all.
  @Test func `chains that differ have their own medians`() throws {
    let found = try #require(
      RecordSizes(
        try Self.spells(91, [("a", 400, 1), ("b", 400, 2), ("c", 400, 6), ("d", 3, 200)])))
    #expect(found.count == 1_203 && found.isOfSignedProjects)
    let medians = found.chains.map(\.sizes.median.inHundredMillionYuan)
    for (median, truth) in zip(medians, [1.0, 2, 6]) {
      #expect(abs(log(median / truth)) < 4.5 * 0.9 / 20, "\(median) \(truth)")
    }
    #expect(found.chains.map(\.chain) == ["a", "b", "c", "d"])
    let share = try #require(found.all.tail?.share)
    let large = found.chains.compactMap(\.sizes.tail?.share)
    #expect(large[0] < share && large[2] > share)
  }

  // Seeds 92 to 131. Without differences the variance between chains is estimated as 0 more often than
  // not, and credibility estimates lie closer to the truth than the chains' own means.
  @Test func `credibility estimates are closer than the chains' own means`() throws {
    var own = 0.0
    var shrunk = 0.0
    var equal = 0
    for seed in 92..<132 {
      var groups: [[Double]] = []
      for group in 0..<6 {
        groups.append(
          (0..<15).map { number in
            var stream = DrawStream(
              seed: Seed(UInt64(seed)), trial: UInt32(number), purpose: .investment,
              key: EntityKey(id: "\(group)"))
            return standardNormalQuantile(stream.nextOpenUnit())
          })
      }
      let means = RecordSizes.credibilityMeans(groups)
      if Set(means).count == 1 { equal += 1 }
      for (group, mean) in zip(groups, means) {
        let raw = group.reduce(0, +) / 15
        own += raw * raw
        shrunk += mean * mean
      }
    }
    #expect(equal > 15 && equal < 40)
    #expect(shrunk < 0.6 * own)
    // n = 2 and 2, means 0 and 4: within (1+1+1+1)/2 = 2, between (4·4 − 2)/(4 − 2) = 7, Z = 7/8.
    let means = RecordSizes.credibilityMeans([[-1, 1], [3, 5]])
    #expect(abs(means[0] - 0.25) < 1e-12 && abs(means[1] - 3.75) < 1e-12)
    #expect(RecordSizes.credibilityMeans([[2], []]) == [2, 2])
  }

  @Test func `too few projects, equal ones, and those of one size`() throws {
    #expect(RecordSizes(try Self.spells(91, [("a", 29, 1)])) == nil)
    let alone = try #require(RecordSizes(try Self.spells(91, [("a", 60, 1)])))
    #expect(alone.chains.isEmpty && alone.all.logDeviation > 0.4)
  }
}
