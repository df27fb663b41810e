import ArgumentParser
import InvestmentPipeline
import Registers
import Reports
import ScenarioFiles

/// `luodi calibrate HISTORY`
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate conversion rates from a history of stage counts. 按历史计数估计转化率。")

  @Argument(
    help:
      "A CSV file: district, stage, entered, advanced, months. 历史计数的 CSV 文件：县（市、区）、阶段、进入、晋级、停留月数。")
  var history: String

  @Option(
    help: "Folder of the city, whose ids replace the names of districts. 城市文件夹，用于将县（市、区）名换成 id。")
  var city: String?

  @OptionGroup var output: FileReportOptions

  func run() throws {
    let file = try HistoryFile(history, cityFolder: city)
    let report = try CalibrationReport(
      file.history, districts: file.districts, inputFile: file.input)
    try output.print(report.json) { report.text($0, usesColour: $1) }
  }
}
