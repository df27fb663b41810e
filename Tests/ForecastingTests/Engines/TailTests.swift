// Tails of counts under common factors against SciPy: Tests/Reference/binomial_mixtures.py.
import ExactDistributions
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import TestSupport
import Testing

@Suite(.heavyNumerics) struct TailTests {
  struct Table: Decodable {
    var cases: [Case]

    static func load() throws -> [Case] {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Reference/binomial_mixtures.json")
      return try JSONDecoder().decode(Table.self, from: Data(contentsOf: file)).cases
    }
  }

  struct Case: Decodable {
    var kind: String
    var count: Int
    var probability: Double
    var shared: Double
    var own: Double?
    var threshold: Int
    var tail: Double
    var below: Double

    var model: String { "\(kind) \(count) \(probability) \(shared) \(own ?? 0)" }
  }

  /// Cases by their model, each with a target for every threshold.
  static func models(_ kind: String) throws -> [(model: CompiledScenario, cases: [Case])] {
    let all = try Table.load().filter { $0.kind == kind }
    var order: [String] = []
    for one in all where !order.contains(one.model) { order.append(one.model) }
    return try order.map { name in
      let cases = all.filter { $0.model == name }
      return (try model(cases), cases)
    }
  }

  static func model(_ cases: [Case]) throws -> CompiledScenario {
    let first = cases[0]
    let leads = (0..<first.count).map {
      Lead.fixture("e-\($0)", $0 % 2 == 0 ? "north" : "south", probability: first.probability)
    }
    return try CompiledScenario(
      .fixture(
        leads,
        dependence: Dependence(cityLoading: first.shared, districtLoading: first.own ?? 0),
        targets: cases.map { .count("k\($0.threshold)", $0.threshold) }))
  }

