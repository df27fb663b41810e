public import ArgumentParser
import Calibration
import Forecasting
import InvestmentPipeline
public import Planning
import Registers
import Reports
import ScenarioFiles

/// `luodi backtest RECORDS`
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract:
      "Check forecasts of the past from dated records: what was known then against what happened. 用阶段记录检验以往的预测。"
  )

  @OptionGroup var records: RecordsOptions

  @Option(
    help: ArgumentHelp("Months ahead; may be repeated (default: 3, 6, 12). 预测月数，可重复。"))
  var horizon: [Int] = []

  @Option(
    help: ArgumentHelp(
      "What is forecast of the leads signed: projects or investment (default: projects). 预测项目数或投资额。"
    ))
  var quantity = Backtest.Quantity.projects

  @Option(help: "Months of records before the first forecast. 首次预测前的记录月数。")
  var leastMonths = 24

  @Option(help: "Months between forecasts. 相邻预测的间隔月数。")
  var step = 1

  @Option(help: "Parameter draws of a forecast, of 64 trials each. 每次预测的参数抽样组数（每组64次）。")
  var draws = 100

  @Option(help: "Random seed. 随机种子。")
  var seed: UInt64 = 2023

  @OptionGroup var options: FileReportOptions
  @OptionGroup var pictures: ChartOptions

  func validate() throws {
    guard horizon.allSatisfy({ (1...12).contains($0) }) else {
      throw ValidationError("--horizon must lie in 1 … 12. --horizon 须为 1 到 12。")
    }
    guard leastMonths >= 12, leastMonths <= 600, (1...12).contains(step),
      (1...10_000).contains(draws)
    else {
      throw ValidationError(
        "--least-months must lie in 12 … 600, --step in 1 … 12, --draws in 1 … 10000. 选项超出范围。")
    }
  }

  func run() throws {
    let (file, asOf) = try records.read()
    let amounts = file.records.count { $0.investment != nil }
    guard quantity == .projects || amounts >= RecordSizes.leastCount else {
      throw Problems([
        Problem(
          path: records.file, value: "\(amounts)",
          reason: BilingualText(
            zh: "预测投资额至少需要\(RecordSizes.leastCount)个有投资额的项目，现有\(amounts)个。",
            en:
              "Forecasts of investment need \(RecordSizes.leastCount) leads with an investment; there are \(amounts)."
          ),
          remedy: BilingualText(
            zh: "在记录中补上“投资额（亿元）”一列，或不写 --quantity investment。",
            en: "Add the column investment to the records, or leave --quantity investment out."),
          location: records.file)
      ])
    }
    let interruption = Interruption()
    let backtest = try Backtest(
      file.records, districts: file.districts, from: records.from?.date, asOf: asOf,
      plan: Backtest.Plan(
        horizons: horizon.isEmpty ? [3, 6, 12] : horizon, leastMonths: leastMonths, step: step,
        draws: draws, periodMonths: records.periodMonths, seed: seed, quantity: quantity)
    ) { _, _ in !interruption.isRequested }
    let report = BacktestReport(BacktestSummary(backtest), inputFile: file.input)
    try options.print(report.json) { report.text($0, usesColour: $1) }
    try pictures.deliver(options.language, report.charts(options.language))
    if interruption.isRequested { throw interruption.exitCode }
  }
}

extension Backtest.Quantity: ExpressibleByArgument {}
