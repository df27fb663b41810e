import ArgumentParser
import Forecasting
import InvestmentPipeline
import Planning
import RandomStreams
import Registers
import Reports
import ScenarioFiles

/// `luodi compare A B …`
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare scenarios by paired trials with the same random numbers. 用相同的随机数配对比较各情景。")

  @Argument(
    help: ArgumentHelp(
      "Two or more scenarios; the first is the reference. 两个或更多情景，第一个为比较基准。",
      valueName: "scenario"))
  var names: [String]

  @OptionGroup var common: CommonOptions

  // Unconditional, as in `luodi run`.
  @Option(parsing: .unconditional, help: "Trials of each scenario. 每个情景的模拟次数。")
  var trials: Int = 100_000

  @OptionGroup var draws: DrawOptions
  @OptionGroup var changes: SetOptions

  @Flag(help: "Show the effect of each lever between two scenarios. 逐项列出各调节项的作用。")
  var waterfall = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var pictures: ChartOptions

  func validate() throws {
    guard names.count > 1 else {
      throw ValidationError("Name two scenarios or more. 请写两个或更多情景。")
    }
    guard !waterfall || names.count == 2 else {
      throw ValidationError(
        "--waterfall takes exactly two scenarios. --waterfall 只用于两个情景。")
    }
    try TrialLimits.check(trials: trials, threads: draws.threads)
  }

  func run() throws {
    let language = common.language
    var documents: [ScenarioDocument] = []
    var scenarios: [Scenario] = []
    var problems: [Problem] = []
    // Scenarios of one city share their registers.
    let cache = InputCache()
    for name in names {
      do throws(Problems) {
        let document = try common.library.find(name).document(cache: cache)
        documents.append(document)
        scenarios.append(
          try document.scenario(applying: changes.moves, check: CompiledScenario.problems(in:)))
      } catch {
        problems += error.all.filter { !problems.contains($0) }
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    try output.check()
    let interruption = Interruption()
    let plan = TrialPlan(
      trials: trials, seed: Seed(draws.seed), threads: draws.threads, points: draws.factors)
    var comparison = try ScenarioComparison(of: scenarios, plan) { _ in !interruption.isRequested }
    if waterfall, comparison.completion == .complete {
      let path = try scenarioSteps(from: scenarios[0], to: documents[1])
      let steps = try ScenarioComparison(of: path, plan, against: .previous) { _ in
        !interruption.isRequested
      }
      comparison.waterfall = [steps]
      comparison.completion = steps.completion
    }
    let report = ComparisonReport(comparison, language: language)
    try output.deliver(language) { report.text($0, usesColour: $1) }
    try pictures.deliver(language, report.charts)
    if comparison.completion == .interrupted {
      throw interruption.ended(language, after: comparison.trials)
    }
  }

  /// The scenarios between `first` and the second one: first its other differences, then one lever
  /// at a time.
  private func scenarioSteps(from first: Scenario, to second: ScenarioDocument) throws(Problems)
    -> [Scenario]
  {
    var steps = try second.steps(applying: changes.moves)
    var bare = steps[0]
    bare.title = BilingualText(zh: "其他差异", en: "Other differences")
    steps[0] = bare
    bare.id = first.id
    bare.title = first.title
    bare.reason = first.reason
    bare.levers = first.levers
    bare.assumptions = first.assumptions
    bare.inputFiles = first.inputFiles
    return [first] + (bare == first ? steps.dropFirst() : steps[...])
  }
}