  // One factor: no seed, nothing is drawn. From 0.2 down to 10⁻⁹, and misses.
  @Test func `counts under one factor are exact down to one in a billion`() throws {
    for (model, cases) in try Self.models("one") {
      var last = 1.0
      for one in cases.sorted(by: { $0.threshold < $1.threshold }) {
        let found = try #require(model.conditionalProbability(of: "k\(one.threshold)"))
        #expect(found.isIntegrated && found.standardError == 0)
        #expect(
          abs(found.value - one.tail) <= found.numericalError, "\(one): \(found)")
        #expect(abs(1 - found.value - one.below) <= found.numericalError, "\(one): \(found)")
        #expect(found.numericalError < 0.02 * min(one.tail, one.below), "\(one): \(found)")
        #expect(found.value < last, "\(one)")
        #expect(found.upperBound == nil && found.lowerBound == nil)
        last = found.value
      }
    }
  }

  static let seeds: ClosedRange<UInt64> = 1...10

  // Seeds 1 … 10. Some 350 answers of three factors; those of one model and seed hang together.
  // 95 % lie within two standard errors, more than 91 % are asked for, and none beyond five.
  @Test func `stated errors cover where factors differ by district`() throws {
    var covered = 0
    var all = 0
    for (model, cases) in try Self.models("two") {
      for seed in Self.seeds {
        var last = 1.0
        for one in cases.sorted(by: { $0.threshold < $1.threshold }) {
          let found = try #require(
            model.conditionalProbability(
              of: "k\(one.threshold)", ConditionalPlan(seed: Seed(seed))))
          let rare = min(one.tail, one.below)
          let distance = abs(found.value - one.tail)
          #expect(found.upperBound == nil && found.lowerBound == nil, "\(one) \(seed): \(found)")
          #expect(
            distance <= 5 * found.standardError + found.numericalError,
            "\(one) \(seed): \(found)")
          #expect(found.standardError < 0.1 * rare + 2e-4, "\(one) \(seed): \(found)")
          #expect(found.value < last, "\(one) \(seed): \(found)")
          last = found.value
          all += 1
          if distance <= 2 * found.standardError + found.numericalError { covered += 1 }
        }
      }
    }
    #expect(Double(covered) > 0.91 * Double(all), "\(covered) of \(all)")
  }

  // Poisson-binomial tails by convolution, relative to themselves: no leads are alike.
  @Test func `counts of independent leads are exact far in both tails`() throws {
    let chances = (0..<200).map { 0.002 + 0.6 * Double(($0 * 37) % 200) / 200 }
    var distribution = [1.0]
    for p in chances {
      var next = [Double](repeating: 0, count: distribution.count + 1)
      for (k, mass) in distribution.enumerated() {
        next[k] += mass * (1 - p)
        next[k + 1] += mass * p
      }
      distribution = next
    }
    let thresholds = [1, 2, 20, 30, 40, 59, 60, 61, 62, 70, 80, 95, 105, 140, 200]
    let model = try CompiledScenario(
      .fixture(
        chances.enumerated().map { .fixture("p-\($0)", probability: $1) },
        targets: thresholds.map { .count("k\($0)", $0) }))
    for k in thresholds {
      let found = try #require(model.exactProbability(of: "k\(k)"))
      let (tail, below) = (distribution[k...].reduce(0, +), distribution[..<k].reduce(0, +))
      #expect(abs(found.value - tail) <= 1e-13 + 1e-9 * min(tail, below), "\(k): \(found) \(tail)")
      #expect((found.upperBound != nil) == (tail <= 1e-12), "\(k): \(found)")
      #expect((found.lowerBound != nil) == (below <= 1e-12), "\(k): \(found)")
      if let bound = found.upperBound { #expect(tail < bound && bound < 1e-11) }
    }
  }

  // Vectors that share nothing settle on the same tail for any number of threads.
  @Test func `threads leave no trace in a rare event`() throws {
    let model = try RareEventTests.model(.count("rare", 190))
    let answers = [1, 2, 5].map { threads in
      model.conditionalProbability(
        of: "rare", ConditionalPlan(greatestVectorCount: 2048, threads: threads))
    }
    for answer in answers { #expect(answer == answers[0]) }
    #expect(try #require(answers[0]).value > 0)
  }

  // Nearly all of 240 leads, and none of them, under weak factors: far below 10⁻¹².
  @Test(arguments: [Engine.conditional, .auto])
  func `a figure below the numerical error is a bound`(_ engine: Engine) throws {
    let model = try CompiledScenario(
      ConditionalTests.many(
        240, dependence: Dependence(cityLoading: 0.1, districtLoading: 0.1),
        targets: [.count("beyond", 238), .count("sure", 1)]))
    let answered = try model.answered(model.forecast(TrialPlan(trials: 4096)), by: engine)
    let beyond = try #require(answered.target("beyond"))
    let bound = try #require(beyond.answer?.upperBound, "\(beyond)")
    #expect(bound >= 1e-12 && bound < 1e-11 && beyond.probability <= bound, "\(beyond)")
    #expect(beyond.answer?.lowerBound == nil && beyond.answer?.disagrees == false)
    let sure = try #require(answered.target("sure"))
    let lower = try #require(sure.answer?.lowerBound, "\(sure)")
    #expect(lower < 1 && lower > 1 - 1e-11 && sure.probability >= lower, "\(sure)")
  }

  // Seed 3. More different leads than are inverted one vector at a time: tables near the middle,
  // the tail by itself. False alarm 7·10⁻⁶ each.
  @Test func `a rare count of many different leads is that of plain factors`() throws {
    let scenario = ConditionalTests.many(
      700, dependence: .threeFactors,
      targets: [
        .count("rare", 450, size: 20_000), .count("rarer", 520, size: 20_000),
        .count("middle", 190, size: 20_000),
      ])
    let model = try CompiledScenario(scenario)
    var plan = ConditionalPlan(
      seed: Seed(3), greatestVectorCount: ConditionalTests.vectors * 4, precision: 1e-4)
    var last = 1.0
    for target in ["middle", "rare", "rarer"] {
      plan.shiftsFactors = true
      let found = try #require(model.conditionalProbability(of: target, plan))
      plan.shiftsFactors = false
      let plain = try #require(model.conditionalProbability(of: target, plan))
      let error =
        (found.standardError * found.standardError + plain.standardError * plain.standardError)
        .squareRoot()
      #expect(
        abs(found.value - plain.value) <= greatestZ * error + found.numericalError
          + plain.numericalError + 5 / Double(plain.vectorCount), "\(target): \(found), \(plain)")
      #expect(found.value < last && found.value > 0)
      if found.value < 0.01 {
        #expect(found.numericalError == 1e-12, "\(found)")
        #expect(found.standardError < 0.1 * found.value, "\(found)")
      }
      last = found.value
    }
    #expect(last < 0.01)
  }

  // MARK: Seeds, interruptions, costs

  @Test func `an answer has the forecast's seed`() throws {
    let model = try CompiledScenario(
      ConditionalTests.many(240, dependence: .threeFactors, targets: [.count("c", 70)]))
    let simulated = model.forecast(TrialPlan(trials: 1024, seed: Seed(77)))
    let answered = try model.answered(simulated, by: .conditional)
    let stated = try model.answered(simulated, by: .conditional, ConditionalPlan(seed: Seed(77)))
    let other = try model.answered(simulated, by: .conditional, ConditionalPlan(seed: Seed(2023)))
    #expect(answered == stated)
    #expect(answered.target("c")?.probability != other.target("c")?.probability)
  }

  // Asked three times, then stopped: the first target is answered, the second is not.
  @Test func `an interruption keeps what is answered`() throws {
    let model = try CompiledScenario(
      ConditionalTests.many(
        240, dependence: .threeFactors,
        targets: [.count("c", 70), .count("south", 60, over: .district("south"))]))
    let simulated = model.forecast(TrialPlan(trials: 1024))
    var reports: [EngineProgress] = []
    let answered = try model.answered(simulated, by: .conditional) { progress in
      reports.append(progress)
      return progress.targetsAnswered == 0
    }
    #expect(answered.completion == .interrupted)
    #expect(answered.target("c")?.answer?.method == .conditionalFourier)
    #expect(answered.target("south")?.answer?.method == .simulation)
    #expect(
      answered.target("south")?.probability == simulated.target("south")?.probability)
    #expect(reports.count > 1 && reports.allSatisfy { $0.targetCount == 2 })
    #expect(reports.last?.targetsAnswered == 1)
    let whole = try model.answered(simulated, by: .conditional)
    #expect(whole.completion == simulated.completion)
    #expect(whole.target("c") == answered.target("c"))
  }

  // Under a Student-t copula every lead is multiplied for every vector: a million trials are
  // cheaper. Not one vector is taken.
  @Test(arguments: [Engine.conditional, .auto])
  func `what would be dearer than simulation is simulated, with a word`(_ engine: Engine) throws {
    let model = try CompiledScenario(
      ConditionalTests.many(
        4_000, dependence: .threeFactors.student(4), targets: [.investment("t", 54_000_000)]))
    let simulated = model.forecast(TrialPlan(trials: 4096))
    var vectors = 0
    let answered = try model.answered(
      simulated, by: engine
    ) {
      vectors = max(vectors, $0.vectorsTaken)
      return true
    }
    let answer = try #require(answered.target("t")?.answer)
    #expect(answer.method == .simulation && answer.reason.en.contains("cheaper"), "\(answer)")
    #expect(vectors == 0)
  }

  // A sum without a single possible summand takes no multiplications.
  @Test(arguments: [Engine.conditional, .auto])
  func `targets of leads that cannot be signed have probability 0`(_ engine: Engine) throws {
    let closed = ConversionRates((0.6, 2.5), (0.55, 2), (0, 2), (0.9, 1.25))
    let leads =
      (0..<40).map { Lead.fixture("n-\($0)", "north", at: .contacted) }
      + (0..<40).map { Lead.fixture("s-\($0)", "south", at: .contacted) }
    let model = try CompiledScenario(
      .fixture(
        leads, rates: ["north": closed, "south": .slow], dependence: .threeFactors,
        targets: [
          .count("one", 1, over: .district("north")),
          .investment("any", 1, over: .district("north")),
          .count("south", 8, over: .district("south")),
        ]))
    let answered = try model.answered(model.forecast(TrialPlan(trials: 1024)), by: engine)
    for id in ["one", "any"] {
      let target = try #require(answered.target(id))
      #expect(target.probability == 0 && target.standardError < 0.01, "\(target)")
    }
    #expect(try #require(answered.target("south")).probability > 0)
  }
}
