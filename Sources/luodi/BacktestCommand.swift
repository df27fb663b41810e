import ArgumentParser
import Forecasting
import InvestmentPipeline
import Planning
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

  @Argument(help: "A CSV file of records, as for calibrate. 阶段记录的 CSV 文件，格式同 calibrate。")
  var file: String

  @Option(
    help: "Folder of the city, whose ids replace the names of districts. 城市文件夹，用于将县（市、区）名换成 id。")
  var city: String?

  @Option(
    help: ArgumentHelp(
      "Last day of the records (default: the last event). 记录的截至日期。", valueName: "date"))
  var asOf: Calibrate.Day?

  @Option(
    help: ArgumentHelp(
      "First day on which all leads were recorded. 完整记录的起始日期。", valueName: "date"))
  var from: Calibrate.Day?

  @Option(
    help: ArgumentHelp("Months ahead; may be repeated (default: 3, 6, 12). 预测月数，可重复。"))
  var horizon: [Int] = []

  @Option(help: "Months of records before the first forecast. 首次预测前的记录月数。")
  var leastMonths = 24

  @Option(help: "Months between forecasts. 相邻预测的间隔月数。")
  var step = 1

  @Option(help: "Parameter draws of a forecast, of 64 trials each. 每次预测的参数抽样组数（每组64次）。")
  var draws = 100

  @Option(help: "Months of a period whose variation is drift, 1 … 12. 估计漂移的时期长度（月）。")
  var periodMonths = 3

  @Option(help: "Random seed. 随机种子。")
  var seed: UInt64 = 2023

  @OptionGroup var options: FileReportOptions

  func validate() throws {
    guard horizon.allSatisfy({ (1...12).contains($0) }), (1...12).contains(periodMonths) else {
      throw ValidationError(
        "--horizon and --period-months must lie in 1 … 12. --horizon、--period-months 须为 1 到 12。")
    }
    guard leastMonths >= 12, leastMonths <= 600, (1...12).contains(step),
      (1...10_000).contains(draws)
    else {
      throw ValidationError(
        "--least-months must lie in 12 … 600, --step in 1 … 12, --draws in 1 … 10000. 选项超出范围。")
    }
  }

  func run() throws {
    let records = try LeadRecordsFile(file, cityFolder: city)
    let last = records.records.flatMap(\.events).map(\.day).max()!
    let interruption = Interruption()
    let backtest = try Backtest(
      records.records, districts: records.districts, from: from?.date, asOf: asOf?.date ?? last,
      plan: Backtest.Plan(
        horizons: horizon.isEmpty ? [3, 6, 12] : horizon, leastMonths: leastMonths, step: step,
        draws: draws, periodMonths: periodMonths, seed: seed)
    ) { _, _ in !interruption.isRequested }
    let report = BacktestReport(BacktestSummary(backtest), inputFile: records.input)
    try options.print(report.json) { report.text($0, usesColour: $1) }
    if interruption.isRequested { throw interruption.exitCode }
  }
}
