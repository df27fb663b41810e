import Forecasting
import InvestmentPipeline
import Planning
import RandomStreams
import TestSupport
import Testing

/// What single leads bring, by their own distributions.
struct LeadContributionTests {
  static let scenarios = [
    ("gaussian", Dependence.threeFactors),
    (
      "student-t",
      Dependence(
        cityLoading: 0.35, districtLoading: 0.3, chainLoading: 0.4, studentDegreesOfFreedom: 4)
    ),
  ]

  // The mean of a sum is the sum of the means, whatever leads share.
  @Test(.heavyNumerics, arguments: scenarios)
  func `expected investments and counts add up to the simulated means`(
    name: String, dependence: Dependence
  ) throws {
    var scenario = Scenario.mixed(dependence: dependence)
    scenario.investmentCeiling = .hundredMillionYuan(20)
    let model = try CompiledScenario(scenario)
    let contributions = model.leadContributions()
    #expect(contributions.count > 3)
    #expect(contributions.allSatisfy { (0...1).contains($0.probability) && $0.variance >= 0 })
    let forecast = model.forecast(TrialPlan(trials: 200_000, seed: Seed(131), points: .random))
    let sizes = model.sizeExpectations([0, 1, 10])
    let total = try #require(forecast.metric(.signedInvestment)?.year)
    let mean = try #require(total.mean)
    let error = try #require(total.standardError)
    let expected =
      contributions.reduce(0) { $0 + $1.expectedInvestment } + sizes[0].signedInvestment
    #expect(abs(mean - expected) < greatestZ * error)
    #expect(
      abs(sizes[0].expectedInvestment + sizes[0].signedInvestment - expected) < 1e-9 * expected)
    for size in sizes {
      let counts = try #require(
        forecast.metric(.projectCount(atLeast: .hundredMillionYuan(Int(size.size))))?.year)
      let error = max(1e-9, counts.standardError ?? 0)
      #expect(
        abs((counts.mean ?? 0) - size.expectedCount - Double(size.signedCount))
          < greatestZ * error)
    }
  }

  // A certain lead has no variance of its own; one of chance p and amount a has p(1 − p)a².
  @Test func `a single lead's variance is that of its own distribution`() throws {
    let certain = Scenario.fixture(
      [.fixture("one", worth: 100_000)], rates: ["north": .certain, "south": .certain])
    let lead = try #require(try CompiledScenario(certain).leadContributions().first)
    #expect(lead.probability == 1 && lead.expectedInvestment == 10 && lead.variance == 0)
    var doubtful = Scenario.fixture([.fixture("one", worth: 100_000)])
    doubtful.leads[0].signingProbability = 0.25
    let other = try #require(try CompiledScenario(doubtful).leadContributions().first)
    #expect(abs(other.probability - 0.25) < 1e-12)
    #expect(abs(other.expectedInvestment - 2.5) < 1e-9)
    #expect(abs(other.variance - 0.25 * 0.75 * 100) < 1e-7)
  }
}
