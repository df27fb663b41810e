// Sizes of arrivals and followers by chain, against exact answers.
import Distributions
import Forecasting
import Foundation
import InvestmentPipeline
import TestSupport
import Testing

@Suite struct ProjectSizeTests {
  // Seed 86. A fixed size by chain: the amount of a chain is its number of projects times the size in
  // every trial. Of a log-normal chain the mean is that of the distribution; |z| below 4.5, false
  // alarm 7·10⁻⁶.
  @Test func `arrivals have the size of their chain`() throws {
    var stream = ArrivalStream.fixture()
    stream.chainSizes["tourism"] = SizeDistribution(
      median: Money(tenThousandYuan: 45_000), logDeviation: 0)
    let scenario = ArrivalTests.scenario([stream], asOf: "2023-01-31")
    let sample = try Sample(scenario, seed: 86)
    let counts = try sample.values(.allProjects, over: .chain("tourism"))
    let amounts = try sample.values(over: .chain("tourism"))
    #expect(counts.maximum > 3)
    #expect(amounts.mean == 45_000 * counts.mean && amounts.maximum == 45_000 * counts.maximum)
    let battery = try sample.values(over: .chain("battery"))
    let number = 0.75 * ArrivalTests.mean(scenario, stream, through: 12)
    let expected = 10_000 + number * 20_000 * exp(0.125)
    #expect(((battery.mean - expected) / battery.standardErrorOfMean).magnitude < greatestZ)
  }

  // Seed 87. Sizes that do not depend on the anchor's: each follower is an anchor with probability p, so
  // that generation g has ν(νp)^(g−1) projects; one month a generation, eleven of them in the year.
  // ν above 1 is no cascade without end where νp is below 1.
  @Test func `followers whose size is independent of the anchor's`() throws {
    let mean = 1.6
    let size = SizeDistribution(median: Money(tenThousandYuan: 60_000), logDeviation: 0.9)
    var followers = FollowerTests.followers(mean)
    followers.sizes = ["battery": .independent(size)]
    let scenario = FollowerTests.scenario(followers)
    #expect(CompiledScenario.problems(in: scenario).isEmpty)
    let law = try LogNormal(logMean: log(60_000), logStandardDeviation: 0.9)
    let p = law.survival(99_999.5)
    let descendants = (0..<11).reduce(0.0) { $0 + mean * pow(mean * p, Double($1)) }
    let sample = try Sample(scenario, seed: 87)
    let counts = try sample.values(.allProjects)
    #expect(((counts.mean - 1 - descendants) / counts.standardErrorOfMean).magnitude < greatestZ)
    let amounts = try sample.values()
    let expected = 500_000 + descendants * law.mean
    #expect(((amounts.mean - expected) / amounts.standardErrorOfMean).magnitude < greatestZ)

    followers.sizes = [
      "battery": .independent(SizeDistribution(median: .hundredMillionYuan(30), logDeviation: 0))
    ]
    #expect(
      CompiledScenario.problems(in: FollowerTests.scenario(followers)).first?.reason.en
        .contains("never end") == true)
    followers.sizes = [:]
    #expect(
      CompiledScenario.problems(in: FollowerTests.scenario(followers)).first?.reason.en
        .contains("have no size") == true)
  }
}
