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
      "Write a report: page, Markdown, workbook, charts and brief. 生成报告、图表和情况专报。")

  @OptionGroup var options: ScenarioOptions

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A scenario to compare with; may be repeated. 对比情景，可写多个。", valueName: "scenario"))
  var compare: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Output folder. 输出文件夹。", valueName: "folder"))
  var output: String

  // Unconditional, as in `luodi run`.
  @Option(parsing: .unconditional, help: "Number of trials. 模拟次数。")
  var trials: Int = 100_000

  @OptionGroup var draws: DrawOptions
  @OptionGroup var changes: SetOptions

  func validate() throws {
    try TrialLimits.check(trials: trials, threads: draws.threads)
  }

  func run() throws {
    let language = options.common.language
    var model: CompiledScenario?
    var scenarios: [Scenario] = []
    var inputFiles: [InputFile] = []
    var problems: [Problem] = []
    let cache = InputCache()
    for name in [options.scenario] + compare {
      do throws(Problems) {
        let reference = try options.common.library.find(name)
        let compiled = try reference.document(cache: cache).model(
          applying: changes.moves, detail: .standard)
        let scenario = compiled.scenario
        if name == options.scenario { model = model ?? compiled }
        scenarios.append(scenario)
        inputFiles += scenario.inputFiles.map { file in
          InputFile(name: "\(reference.folder.name)/\(file.name)", sha256: file.sha256)
        }
      } catch {
        problems += error.all.filter { !problems.contains($0) }
      }
    }
    guard problems.isEmpty, let model else { throw Problems(problems) }
    var listed: Set<InputFile> = []
    inputFiles = inputFiles.filter { listed.insert($0).inserted }
    try OutputFile.createFolder(output)
    for file in Self.files { try OutputFile.check("\(output)/\(file)") }
    let plan = TrialPlan(
      trials: trials, seed: Seed(draws.seed), threads: draws.threads, points: draws.factors)
    let interruption = Interruption()
    let forecast = model.forecast(plan, showing: language, until: interruption)
    model.sayFewParameterDraws(trials: forecast.trials, language)
    var comparison: ComparisonReport?
    if scenarios.count > 1, forecast.completion == .complete {
      comparison = ComparisonReport(
        try ScenarioComparison(of: scenarios, plan) { _ in !interruption.isRequested },
        language: language)
    }
    let report = ForecastReport(forecast, of: model, language: language)
    let document = ReportDocument(
      report, of: model, comparison: comparison, inputFiles: inputFiles,
      command: command(language))
    try write(document, report, language)
    if forecast.completion == .interrupted {
      throw interruption.ended(language, after: forecast.trials)
    }
  }

  /// The files written beside the folder of charts.
  private static let files = [
    "report.html", "report.md", "report.xlsx", "press-release.txt", "forecast.json",
  ]

  /// Writes the files, without images where they cannot be rendered; that failure is thrown at the
  /// end.
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
              zh: "以下图片含有绘图以外的内容，未放入 report.html（仅列表格）：\(files.joined(separator: "、"))。",
              en:
                "these images contain more than drawing elements and are left out of report.html, which has "
                + "their tables: \(files.joined(separator: ", "))."))
        }
      case .absent(let reason):
        Terminal.say(CommandWords.chartsNotDrawn(reason: reason[language])[language])
      }
    } catch let undrawn as Failure {
      failure = undrawn
    }
    try OutputFile.write(document.page(pictures: pictures), to: "\(output)/report.html")
    try OutputFile.write(
      document.markdown(drawn: Set(pictures.keys)), to: "\(output)/report.md")
    try OutputFile.write(document.brief, to: "\(output)/press-release.txt")
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
      CommandWords.reportWritten(
        folder: output, files: (Self.files + ["charts/"]).joined(separator: ", "))[language])
    if let failure { throw failure }
  }

  /// The command that reproduces the report. Its output folder is fixed, so that the report does not
  /// depend on where it was written.
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
