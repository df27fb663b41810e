import ArgumentParser
import Forecasting
import InvestmentPipeline
import Reports
import ScenarioFiles

/// `luodi list`
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the cities' scenarios. 列出各城市的情景。")

  @OptionGroup var common: CommonOptions

  func run() throws {
    let language = common.language
    var rows: [(name: String, title: BilingualText, reason: BilingualText)] = []
    for folder in try common.library.folders() {
      rows += try folder.scenarios().map { ("\(folder.name)/\($0.id)", $0.title, $0.reason) }
    }
    guard !rows.isEmpty else {
      throw Failure(
        message: BilingualText(
          zh: Catalogue.noScenarios(.chinese, common.scenarios),
          en: Catalogue.noScenarios(.english, common.scenarios)))
    }
    try Terminal.print(ScenarioList(rows, language: language).text)
  }
}

/// `luodi show SCENARIO`
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what goes into a scenario. 查看情景的内容。")

  @OptionGroup var options: ScenarioOptions

  func run() throws {
    let report = ScenarioReport(try options.load(), language: options.common.language)
    try Terminal.print(report.overview(usesColour: Terminal.usesColour))
  }
}

/// `luodi explain SCENARIO`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List every number with its source or reasoning. 逐条列出数字的来源或依据。")

  @OptionGroup var options: ScenarioOptions

  func run() throws {
    let report = ScenarioReport(try options.load(), language: options.common.language)
    try Terminal.print(report.assumptions(usesColour: Terminal.usesColour))
  }
}

/// `luodi init DIR`
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a small invented city that runs at once. 新建一个可立即运行的虚构小城市。")

  @Argument(help: "A folder that is not there yet, or empty. 尚不存在或为空的文件夹。")
  var directory: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    try ScenarioTemplate.write(to: directory)
    let scenario = Terminal.shellWord(
      (directory.hasPrefix("-") ? "./" : "") + directory + "/baseline")
    try Terminal.print(Catalogue.initDone(common.language, directory, scenario) + "\n")
  }
}
