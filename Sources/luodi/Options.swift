public import ArgumentParser
import Forecasting
import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import Reports
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

/// The options of commands that read one file, and no scenario.
struct FileReportOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(
    name: .customLong("lang"), help: "zh or en (default: from LC_ALL, LC_MESSAGES, LANG). 语言。")
  var chosenLanguage: Language?

  @Option(help: "Format of the output. 输出格式。")
  var format: Format = .table

  var language: Language { chosenLanguage ?? Language.spoken(arguments: []) }

  func print(_ json: String, _ text: (Language, Bool) -> String) throws {
    try Terminal.print(format == .json ? json : text(language, Terminal.usesColour))
  }
}

/// The options of every command.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .customLong("lang"), help: "zh or en (default: from LC_ALL, LC_MESSAGES, LANG). 语言。")
  var chosenLanguage: Language?

  @Option(
    help: ArgumentHelp(
      "Folder of cities, or of one city. 城市文件夹或其上级文件夹。", valueName: "dir"))
  var scenarios: String = "scenarios"

  var language: Language {
    chosenLanguage ?? Language.spoken(arguments: [])
  }

  var library: ScenarioLibrary { ScenarioLibrary(scenarios) }
}

/// The scenario of a command that reads one.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "Name, city/name or path of a scenario. 情景名、城市/情景名或文件路径。")
  var scenario: String

  @OptionGroup var common: CommonOptions

  func document() throws(Problems) -> ScenarioDocument {
    try common.library.find(scenario).document()
  }

  /// The scenario, without problems of its own or of the engine's.
  func load() throws(Problems) -> Scenario {
    try document().scenario(check: CompiledScenario.problems(in:))
  }
}

/// Numbers of the scenarios that are set on the command line.
struct SetOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a number of every scenario named; may be repeated. Keys as in luodi explain. 设定情景中的数，可写多个。",
      valueName: "key=value"))
  var settings: [Setting] = []

  var moves: [Move] { settings.map(\.move) }

  /// The options as they are written again.
  var arguments: [String] { settings.flatMap { ["--set", "\($0.move.path)=\($0.move.amount)"] } }

  /// `pace.3=0.5`.
  struct Setting: ExpressibleByArgument {
    var move: Move

    init?(argument: String) {
      guard let move = Move(setting: argument) else { return nil }
      self.move = move
    }
  }
}

extension ScenarioDocument {
  /// The engine's model of the scenario with `moves` applied, made once, which keeps the distributions
  /// of `detail`.
  ///
  /// - Throws: problems of files, moves, scenario and engine in one pass, with their locations.
  func model(applying moves: [Move] = [], detail: ForecastDetail) throws(Problems)
    -> CompiledScenario
  {
    var model: CompiledScenario?
    _ = try scenario(applying: moves) { scenario in
      do throws(Problems) {
        model = try CompiledScenario(scenario, metrics: detail.metrics(of: scenario))
        return []
      } catch {
        return error.all
      }
    }
    guard let model else { preconditionFailure("a scenario without problems has been compiled") }
    return model
  }
}

/// The accepted numbers of trials and threads.
enum TrialLimits {
  static func check(trials: Int?, atLeast least: Int = 1, threads: Int?) throws {
    if let trials, !(least...4_000_000_000).contains(trials) {
      throw ValidationError(
        "--trials must be from \(least) to 4000000000. 模拟次数须在\(least)到40亿之间。")
    }
    if let threads, threads < 1 {
      throw ValidationError("--threads must be 1 or more. 线程数须为1或更大。")
    }
  }
}

/// How trials are sampled.
struct DrawOptions: ParsableArguments {
  // Unconditional, so that “--seed -1” is distinguished from an omitted seed.
  @Option(
    parsing: .unconditional, help: "Seed of all random numbers; a whole number from 0. 随机种子。")
  var seed: UInt64 = 2023

  @Option(
    name: .customLong("threads"), parsing: .unconditional,
    help: ArgumentHelp(
      "Threads, at most one per processor; the result does not depend on it. 线程数，不影响结果。",
      valueName: "threads"))
  var statedThreads: Int?

  /// At most one per processor: more threads cost memory and save no time.
  var threads: Int? { statedThreads.map { min($0, WorkerPool.processorCount) } }

  @Option(
    help: "Sampling of the common factors: sobol (default) or random. 公共因子的抽样方式。")
  var factors: FactorPoints = .sobol
}

/// The format and the destination of a report.
struct OutputOptions: ParsableArguments {
  @Option(help: "Format of the output. 输出格式。")
  var format: OutputFormat = .table

  @Option(name: .shortAndLong, help: ArgumentHelp("Output file. 输出文件。", valueName: "file"))
  var output: String?

  func check() throws {
    if let output { try OutputFile.check(output) }
  }

  /// - Parameter text: the report in a format, with or without colours.
  func deliver(_ language: Language, _ text: (OutputFormat, Bool) -> String) throws {
    try OutputFile.deliver(to: output, language: language) { text(format, $0) }
  }
}

/// The destination of charts.
struct ChartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write charts to a folder (Vega-Lite, SVG, PNG). 图表输出文件夹。", valueName: "folder"))
  var charts: String?

  /// - Parameter made: the charts, evaluated only where a folder is given.
  func deliver(_ language: Language, _ made: @autoclosure () -> [Chart]) throws {
    guard let folder = charts else { return }
    let charts = made()
    switch try ChartRenderer.write(charts, to: folder) {
    case .drawn:
      Terminal.say(
        CommandWords.chartsWritten(
          folder: folder, charts: charts.map(\.id).joined(separator: ", "))[language])
    case .absent(let reason):
      Terminal.say(CommandWords.chartsNotDrawn(reason: reason[language])[language])
    }
  }
}
