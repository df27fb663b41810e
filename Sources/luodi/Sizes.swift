import ArgumentParser
import InvestmentPipeline
import Registers
import Reports

/// `luodi sizes FILE`
struct Sizes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit a size distribution to past projects, with intervals. 按以往项目拟合规模分布。")

  @Argument(help: "A CSV file with a column of investments. 有“投资额”一列的 CSV 文件。")
  var file: String

  @Option(help: "Threshold of the tail of large projects. 大项目（尾部）的起点。")
  var threshold: Amount = Amount(hundredMillionYuan: 10)

  @Option(
    help: "Exclude smaller projects, for lists that begin at an amount such as 1亿元. 不足该金额的项目不计入。")
  var least: Amount = Amount(hundredMillionYuan: 0)

  @Option(
    help:
      "Greatest size, for the mean and the fragment (default: the largest of the list). 最大规模，用于均值和情景片段。"
  )
  var greatest: Amount?

  @Option(
    help: ArgumentHelp("Exchange rate in yuan per unit of the currency. 汇率。", valueName: "美元=6.73"))
  var rate: [Rate] = []

  @OptionGroup var output: FileReportOptions
  @OptionGroup var pictures: ChartOptions

  /// `10亿元`.
  struct Amount: ExpressibleByArgument {
    var hundredMillionYuan: Double

    init(hundredMillionYuan: Double) { self.hundredMillionYuan = hundredMillionYuan }

    init?(argument: String) {
      guard case .success(let money) = MoneyText.parse(argument) else { return nil }
      hundredMillionYuan = money.inHundredMillionYuan
    }

    var defaultValueDescription: String { "\(Int(hundredMillionYuan))亿元" }
  }

  /// `美元=6.73`.
  struct Rate: ExpressibleByArgument {
    var currency: String
    var value: String

    init?(argument: String) {
      let parts = argument.split(separator: "=")
      guard parts.count == 2, let number = Double(parts[1]), number > 0 else { return nil }
      (currency, value) = (String(parts[0]), String(parts[1]))
    }
  }

  func validate() throws {
    guard threshold.hundredMillionYuan > least.hundredMillionYuan else {
      throw ValidationError("--threshold must be above --least. --threshold 须大于 --least。")
    }
    if let greatest, greatest.hundredMillionYuan <= threshold.hundredMillionYuan {
      throw ValidationError("--greatest must be above --threshold. --greatest 须大于 --threshold。")
    }
  }

  func run() throws {
    let list = try ProjectList(
      file, exchangeRates: Dictionary(rate.map { ($0.currency, $0.value) }) { $1 })
    let report = try SizeDistributionReport(
      list.amounts.map(\.inHundredMillionYuan), threshold: threshold.hundredMillionYuan,
      least: least.hundredMillionYuan, limit: greatest?.hundredMillionYuan,
      withoutAmount: list.emptyCount, inputFile: list.input)
    try output.print(report.json) { report.text($0, usesColour: $1) }
    try pictures.deliver(output.language, report.charts(output.language))
  }
}
