import ArgumentParser
import InvestmentPipeline
import ScenarioFiles

extension Language: ExpressibleByArgument {
  /// `--lang`, then LC_ALL, LC_MESSAGES, LANG; English where none of them is Chinese.
  static func spoken(arguments: [String]) -> Language {
    for (index, argument) in arguments.enumerated() {
      if argument == "--lang", index + 1 < arguments.count {
        return Language(rawValue: arguments[index + 1]) ?? .english
      }
      if argument.hasPrefix("--lang=") {
        return Language(rawValue: String(argument.dropFirst(7))) ?? .english
      }
    }
    let setting = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy
      .compactMap { Terminal.environment($0) }.first { !$0.isEmpty }
    return setting?.hasPrefix("zh") == true ? .chinese : .english
  }
}

/// The options of every command.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .customLong("lang"), help: "zh or en; else by LC_ALL, LC_MESSAGES, LANG. 语言。")
  var chosenLanguage: Language?

  @Option(
    help: ArgumentHelp(
      "Folder that holds cities, or is one. 城市文件夹所在位置。", valueName: "dir"))
  var scenarios: String = "scenarios"

  var language: Language {
    chosenLanguage ?? Language.spoken(arguments: [])
  }

  var library: ScenarioLibrary { ScenarioLibrary(scenarios) }
}

/// A scenario to read, for the commands that are about one.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "Name, city/name or path of a scenario. 情景名、城市/情景名或文件路径。")
  var scenario: String

  @OptionGroup var common: CommonOptions

  func load() throws(Problems) -> Scenario {
    try common.library.find(scenario).load()
  }
}
