import ArgumentParser
import Forecasting
import Foundation
import InvestmentPipeline
import RandomStreams
import Reports

/// `luodi report SCENARIO`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Write a report to hand in: a page, Markdown, a workbook, charts, a paragraph. 生成可上交的报告。")

  @OptionGroup var options: ScenarioOptions

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Compare with another scenario; may be repeated. 对比情景，可写多个。", valueName: "scenario"))
  var compare: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Folder that the files go to. 输出文件夹。", valueName: "folder"))
  var output: String

  // Unconditional, as in `luodi run`.
  @Option(parsing: .unconditional, help: "Trials. 试验次数。")
  var trials: Int = 100_000

  @OptionGroup var draws: DrawOptions

  func validate() throws {
    try TrialLimits.check(trials: trials, threads: draws.threads)
  }

  func run() throws {
    let language = options.common.language
    let scenario = try options.load()
    var others: [Scenario] = []
    var problems: [Problem] = []
    for name in compare {
      do throws(Problems) {
        others.append(try options.common.library.find(name).load())
      } catch {
        problems += error.all
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        message: BilingualText(
          zh: "无法建立文件夹 \(output)。请换一个位置，或检查权限。",
          en: "cannot make the folder \(output). Choose another place, or check permissions."))
    }
    for file in ["report.html", "report.xlsx"] { try OutputFile.check("\(output)/\(file)") }
    let model = try ForecastModel(scenario)
    let plan = TrialPlan(
      trials: trials, seed: Seed(draws.seed), threads: draws.threads, points: draws.factors)
    let interruption = Interruption()
    let forecast = model.forecast(plan, showing: language, until: interruption)
    var comparison: ComparisonReport?
    if !others.isEmpty, forecast.completion == .complete {
      comparison = ComparisonReport(
        try ForecastModel.compare([scenario] + others, plan) { _ in !interruption.isRequested },
        language: language)
    }
    let report = ForecastReport(forecast, language: language)
    let document = ReportDocument(
      report, of: model, comparison: comparison, command: command(language))
    try write(document, report, language)
    if forecast.completion == .interrupted {
      throw interruption.ended(language, after: forecast.trials)
    }
  }

  private func write(
    _ document: ReportDocument, _ report: ForecastReport, _ language: Language
  ) throws {
    let charts = document.charts
    let folder = "\(output)/charts"
    var pictures: [String: String] = [:]
    switch try ChartRenderer.write(charts, to: folder) {
    case .drawn:
      for chart in charts {
        pictures[chart.id] = try? String(
          contentsOfFile: "\(folder)/\(chart.id).svg", encoding: .utf8)
      }
    case .absent(let reason): Terminal.say(Catalogue.chartsNotDrawn(language, reason[language]))
    }
    try OutputFile.write(document.page(pictures: pictures), to: "\(output)/report.html")
    try OutputFile.write(
      document.markdown(drawn: Set(pictures.keys)), to: "\(output)/report.md")
    try OutputFile.write(document.pressRelease, to: "\(output)/press-release.txt")
    try OutputFile.write(report.text(.json), to: "\(output)/forecast.json")
    try OutputFile.write(to: "\(output)/report.xlsx") { file in
      do { try document.writeWorkbook(file.path) } catch let problem as WorkbookProblem {
        throw Failure(
          message: BilingualText(
            zh: "无法写入 \(output)/report.xlsx：\(problem.reason)。",
            en: "cannot write \(output)/report.xlsx: \(problem.reason)."))
      }
    }
    Terminal.say(
      Catalogue.reportWritten(
        language, output,
        "report.html, report.md, report.xlsx, press-release.txt, forecast.json, charts/"))
  }

  /// The line that makes the report again.
  private func command(_ language: Language) -> String {
    (["luodi report", options.scenario] + compare.map { "--compare \($0)" }
      + [
        "--trials \(trials)", "--seed \(draws.seed)", "--factors \(draws.factors.rawValue)",
        "--lang \(language.rawValue)",
      ]).joined(separator: " ")
  }
}
