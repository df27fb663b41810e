// The contract on draws: what may change without changing a trial, to the last bit.
import ExactDistributions
import Forecasting
import Foundation
import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import TestSupport
import Testing
import TileEngine

struct DrawContractTests {
  static let targets: [Target] = [
    .investment("city", 200_000), .investment("south", 60_000, .moreThan, over: .district("south")),
    .count("five", 5), .share("made", 0.5),
  ]
  static let dependences: [Dependence] = [
    .independent, .threeFactors, Dependence.threeFactors.student(4),
  ]

  static func scenario(_ dependence: Dependence, leads: [Lead] = Lead.mixed) -> Scenario {
    var scenario = Scenario.mixed(dependence: dependence, targets: targets)
    scenario.leads = leads
    scenario.jointTargets = [.fixture("both", "city", "made")]
    return scenario
  }

  // MARK: Trials and threads

  @Test(arguments: dependences)
  func `the first trials of a longer run are the shorter run`(_ dependence: Dependence) throws {
    let model = try CompiledScenario(Self.scenario(dependence))
    let short = model.accumulate(TrialPlan(trials: 1_000, seed: Seed(11)))
    let long = model.accumulate(TrialPlan(trials: 1_500, seed: Seed(11)))
    var joined = model.accumulate(trials: 0..<960, seed: Seed(11))
    try joined.merge(model.accumulate(trials: 960..<1_000, seed: Seed(11)))
    #expect(joined == short)
    #expect(try bytes(joined) == bytes(short))
    // The blocks that the long run shares with the short one, and those past them.
    var rest = model.accumulate(trials: 0..<960, seed: Seed(11))
    try rest.merge(model.accumulate(trials: 960..<1_500, seed: Seed(11)))
    #expect(rest == long)
  }

  @Test(arguments: dependences)
  func `any number of threads gives the same bytes`(_ dependence: Dependence) throws {
    let model = try CompiledScenario(Self.scenario(dependence))
    let one = model.forecast(TrialPlan(trials: 450, seed: Seed(5), threads: 1))
    let expected = try bytes(one)
    for threads in [2, 3, 7] {
      let other = model.forecast(TrialPlan(trials: 450, seed: Seed(5), threads: threads))
      #expect(other == one)
      #expect(try bytes(other) == expected)
    }
  }

  @Test(arguments: dependences, FactorPoints.allCases)
  func `every instruction set gives the same bytes`(
    _ dependence: Dependence, _ points: FactorPoints
  ) throws {
    let model = try CompiledScenario(Self.scenario(dependence))
    let plain = model.forecast(
      TrialPlan(trials: 450, seed: Seed(5), points: points, level: .portable))
    for level in InstructionSet.available {
      let plan = TrialPlan(trials: 450, seed: Seed(5), points: points, level: level)
      #expect(try bytes(model.forecast(plan)) == bytes(plain))
    }
  }

  @Test(arguments: [1, 63, 64, 65, 1_000])
  func `a run has as many trials as were asked for`(_ trials: Int) throws {
    let model = try CompiledScenario(Self.scenario(.threeFactors))
    let accumulator = model.accumulate(TrialPlan(trials: trials, seed: Seed(6), threads: 3))
    #expect(accumulator.trials == TrialRanges([0..<trials]))
    let values = try #require(model.values(of: Metric(.signedInvestment), in: accumulator))
    #expect(values.count == trials)
    for target in Self.targets {
      let result = try #require(model.result(of: target.id, in: accumulator))
      #expect(result.hits + result.misses == trials)
    }
    #expect(accumulator == model.accumulate(trials: 0..<trials, seed: Seed(6)))
    #expect(model.forecast(from: accumulator).trials == trials)
  }

