// What a change of the scenario must do to the answer, whatever the answer is.
import Forecasting
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

struct MetamorphicTests {
  static let dependences: [Dependence] = [.threeFactors, Dependence.threeFactors.student(4)]

  // Seed 61. Every lead in two halves with ids of their own: the mean within 4.5 standard errors
  // of the difference, false alarm 7·10⁻⁶ each; power: a mean off by 0.014 (0.09 in debug) of
  // the standard deviation. With independent leads halves must also spread less.
  @Test(arguments: [.independent, dependences[0]])
  func `leads in halves bring the same on average`(_ dependence: Dependence) throws {
    let whole = Scenario.mixed(dependence: dependence)
    var halves = whole
    halves.leads = whole.leads.flatMap { lead -> [Lead] in
      guard case .point(let money) = lead.investment else { return [lead] }
      return ["a", "b"].map { part in
        var half = lead
        half.id += part
        half.investment = .point(Money(tenThousandYuan: money.tenThousandYuan / 2))
        return half
      }
    }
    for case .point(let money) in whole.leads.map(\.investment) {
      // Odd amounts lose a half of 1万元, which is far below the error.
      #expect(money.tenThousandYuan > 1_000)
    }
    let one = try Sample(whole, seed: 61).values()
    let two = try Sample(halves, seed: 62).values()
    let error =
      (one.standardErrorOfMean * one.standardErrorOfMean
      + two.standardErrorOfMean * two.standardErrorOfMean).squareRoot()
    #expect(((one.mean - two.mean) / error).magnitude < greatestZ)
    #expect(two.standardDeviation < one.standardDeviation)
  }

  @Test(arguments: dependences)
  func `ten times the money is ten times the answer`(_ dependence: Dependence) throws {
    // Whole multiples of what a fixed amount is; log-normal amounts round to whole 万元.
    func scenario(_ factor: Int64, uncertain: Bool) -> Scenario {
      let leads = Lead.mixed.map { lead -> Lead in
        guard case .point(let money) = lead.investment else { return lead }
        return lead.worth(.point(Money(tenThousandYuan: money.tenThousandYuan * factor)))
      }
      return .fixture(
        leads, uncertainty: uncertain ? [.identified: 0.5, .negotiating: 0.3] : [:],
        dependence: dependence, ceiling: Money(tenThousandYuan: 80_000 * factor),
        targets: [
          .investment("city", 200_000 * factor), .investment("june", 60_000 * factor, through: 6),
          .count("large", 3, size: 30_000 * factor), .share("made", 0.6),
        ], joint: [.fixture("all", "city", "june", "large", "made")])
    }
    for uncertain in [false, true] {
      let one = try Sample(scenario(1, uncertain: uncertain), trials: 960, seed: 63)
      let ten = try Sample(scenario(10, uncertain: uncertain), trials: 960, seed: 63)
      // Rounding may move a total across a target in a trial or two.
      let slack = uncertain ? 2 : 0
      for id in ["city", "june", "large", "made"] {
        let difference = try one.probability(id).hits - ten.probability(id).hits
        #expect(difference.magnitude <= slack, "\(id)")
      }
      #expect((one.accumulator.jointHits[0] - ten.accumulator.jointHits[0]).magnitude <= slack)
      let (before, after) = (try one.values(), try ten.values())
      #expect((after.mean / before.mean - 10).magnitude < 1e-3)
      #expect((after.standardDeviation / before.standardDeviation - 10).magnitude < 1e-3)
      if !uncertain {
        #expect(after.minimum == 10 * before.minimum)
        #expect(after.maximum == 10 * before.maximum)
      }
    }
  }

  @Test(arguments: dependences)
  func `another lead takes nothing away in any trial`(_ dependence: Dependence) throws {
    let base = Scenario.mixed(dependence: dependence)
    var more = base
    more.leads.insert(.fixture("extra", "south", "battery", worth: 7_777), at: 3)
    try expectNoTrialLower(base, more) { $0 == 0 || $0 == 7_777 }
  }

  @Test(arguments: dependences)
  func `better scores take nothing away in any trial or month`(_ dependence: Dependence) throws {
    let base = Scenario.mixed(dependence: dependence)
    var better = base
    for index in better.leads.indices { better.leads[index].scoreShift += 0.3 }
    try expectNoTrialLower(base, better) { $0 >= 0 }
  }

  /// Trial by trial on common draws: what the second scenario brings more satisfies `allowed`.
  private func expectNoTrialLower(
    _ first: Scenario, _ second: Scenario, allowed: (Int64) -> Bool
  ) throws {
    let models = try (CompiledScenario(first), CompiledScenario(second))
    var differs = false
    for block in 0..<25 {
      let trial = (64 * block)..<(64 * block + 1)
      let before = models.0.accumulate(trials: trial, seed: Seed(64))
      let after = models.1.accumulate(trials: trial, seed: Seed(64))
      for month in 1...12 {
        for scope in [Scope.city, .district("south"), .chain("battery")] {
          let metric = Metric(.signedInvestment, over: scope, throughMonth: month)
          let low = try #require(models.0.values(of: metric, in: before)).minimum
          let high = try #require(models.1.values(of: metric, in: after)).minimum
          #expect(allowed(high - low))
          if high > low { differs = true }
        }
      }
    }
    #expect(differs)
  }

  @Test func `zero loadings are independence, and no Student-t is an infinite ν`() throws {
    let none = try Sample(.mixed(dependence: .independent), trials: 640, seed: 65).values()
    let zero = Dependence(correlations: [FactorCorrelation(.city, .chain("battery"), 0.5)])
    #expect(try Sample(.mixed(dependence: zero), trials: 640, seed: 65).values() == none)
    // At ν = 10⁹ the thresholds differ by less than 10⁻⁸: trials by one in a million.
    let nearly = Dependence.threeFactors.student(1e9)
    let gaussian = try Sample(.mixed(dependence: .threeFactors), trials: 640, seed: 65).values()
    let student = try Sample(.mixed(dependence: nearly), trials: 640, seed: 65).values()
    #expect((student.mean / gaussian.mean - 1).magnitude < 0.001)
    #expect((student.standardDeviation / gaussian.standardDeviation - 1).magnitude < 0.001)
  }

  // Seeds 66 and 67. F and −F have one distribution: means within 4.5 standard errors, false alarm
  // 7·10⁻⁶; deviations within a tenth, some seven standard errors in debug. Power: a mean off by
  // 0.09 of the deviation in debug, 0.014 in release.
  @Test func `a loading of the other sign is the same distribution`() throws {
    func counts(_ loading: Double, _ seed: UInt64) throws -> MetricAccumulator {
      try Sample(.mixed(dependence: Dependence(cityLoading: loading)), seed: seed)
        .values(.allProjects)
    }
    let (plus, minus) = (try counts(0.5, 66), try counts(-0.5, 67))
    let error = (2 * plus.standardErrorOfMean * plus.standardErrorOfMean).squareRoot()
    #expect(((plus.mean - minus.mean) / error).magnitude < greatestZ)
    #expect((plus.standardDeviation / minus.standardDeviation - 1).magnitude < 0.1)
  }
}
