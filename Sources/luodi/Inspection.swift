import ArgumentParser
import Forecasting
import InvestmentPipeline
import Reports
import ScenarioFiles

/// `luodi list`
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the scenarios of all cities. 列出各城市的情景。")

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
          zh: CommandWords.noScenarios(folder: common.scenarios)[.chinese],
          en: CommandWords.noScenarios(folder: common.scenarios)[.english]))
    }
    try Terminal.print(ScenarioList(rows, language: language).text)
  }
}

/// `luodi show SCENARIO`
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the contents of a scenario. 查看情景内容。")

  @OptionGroup var options: ScenarioOptions

  func run() throws {
    let report = ScenarioReport(try options.load(), language: options.common.language)
    try Terminal.print(report.overview(usesColour: Terminal.usesColour))
  }
}

/// `luodi explain SCENARIO`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List every input with its source or reasoning. 逐条列出输入数据的来源或依据。")

  @OptionGroup var options: ScenarioOptions

  func run() throws {
    let report = ScenarioReport(try options.load(), language: options.common.language)
    try Terminal.print(report.assumptions(usesColour: Terminal.usesColour))
  }
}

/// `luodi init DIR`
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Create a fictional example city. 新建一个虚构的示例城市。")

  @Argument(help: "A folder that does not exist or is empty. 尚不存在或为空的文件夹。")
  var directory: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    try ScenarioTemplate.write(to: directory)
    let scenario = Terminal.shellWord(
      (directory.hasPrefix("-") ? "./" : "") + directory + "/baseline")
    try Terminal.print(
      CommandWords.created(directory: directory, scenario: scenario)[common.language] + "\n")
  }
}
