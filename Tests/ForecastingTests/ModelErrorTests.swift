// Scenarios of which no model can be made, and those at the edge of which one can.
import Forecasting
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct ModelErrorTests {
  static let leads = [Lead.fixture("one"), .fixture("two", "south", "tourism")]

  private func problems(_ scenario: Scenario) -> [Problem] {
    do {
      _ = try CompiledScenario(scenario)
      return []
    } catch {
      #expect(!error.all.isEmpty)
      #expect(CompiledScenario.problems(in: scenario) == error.all)
      for problem in error.all {
        #expect(!problem.reason.zh.isEmpty && !problem.reason.en.isEmpty)
        #expect(!problem.remedy.zh.isEmpty && !problem.remedy.en.isEmpty)
      }
      return error.all
    }
  }

  /// Three factors, each pair with the same correlation.
  private func tripod(_ correlation: Double) -> Dependence {
    Dependence(
      cityLoading: 0.3, districtLoading: 0.3,
      correlations: [
        FactorCorrelation(.city, .district("north"), correlation),
        FactorCorrelation(.city, .district("south"), correlation),
        FactorCorrelation(.district("north"), .district("south"), correlation),
      ])
  }

  @Test func `correlations that contradict each other are refused`() throws {
    // Three pairwise correlations must exceed −1/2.
    for correlation in [-0.6, -0.51] {
      let found = problems(.fixture(Self.leads, dependence: tripod(correlation)))
      #expect(found.map(\.path) == ["dependence.correlations"])
      #expect(found.first?.value == "district:south")
    }
    #expect(problems(.fixture(Self.leads, dependence: tripod(-0.49))).isEmpty)
    #expect(problems(.fixture(Self.leads, dependence: tripod(0.99))).isEmpty)
    for one in [1.0, -1] {
      let perfect = Dependence(correlations: [FactorCorrelation(.city, .chain("battery"), one)])
      let found = problems(.fixture(Self.leads, dependence: perfect))
      #expect(found.count == 1)
      #expect(found.first?.reason.en.contains("singular") == true)
    }
  }

  @Test func `the factors of a lead's adjustments are bounded together`() {
    func factors(_ filters: [LeadFilter]) -> [Adjustment] {
      filters.enumerated().map {
        Adjustment(id: "a\($0)", filter: $1, investmentFactor: 11)
      }
    }
    let both = factors([LeadFilter(), LeadFilter(districtID: "north")])
    #expect(
      problems(.fixture([.fixture("a")], adjustments: both)).map(\.path)
        == ["leads[a].investment"])
    let apart = factors([LeadFilter(districtID: "south"), LeadFilter(districtID: "north")])
    #expect(problems(.fixture([.fixture("a")], adjustments: apart)).isEmpty)
  }

  @Test func `only the variance that a lead's own factors take is bounded`() {
    // 0.64 + 0.49 above 1, but with −0.5 between them 0.57.
    let opposed = Dependence(
      districtLoading: 0.8, chainLoading: 0.7,
      correlations: ["north", "south"].flatMap { district in
        ["battery", "tourism"].map {
          FactorCorrelation(.district(district), .chain($0), -0.5)
        }
      })
    #expect(problems(.fixture([.fixture("a")], dependence: opposed)).isEmpty)
    // No lead belongs to the south.
    let south = Dependence(districtLoadings: ["south": 0.9], chainLoadings: ["battery": 0.7])
    #expect(problems(.fixture([.fixture("a")], dependence: south)).isEmpty)
    #expect(problems(.fixture([.fixture("a", "south")], dependence: south)).count == 1)
  }

  @Test func `loadings whose correlation leaves nothing to the lead are refused`() {
    func dependence(_ correlation: Double) -> Dependence {
      Dependence(
        cityLoading: 0.7, chainLoadings: ["battery": 0.7],
        correlations: [FactorCorrelation(.city, .chain("battery"), correlation)])
    }
    // 0.49 + 0.49 + 2·0.49·ρ reaches 1 at ρ = 0.0204.
    let found = problems(.fixture(Self.leads, dependence: dependence(0.03)))
    #expect(found.map(\.path) == ["dependence.loadings"])
    #expect(found.first?.reason.en.contains("battery") == true)
    #expect(problems(.fixture(Self.leads, dependence: dependence(0.02))).isEmpty)
    #expect(problems(.fixture(Self.leads, dependence: dependence(-0.5))).isEmpty)
    // Only pairs of district and chain that have leads matter.
    #expect(problems(.fixture([Self.leads[1]], dependence: dependence(0.03))).isEmpty)
  }

  @Test func `a stated probability needs a curve to spread it over`() {
    func scenario(_ probability: Double, pace: Double) -> Scenario {
      .fixture(
        [.fixture("late", at: .identified, probability: probability)], asOf: "2023-11-30",
        pace: [12: pace])
    }
    let found = problems(scenario(0.2, pace: 0))
    #expect(found.map(\.path) == ["leads[late].probability"])
    #expect(found.first?.value == "0.2")
    #expect(problems(scenario(0, pace: 0)).isEmpty)
    // Several stages may be passed in a month.
    #expect(problems(scenario(0.2, pace: 0.1)).isEmpty)
  }

  @Test func `all such leads are named at once`() {
    let leads = ["a", "b", "c"].map { Lead.fixture($0, at: .identified, probability: 0.5) }
    let found = problems(.fixture(leads, asOf: "2023-11-30", pace: [12: 0]))
    #expect(found.map(\.path) == leads.map { "leads[\($0.id)].probability" })
  }

  @Test func `problems of the scenario itself come first`() {
    var scenario = Scenario.fixture([.fixture("x", "west")], dependence: tripod(-0.6))
    scenario.conversionRates["south"] = nil
    let found = problems(scenario)
    #expect(found == scenario.problems())
    #expect(found.count >= 2)
  }

  @Test func `certain leads are signed at once, impossible ones never`() throws {
    var rates = ConversionRates.certain
    rates.identified.conversionRate = 0
    let scenario = Scenario.fixture(
      [
        .fixture("sure", worth: 1_000, probability: 1),
        .fixture("never", worth: 10, probability: 0),
        .fixture("late", at: .identified, worth: 1),
      ],
      asOf: "2023-10-31", rates: ["north": rates, "south": .slow],
      dependence: Dependence.threeFactors.student(1))
    let sample = try Sample(scenario, trials: 640)
    #expect(try sample.values(through: 11).minimum == 1_000)
    #expect(try sample.values().maximum == 1_000)
    #expect(sample.model.forecast(from: sample.accumulator).scenario.openLeads == 1)
  }

  @Test func `a Student-t copula plays from half a degree of freedom on`() throws {
    let leads = [Lead.fixture("sure", probability: 1), .fixture("half", probability: 0.5)]
    func scenario(_ freedom: Double) -> Scenario {
      .fixture(leads, dependence: Dependence.threeFactors.student(freedom))
    }
    let sample = try Sample(scenario(0.5), trials: 640)
    #expect(try sample.values(.allProjects).minimum == 1)
    for freedom in [0.49, 0.01, 0, -1, .nan, .infinity] {
      #expect(
        CompiledScenario.problems(in: scenario(freedom)).map(\.path)
          == ["dependence.student_degrees_of_freedom"])
    }
  }

  @Test func `a year in which nobody is left is still a forecast`() throws {
    let sample = try Sample(
      .fixture([.fixture("gone", at: .lost)], targets: [.investment("some", 1)]), trials: 65)
    let forecast = sample.model.forecast(from: sample.accumulator)
    #expect(forecast.target("some")?.probability == 0)
    #expect(forecast.metric(.signedInvestment)?.year.mean == 0)
    #expect(forecast.metric(.manufacturingShare)?.year.trials == 0)
  }
}
