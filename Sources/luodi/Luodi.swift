import ArgumentParser
import Forecasting
import InvestmentPipeline
import Reports

/// The program: parse, call, print. Results go to stdout, messages to stderr.
@main
struct Luodi: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "luodi",
    abstract: "Forecast a city's yearly investment promotion. 招商引资年度预测。",
    discussion: """
      Exit codes: 0 success, 1 failure, 3 problems in the data, 64 usage error; interrupted, with the \
      result so far: 130 by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP; 141 output closed by its reader.
      退出码：0 完成，1 失败，3 数据有问题，64 用法错误；被中断（结果仅含已完成部分）：130 Ctrl-C，\
      143 SIGTERM，129 SIGHUP；141 输出的读取方已关闭。
      """,
    version: luodiVersion,
    subcommands: [
      Import.self, Run.self, ReportCommand.self, Compare.self, QuotaCommand.self, Sizes.self,
      Calibrate.self, BacktestCommand.self, List.self,
      Show.self,
      Explain.self, Check.self, Init.self,
      Bench.self,
    ])

  static func main() {
    SystemLimits.prepare()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let language = Language.spoken(arguments: arguments)
    refuseUnknownCommand(arguments, language: language)
    do {
      try SystemLimits.check()
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let problems as Problems {
      Terminal.say(ProblemReport(problems.all, language: language).text(), terminator: "")
      exit(withCode: .dataProblems)
    } catch let failure as Failure {
      Terminal.say(failure.message[language])
      exit(withCode: failure.code)
    } catch {
      // Help is a result; messages of ArgumentParser may quote control characters.
      let text = fullMessage(for: error)
      let code = exitCode(for: error)
      if code != .success {
        if !text.isEmpty { Terminal.say(text) }
      } else if (try? Terminal.print(text + "\n")) == nil {
        exit(withCode: .failure)
      }
      SystemLimits.exit(code.rawValue)
    }
    SystemLimits.exit(0)
  }

  /// Suggests the nearest command name, which ArgumentParser does for options only.
  private static func refuseUnknownCommand(_ arguments: [String], language: Language) {
    guard let first = arguments.first, !first.hasPrefix("-") else { return }
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    guard !names.contains(first) else { return }
    let hint = nearestName(to: first, among: names)
    let text = BilingualText(
      zh: "不存在命令“\(first)”。" + (hint.map { "您是不是要用“\($0)”？" } ?? "")
        + "可用的命令：\(names.joined(separator: "、"))。",
      en: "There is no command “\(first)”. " + (hint.map { "Did you mean “\($0)”? " } ?? "")
        + "The commands are \(names.joined(separator: ", ")).")
    Terminal.say(text[language])
    exit(withCode: .usage)
  }

  private static func exit(withCode code: ExitStatus) -> Never {
    SystemLimits.exit(code.rawValue)
  }
}

/// Exit codes of the program.
enum ExitStatus: Int32 {
  case failure = 1
  case dataProblems = 3
  case usage = 64
  /// The reader of standard output has closed it: the code that shells report after SIGPIPE.
  case readerLeft = 141
}

/// A failure that is neither a problem of the data nor a usage error, in both languages.
struct Failure: Error {
  var message: BilingualText
  var code: ExitStatus = .failure
}
