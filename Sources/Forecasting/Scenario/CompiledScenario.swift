package import Calibration
import Distributions
package import ExactDistributions
public import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import TileEngine

/// A scenario made ready for trials: leads with their curves, loading rows and distributions in
/// flat arrays, known results summed up, metrics and targets numbered.
///
/// Making one validates the scenario; drawing trials from it cannot fail. A trial goes
/// register and rates → conversion curves → factors → thresholds → signed leads → investment
/// → metrics → accumulators.
public struct CompiledScenario: Sendable {
  /// The scenario that was compiled.
  public private(set) var scenario: Scenario

  package let table: MetricTable
  package let factors: FactorModel
  /// Pipeline leads that can be signed, in the order of the register.
  package let leads: [PipelineLead]
  /// Thresholds of the latent score by curve: 12 months a curve, −∞ while closed.
  private(set) var thresholds: [Double]
  /// What decides each curve; nil where the year closes some leads' curves.
  private let curveKeys: [RegisterCompiler.CurveKey]?
  /// The probability of being signed by the end of the year, by curve, over the common factors.
  package private(set) var signingProbabilities: [Double]
  package let distributions: [InvestmentDistribution]
  /// Amounts above it are not signed.
  package let ceiling: Int64
  /// Signed before or on the as-of date.
  package let knownResults: [KnownResult]
  package let targets: [CompiledTarget]
  /// For each joint target the indices of its targets.
  let jointTargets: [[Int]]
  /// Which metrics are kept.
  let schedule: MetricSchedule
  /// The leads in the order in which tiles simulate them.
  private(set) var program: TileProgram
  /// By scope of the table.
  let scopeCells: [ScopeCells]
  /// What trials have beside the leads; nil where there is nothing.
  private(set) var year: ProjectSimulationPlan?
  /// How far the rates may be off; nil where they are taken as known.
  package private(set) var rates: ConversionRateFit?
  /// Whether blocks of trials have rates of their own: parameter uncertainty, drift, or both.
  package var hasParameterDraws: Bool { rates != nil || scenario.drift != nil }
  /// What decides the results.
  package var fingerprint: ModelFingerprint { fingerprintOnDemand.value }
  let fingerprintOnDemand: FingerprintOnDemand

  /// A lead that can be signed.
  package struct PipelineLead: Sendable {
    /// Its index in the leads of the scenario.
    package var number: Int32
    var key: EntityKey
    package var curve: Int32
    var row: Int32
    /// Index of `distributions`.
    package var distribution: Int32
    var segment: Segment
  }

  /// The segment of a project: its scopes in the table, and whether it is manufacturing.
  package struct Segment: Sendable {
    var district: Int32
    var chain: Int32
    var channel: Int32
    var isManufacturing: Bool
  }

  package struct KnownResult: Sendable {
    var segment: Segment
    /// 0 … 11.
    var month: Int
    /// 万元.
    package var amount: Int64
  }

  package struct CompiledTarget: Sendable {
    var metricIndex: Int
    var scope: Int
    var month: Int
    /// Of the table's measures.
    var measure: Int
    /// In base units: 万元, projects or millionths.
    var value: Int64
    var isStrict: Bool

    init(_ target: Target, _ table: MetricTable) {
      metricIndex = table.index(of: target.metric)!
      scope = table.scopes.firstIndex(of: target.metric.scope)!
      month = target.metric.throughMonth - 1
      measure = metricIndex % table.measures.count
      value = target.value.inBaseUnits
      isStrict = target.comparison == .moreThan
    }
  }

  /// - Parameter metrics: the metrics to keep, nil for all of them: every measure over every part
  ///   of the city through every month. Those of targets are always kept; what is not kept
  ///   costs nothing, and no draw depends on it.
  /// - Throws: `Problems`, all that are found: those of `scenario.problems()`, factors that
  ///   contradict each other, stated probabilities that a curve cannot carry.
  /// - Cost: proportional to the number of leads.
  public init(_ scenario: Scenario, metrics: [Metric]? = nil) throws(Problems) {
    let problems = scenario.problems()
    guard problems.isEmpty else { throw Problems(problems) }
    _ = Self.oneThreadPerCall
    try self.init(checked: scenario, metrics: metrics, like: nil, drift: nil)
  }

  /// A model of a scenario that differs in its rates alone, which keeps the same metrics.
  init(_ scenario: Scenario, like other: CompiledScenario, drift: DriftDraw?) throws(Problems) {
    var scenario = scenario
    scenario.history = nil
    scenario.drift = nil
    if let model = other.replacingCurves(scenario, drift: drift) {
      self = model
    } else {
      try self.init(checked: scenario, metrics: [], like: other, drift: drift)
    }
  }

  /// The model with the curves of a scenario that differs in its rates alone; nil where its leads may be others,
  /// since some can be signed by the rates of one scenario alone.
  private func replacingCurves(_ scenario: Scenario, drift: DriftDraw?) -> CompiledScenario? {
    guard let curveKeys else { return nil }
    var compiler = RegisterCompiler(scenario, table: table, drift: drift)
    guard compiler.addCurves(curveKeys) else { return nil }
    var model = self
    model.scenario = scenario
    model.rates = nil
    model.thresholds = compiler.thresholds
    model.signingProbabilities = compiler.signingProbabilities
    model.program.replaceThresholds(
      TileCompiler.thresholds(compiler.thresholds, of: schedule.slotMonths))
    model.year?.arrivals = year?.arrivals.map {
      ArrivalCompiler.plan(like: $0, compiler, openMonths: scenario.planYear.openMonths)
    }
    return model
  }