  @Test func `another seed is another sample`() throws {
    let model = try CompiledScenario(Self.scenario(.threeFactors))
    let one = model.accumulate(trials: 0..<256, seed: Seed(1))
    let other = model.accumulate(trials: 0..<256, seed: Seed(2))
    #expect(
      model.values(of: Metric(.signedInvestment), in: one)
        != model.values(of: Metric(.signedInvestment), in: other))
  }

  // MARK: Leads

  /// Everything kept of the south, whose register the changes below do not touch.
  private func south(_ leads: [Lead], _ dependence: Dependence) throws -> [MetricAccumulator] {
    let model = try CompiledScenario(Self.scenario(dependence, leads: leads))
    let accumulator = model.accumulate(trials: 0..<320, seed: Seed(8))
    let measures: [Measure] = [.signedInvestment, .allProjects, .manufacturingShare]
    return try (1...12).flatMap { month in
      try measures.map { measure in
        let metric = Metric(measure, over: .district("south"), throughMonth: month)
        return try #require(model.values(of: metric, in: accumulator))
      }
    }
  }

  @Test(.heavyNumerics, arguments: dependences)
  func `changes to the leads of one district change no trial of the other`(
    _ dependence: Dependence
  ) throws {
    let leads = Lead.mixed
    let base = try south(leads, dependence)
    let added =
      (0..<30).map {
        Lead.fixture("new-\($0)", "north", $0 % 2 == 0 ? "tourism" : "battery")
      } + leads
    let removed = leads.filter { $0.districtID == "south" || $0.id == "mix-4" }
    let raised = leads.map { lead in
      var lead = lead
      if lead.districtID == "north" { lead.scoreShift = 1 }
      return lead
    }
    for changed in [
      added, removed, raised, leads.reversed(), leads.filter { $0.districtID == "south" },
    ] {
      #expect(try south(changed, dependence) == base)
    }
  }

  @Test(arguments: dependences)
  func `the order of the register does not matter`(_ dependence: Dependence) throws {
    let plan = TrialPlan(trials: 200, seed: Seed(9))
    let base = try CompiledScenario(Self.scenario(dependence)).forecast(plan)
    var generator = DrawStream(
      seed: Seed(1), trial: 0, purpose: .factor, key: EntityKey(id: "shuffle"))
    for _ in 0..<3 {
      let shuffled = Lead.mixed.shuffled(using: &generator)
      let other = try CompiledScenario(Self.scenario(dependence, leads: shuffled)).forecast(plan)
      #expect(try bytes(other) == bytes(base))
    }
  }

  /// The common scores of leads are rows of one matrix product, as many as there are pairs of
  /// district and chain. A lead of a new pair must not move the other rows by a bit.
  @Test(arguments: [5, 8, 13, 22, 33])
  func `a row of scores does not depend on the other rows`(factors: Int) throws {
    var generator = DrawStream(
      seed: Seed(1), trial: 0, purpose: .factor, key: EntityKey(id: "matrix"))
    func draw(_ rows: Int, _ columns: Int) -> Matrix {
      var matrix = Matrix(rowCount: rows, columnCount: columns)
      for row in 0..<rows {
        for column in 0..<columns { matrix[row, column] = generator.nextOpenUnit() - 0.5 }
      }
      return matrix
    }
    let normals = draw(factors, 64)
    let greatest = 12 * FactorModel.rowsPerTile
    let loadings = draw(greatest, factors)
    let whole = try loadings.times(normals)
    for tiles in 1...11 {
      // Other rows in another order, then as many zeros.
      let order = (0..<(tiles * FactorModel.rowsPerTile - 3)).shuffled(using: &generator)
      var some = Matrix(rowCount: tiles * FactorModel.rowsPerTile, columnCount: factors)
      for (row, source) in order.enumerated() {
        for column in 0..<factors { some[row, column] = loadings[source, column] }
      }
      let scores = try some.times(normals)
      for (row, source) in order.enumerated() {
        #expect(scores.row(row).elementsEqual(whole.row(source)))
      }
    }
  }

  // MARK: Questions

  @Test func `asking for more changes no draw`() throws {
    let few = Self.scenario(.threeFactors)
    var many = few
    many.targets += [
      .count("over-3", 2, size: 30_000), .count("early", 1, size: 12_345, through: 6),
      .investment("agents", 10_000, over: .channel("agents"), through: 9),
    ]
    many.jointTargets.append(.fixture("all", "city", "agents", "over-3"))
    let plan = TrialPlan(trials: 300, seed: Seed(10))
    let short = try CompiledScenario(few).forecast(plan)
    let long = try CompiledScenario(many).forecast(plan)
    #expect(Array(long.targets.prefix(few.targets.count)) == short.targets)
    #expect(long.joint.first == short.joint.first)
    for metric in short.metrics {
      #expect(long.metrics.first { $0.id == metric.id } == metric)
    }
    #expect(long.metrics.count > short.metrics.count)
  }

  // Seed 12. The means of 64-trial blocks of two scenarios, 40 blocks: on common draws the
  // variance of the difference is below a tenth of what separate seeds would give. The ratio
  // here is near 0.01; without common draws it is near 1, and below 0.3 in less than one of 10⁴.
  @Test(.heavyNumerics, arguments: dependences)
  func `scenarios differ on common draws by far less than on their own`(
    _ dependence: Dependence
  ) throws {
    let base = Self.scenario(dependence)
    var better = base
    better.leads[3].scoreShift = 0.2
    func blockMeans(_ scenario: Scenario, seed: UInt64) throws -> [Double] {
      let model = try CompiledScenario(scenario)
      return try (0..<40).map { block in
        let part = model.accumulate(trials: (64 * block)..<(64 * block + 64), seed: Seed(seed))
        return try #require(model.values(of: Metric(.signedInvestment), in: part)).mean
      }
    }
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
    let before = try blockMeans(base, seed: 12)
    let after = try blockMeans(better, seed: 12)
    let apart = variance(before) + variance(after)
    #expect(variance(zip(after, before).map { $0.0 - $0.1 }) < 0.1 * apart)
  }

  // MARK: Accumulators

  @Test func `parts merge in any order, and after a trip through JSON`() throws {
    let model = try CompiledScenario(Self.scenario(.threeFactors))
    let whole = model.accumulate(TrialPlan(trials: 1_000, seed: Seed(13)))
    let parts = [0..<64, 64..<320, 320..<384, 384..<896, 896..<1_000].map {
      model.accumulate(trials: $0, seed: Seed(13))
    }
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
      var sum = parts[order[0]]
      for part in order.dropFirst() { try sum.merge(parts[part]) }
      #expect(sum == whole)
      #expect(try bytes(sum) == bytes(whole))
      #expect(try bytes(model.forecast(from: sum)) == bytes(model.forecast(from: whole)))
    }
    // (a + b) + (c + d + e), the parts in brackets from JSON.
    var left = parts[0]
    try left.merge(parts[1])
    var right = parts[4]
    try right.merge(parts[2])
    try right.merge(parts[3])
    var decoded = try JSONDecoder().decode(ForecastAccumulator.self, from: bytes(left))
    #expect(decoded == left)
    try decoded.merge(JSONDecoder().decode(ForecastAccumulator.self, from: bytes(right)))
    #expect(decoded == whole)
  }

  @Test func `accumulators of other trials only are refused`() throws {
    let model = try CompiledScenario(Self.scenario(.independent))
    let first = model.accumulate(trials: 0..<128, seed: Seed(14))
    func merging(_ other: ForecastAccumulator) throws {
      var sum = first
      do {
        try sum.merge(other)
      } catch {
        #expect(sum == first, "a refused merge leaves no trace")
        throw error
      }
    }
    #expect(throws: ForecastAccumulator.MergeError.overlappingTrials) { try merging(first) }
    #expect(throws: ForecastAccumulator.MergeError.overlappingTrials) {
      try merging(model.accumulate(trials: 64..<192, seed: Seed(14)))
    }
    #expect(throws: ForecastAccumulator.MergeError.differentForecasts) {
      try merging(model.accumulate(trials: 128..<192, seed: Seed(15)))
    }
    var renamed = Self.scenario(.independent)
    renamed.id = "another"
    let other = try CompiledScenario(renamed)
    #expect(throws: ForecastAccumulator.MergeError.differentForecasts) {
      try merging(other.accumulate(trials: 128..<192, seed: Seed(14)))
    }
    var asked = Self.scenario(.independent)
    asked.targets.removeLast(2)
    asked.jointTargets = []
    let fewer = try CompiledScenario(asked)
    #expect(throws: ForecastAccumulator.MergeError.differentForecasts) {
      try merging(fewer.accumulate(trials: 128..<192, seed: Seed(14)))
    }
    var sum = first
    try sum.merge(model.accumulate(trials: 128..<192, seed: Seed(14)))
    #expect(sum.trials == TrialRanges([0..<192]))
  }

  @Test func `a forecast survives JSON`() throws {
    let forecast = try CompiledScenario(Self.scenario(.threeFactors))
      .forecast(TrialPlan(trials: 300, seed: Seed(16)))
    let decoded = try JSONDecoder().decode(Forecast.self, from: bytes(forecast))
    #expect(decoded == forecast)
    #expect(try bytes(decoded) == bytes(forecast))
  }
}
