import Distributions
import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import TileEngine

/// A scenario made ready for trials: leads with their curves, loading rows and laws in flat
/// arrays, known results summed up, metrics and targets numbered.
///
/// Making one validates the scenario; drawing trials from it cannot fail. A trial goes
/// register and rates → conversion curves → factors → thresholds → signed leads → investment
/// → metrics → accumulators.
public struct ForecastModel: Sendable {
  public let scenario: Scenario

  let table: MetricTable
  let factors: FactorModel
  /// Pipeline leads that can be signed, in the order of the register.
  let leads: [PipelineLead]
  /// Thresholds of the latent score by curve: 12 months a curve, −∞ while closed.
  let thresholds: [Double]
  let laws: [InvestmentLaw]
  /// Amounts above it are not signed.
  let ceiling: Int64
  /// Signed before or on the as-of date.
  let knownResults: [KnownResult]
  let targets: [CompiledTarget]
  /// For each joint target the places of its targets.
  let jointTargets: [[Int]]
  /// Which metrics are kept.
  let schedule: MetricSchedule
  /// The leads as tiles play them.
  let program: TileProgram
  /// By scope of the table.
  let scopeCells: [ScopeCells]

  struct PipelineLead: Sendable {
    var key: EntityKey
    var curve: Int32
    var row: Int32
    var law: Int32
    var place: Place
  }

  /// Where a project counts: its scopes in the table, and whether it is manufacturing.
  struct Place: Sendable {
    var district: Int32
    var chain: Int32
    var channel: Int32
    var isManufacturing: Bool
  }

  struct KnownResult: Sendable {
    var place: Place
    /// 0 … 11.
    var month: Int
    var amount: Int64
  }

  struct CompiledTarget: Sendable {
    var metricIndex: Int
    var scope: Int
    var month: Int
    /// Of the table's measures.
    var measure: Int
    /// In base units: 万元, projects or millionths.
    var value: Int64
    var isStrict: Bool
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
    self.scenario = scenario
    let table = MetricTable(city: scenario.city, targets: scenario.targets)
    self.table = table

    var compiler = RegisterCompiler(scenario, table: table)
    for lead in scenario.leads { compiler.add(lead) }
    guard compiler.problems.isEmpty else { throw Problems(compiler.problems) }
    leads = compiler.leads
    laws = compiler.laws
    thresholds = compiler.thresholds
    knownResults = compiler.knownResults
    factors = try FactorModel(scenario.dependence, city: scenario.city, rows: compiler.rows)

    ceiling = scenario.investmentCeiling?.tenThousandYuan ?? .max
    let targets = scenario.targets.map { target in
      let index = table.index(of: target.metric)!
      return CompiledTarget(
        metricIndex: index, scope: table.scopes.firstIndex(of: target.metric.scope)!,
        month: target.metric.throughMonth - 1, measure: index % table.measures.count,
        value: target.value.inBaseUnits, isStrict: target.comparison == .moreThan)
    }
    self.targets = targets
    schedule = MetricSchedule(
      metrics, table: table, targets: targets, openMonths: scenario.planYear.openMonths)
    (program, scopeCells) = Self.tileProgram(
      leads: leads, thresholds: thresholds, laws: laws, factors: factors, ceiling: ceiling,
      table: table, schedule: schedule)
    jointTargets = scenario.jointTargets.map { joint in
      joint.targetIDs.map { id in scenario.targets.firstIndex { $0.id == id }! }
    }
  }

  /// Everything wrong with `scenario`, in one pass; empty when a model can be made of it.
  public static func problems(in scenario: Scenario) -> [Problem] {
    do {
      _ = try ForecastModel(scenario)
      return []
    } catch {
      return error.all
    }
  }

  /// Equal operands give equal bits only while OpenBLAS stays on the calling thread, and the
  /// engine fills the cores itself.
  private static let oneThreadPerCall: Void = useOneThreadPerCall()
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
