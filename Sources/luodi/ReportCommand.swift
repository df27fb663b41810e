import ArgumentParser
import Forecasting
import Foundation
import InvestmentPipeline
import Planning
import RandomStreams
import Registers
import Reports
import ScenarioFiles

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
  @OptionGroup var changes: SetOptions

  func validate() throws {
    try TrialLimits.check(trials: trials, threads: draws.threads)
  }

  func run() throws {
    let language = options.common.language
    var scenarios: [Scenario] = []
    var inputFiles: [InputFile] = []
    var problems: [Problem] = []
    let cache = InputCache()
    for name in [options.scenario] + compare {
      do throws(Problems) {
        let reference = try options.common.library.find(name)
        let scenario = try reference.document(cache: cache)
          .scenario(applying: changes.moves, check: CompiledScenario.problems(in:))
        scenarios.append(scenario)
        inputFiles += scenario.inputFiles.map { file in
          InputFile(name: "\(reference.folder.name)/\(file.name)", sha256: file.sha256)
        }
      } catch {
        problems += error.all.filter { !problems.contains($0) }
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    var listed: Set<InputFile> = []
    inputFiles = inputFiles.filter { listed.insert($0).inserted }
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        message: BilingualText(
          zh: "无法建立文件夹 \(output)。请换一个位置，或检查权限。",
          en: "cannot make the folder \(output). Choose another place, or check permissions."))
    }
    for file in Self.files { try OutputFile.check("\(output)/\(file)") }
    let model = try CompiledScenario(scenarios[0])
    let plan = TrialPlan(
      trials: trials, seed: Seed(draws.seed), threads: draws.threads, points: draws.factors)
    let interruption = Interruption()
    let forecast = model.forecast(plan, showing: language, until: interruption)
    var comparison: ComparisonReport?
    if scenarios.count > 1, forecast.completion == .complete {
      comparison = ComparisonReport(
        try ScenarioComparison(of: scenarios, plan) { _ in !interruption.isRequested },
        language: language)
    }
    let report = ForecastReport(forecast, language: language)
    let document = ReportDocument(
      report, of: model, comparison: comparison, inputFiles: inputFiles,
      command: command(language))
    try write(document, report, language)
    if forecast.completion == .interrupted {
      throw interruption.ended(language, after: forecast.trials)
    }
  }

  /// What is written beside the folder of charts.
  private static let files = [
    "report.html", "report.md", "report.xlsx", "press-release.txt", "forecast.json",
  ]

  /// Without pictures where they cannot be drawn, which is then said at the end.

  private func write(
    _ document: ReportDocument, _ report: ForecastReport, _ language: Language
  ) throws {
    var pictures: [String: EmbeddedPicture] = [:]
    var failure: Failure?
    do {
      switch try ChartRenderer.write(document.charts, to: "\(output)/charts") {
      case .drawn(let drawn):
        for (id, svg) in drawn { pictures[id] = EmbeddedPicture(svg, id: id) }
        let refused = drawn.keys.filter { pictures[$0] == nil }.sorted()
        if !refused.isEmpty {
          let files = refused.map { "\(output)/charts/\($0).svg" }
          failure = Failure(
            message: BilingualText(
              zh: "这些图不宜放进网页（含有绘图以外的内容），report.html 中只有表格：\(files.joined(separator: "、"))。",
              en:
                "these pictures hold more than drawing and are left out of report.html, which has "
                + "their tables: \(files.joined(separator: ", "))."))
        }
      case .absent(let reason): Terminal.say(Catalogue.chartsNotDrawn(language, reason[language]))
      }
    } catch let undrawn as Failure {
      failure = undrawn
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
        language, output, (Self.files + ["charts/"]).joined(separator: ", ")))
    if let failure { throw failure }
  }

  /// The line that makes the report again, in a folder that it names itself: the report does not
  /// depend on where it was written to.
  private func command(_ language: Language) -> String {
    let library = options.common.scenarios
    return
      (["luodi", "report", options.scenario]
      + (library == "scenarios" ? [] : ["--scenarios", library])
      + compare.flatMap { ["--compare", $0] } + changes.arguments
      + [
        "--output", "report", "--trials", "\(trials)", "--seed", "\(draws.seed)", "--factors",
        draws.factors.rawValue, "--lang", language.rawValue,
      ]).map(Terminal.shellWord).joined(separator: " ")
  }
}
