import ArgumentParser
import Forecasting
import InvestmentPipeline
import RandomStreams
import Reports

/// `luodi compare A B …`
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare scenarios trial by trial on the same draws. 用相同的随机数逐次对比情景。")

  @Argument(
    help: ArgumentHelp(
      "Two scenarios or more; the first is what the others are compared with. 第一个为比较基准。",
      valueName: "scenario"))
  var names: [String]

  @OptionGroup var common: CommonOptions

  // Unconditional, as in `luodi run`.
  @Option(parsing: .unconditional, help: "Trials of each scenario. 每个情景的试验次数。")
  var trials: Int = 100_000

  @Option(
    parsing: .unconditional, help: "Every draw follows from it; a whole number from 0. 随机种子。")
  var seed: UInt64 = 2023

  @Option(
    parsing: .unconditional, help: "Threads; no influence on the result. 线程数，不影响结果。")
  var threads: Int?

  @Option(
    help: "Draws of the common factors: sobol (even, the default) or random. 因子抽样方式。")
  var factors: FactorPoints = .sobol

  @Option(help: "table, json, csv or markdown. 输出格式。")
  var format: OutputFormat = .table

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file. 写入文件。", valueName: "file"))
  var output: String?

  func validate() throws {
    guard names.count > 1 else {
      throw ValidationError("Name two scenarios or more. 请写两个或更多情景。")
    }
    try TrialLimits.check(trials: trials, threads: threads)
  }

  func run() throws {
    let language = common.language
    if let output { try OutputFile.check(output) }
    var scenarios: [Scenario] = []
    var problems: [Problem] = []
    for name in names {
      do throws(Problems) {
        scenarios.append(try common.library.find(name).load())
      } catch {
        problems += error.all
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    let interruption = Interruption()
    let plan = TrialPlan(trials: trials, seed: Seed(seed), threads: threads, points: factors)
    let comparison = try ForecastModel.compare(scenarios, plan) { _ in !interruption.isRequested }
    let report = ComparisonReport(comparison, language: language)
    try OutputFile.deliver(to: output, language: language) {
      report.text(format, usesColour: $0)
    }
    if comparison.completion == .interrupted {
      throw interrupted(language, after: comparison.trials)
    }
  }
}