  private init(
    checked scenario: Scenario, metrics: [Metric]?, like other: CompiledScenario?,
    drift: DriftDraw?
  ) throws(Problems) {
    self.scenario = scenario
    rates = try Self.rateFit(scenario)
    let table = MetricTable(
      city: scenario.city, targets: scenario.targets, hasLanding: scenario.landing != nil)
    self.table = table

    var compiler = RegisterCompiler(scenario, table: table, drift: drift)
    for (number, lead) in scenario.leads.enumerated() { compiler.add(lead, number: number) }
    compiler.checkKeys()
    let problems = compiler.problems + scenario.branchingProblems
    guard problems.isEmpty else { throw Problems(problems) }
    leads = compiler.leads
    distributions = compiler.distributions
    thresholds = compiler.thresholds
    curveKeys = compiler.hasClosedCurves ? nil : compiler.curveKeys
    signingProbabilities = compiler.signingProbabilities
    knownResults = compiler.knownResults
    let parts = ProjectSimulationCompiler(scenario)
    let (arrivals, followers) = try Self.futureProjects(parts, &compiler)
    factors = try FactorModel(scenario.dependence, city: scenario.city, rows: compiler.rows)

    ceiling = scenario.investmentCeiling?.tenThousandYuan ?? .max
    targets = scenario.targets.map { CompiledTarget($0, table) }
    schedule =
      other?.schedule
      ?? MetricSchedule(
        metrics.map { $0 + Self.rankedMetrics(scenario) }, table: table, targets: targets,
        openMonths: scenario.planYear.openMonths,
        needsEveryMonth: scenario.hasProjectSimulation)
    fingerprintOnDemand =
      other?.fingerprintOnDemand
      ?? FingerprintOnDemand(scenario, table: table, schedule: schedule)
    let firstChain = 1 + scenario.city.districts.count
    let tiles = TileCompiler(
      leads: leads, thresholds: thresholds, distributions: distributions, factors: factors,
      ceiling: ceiling,
      table: table, schedule: schedule,
      openSegments: parts.openSegments.map {
        Segment(
          district: Int32(1 + $0.district), chain: Int32(firstChain + $0.chain),
          channel: Int32(firstChain + scenario.city.chains.count + $0.channel),
          isManufacturing: $0.isManufacturing)
      }, simulatesProjects: scenario.hasProjectSimulation)
    program = tiles.program
    scopeCells = tiles.cells
    year =
      scenario.hasProjectSimulation
      ? parts.plan(
        tiles.segments, arrivals: arrivals, followers: followers, ceiling: ceiling,
        firstScope: (1, firstChain))
      : nil
    jointTargets = scenario.jointTargets.map { joint in
      joint.targetIDs.map { id in scenario.targets.firstIndex { $0.id == id }! }
    }
  }

  /// Everything wrong with `scenario`, in one pass; empty when a model can be made of it.
  public static func problems(in scenario: Scenario) -> [Problem] {
    do {
      _ = try CompiledScenario(scenario)
      return []
    } catch {
      return error.all
    }
  }

  /// What a scorecard and the variance split by parameter draws look at, whatever else is kept.
  private static func rankedMetrics(_ scenario: Scenario) -> [Metric] {
    (scenario.history == nil && scenario.drift == nil ? [] : [Metric(.signedInvestment)])
      + (scenario.scorecard == nil
        ? [] : scenario.city.districts.map { Metric(.signedInvestment, over: .district($0.id)) })
  }

  private static func rateFit(_ scenario: Scenario) throws(Problems) -> ConversionRateFit? {
    guard let history = scenario.history else { return nil }
    do {
      return try ConversionRateFit(
        history, districts: scenario.city.districts.map(\.id).sorted())
    } catch {
      throw Problems([
        Problem(
          path: "history", value: "\(error)",
          reason: BilingualText(zh: "历史计数无法拟合。", en: "No fit can be made of the history."),
          remedy: BilingualText(zh: "检查各个计数。", en: "Check its counts."))
      ])
    }
  }

  private static func futureProjects(
    _ parts: ProjectSimulationCompiler, _ register: inout RegisterCompiler
  ) throws(Problems) -> (ArrivalPlan?, FollowerPlan?) {
    do {
      return (try parts.arrivals(&register), try parts.followers())
    } catch {
      throw Problems([unusableSizes(error)])
    }
  }

  private static func unusableSizes(_ error: DistributionError) -> Problem {
    Problem(
      path: "arrivals", value: "\(error.value)",
      reason: BilingualText(
        zh: "新增线索或带动项目的规模无法构成分布。",
        en: "No distribution can be made of the sizes of arrivals or followers."),
      remedy: BilingualText(zh: "检查规模分布的各个数。", en: "Check the numbers of the size distribution."))
  }

  /// Equal operands give equal bits only while OpenBLAS stays on the calling thread, and the
  /// engine fills the cores itself.
  static let oneThreadPerCall: Void = useOneThreadPerCall()
}

extension MetricValue {
  /// 万元, projects, or millionths of a share.
  var inBaseUnits: Int64 {
    switch self {
    case .investment(let money): money.tenThousandYuan
    case .count(let count): Int64(count)
    case .share(let share): Int64((share * 1_000_000).rounded())
    }
  }
}
