import ArgumentParser
import Foundation
import InvestmentPipeline
import Registers
import Reports
import ScenarioFiles

/// `luodi import FILE…`
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import workbooks and CSV files into a register. 将 Excel、CSV 台账导入项目库。",
    discussion: """
      Shows the column mapping, then writes. An existing register is changed only with --update.
      先列出各列对应的字段，再写入；已有项目库仅在加 --update 时更新。
      """)

  @OptionGroup var sources: ImportOptions

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("The register file, in the city's folder. 项目库文件。", valueName: "file"))
  var target: String = "register.csv"

  @Flag(help: "Show the result without writing. 试运行，不写入文件。")
  var dryRun = false

  @Flag(help: "Update the existing register. 更新已有项目库。")
  var update = false

  @Flag(help: "Skip rows with problems. 跳过有问题的行。")
  var skipProblems = false

  func run() throws {
    let language = sources.report.language
    let imported = try sources.read()
    let path = target.contains("/") ? target : "\(sources.city)/\(target)"
    let text = RegisterText(imported).text
    // The target must not be one of the tables, the city's file or its word table.
    if !dryRun { try OutputFile.check(path) }
    let existing = try RegisterUpdate.existing(path)
    var merged: RegisterUpdate?
    if let existing {
      merged = try RegisterUpdate(existing: existing, imported: text, file: path)
    }
    let changes = merged?.changes
    let report = ImportReport(imported, changes: changes, language: language)
    try sources.report.print(report.json) { _, colour in report.text(usesColour: colour) }
    if !imported.problems.isEmpty, !skipProblems {
      throw Problems(imported.problems.map(\.problem))
    }
    guard !imported.leads.isEmpty else {
      throw Problems([
        Problem(
          path: path, reason: BilingualText(zh: "没有可导入的项目。", en: "No projects can be imported."),
          remedy: BilingualText(zh: "请查看以上各表的未采用原因。", en: "See the exclusions listed above."))
      ])
    }
    if dryRun { return Terminal.say(CommandWords.dryRun[language]) }
    guard let existing, let merged else {
      try OutputFile.write(text, to: path)
      return Terminal.say(CommandWords.written(path: path)[language])
    }
    if merged.changes.isEmpty { return Terminal.say(CommandWords.unchanged(path: path)[language]) }
    guard update else { return Terminal.say(CommandWords.needsUpdate(path: path)[language]) }
    let backup = try Self.backUp(existing, of: path)
    do { try OutputFile.write(merged.text, to: path, replacesInput: true) } catch {
      try? FileManager.default.removeItem(atPath: backup)
      throw error
    }
    let saved = CommandWords.backup(path: backup)[language]
    if sources.report.format == .json {
      Terminal.say(saved)
    } else {
      try Terminal.print(saved + "\n")
    }
    Terminal.say(CommandWords.written(path: path)[language])
  }

  /// Saves the register that an update replaces, as `register.2026-11-26.csv`; never over an earlier one.
  private static func backUp(_ bytes: [UInt8], of path: String) throws -> String {
    let url = URL(filePath: path)
    let base = path.dropLast(url.pathExtension.isEmpty ? 0 : url.pathExtension.count + 1)
    let day = Date.now.formatted(.iso8601.year().month().day())
    for number in 1...10_000 {
      let backup =
        "\(base).\(day)" + (number == 1 ? "" : "-\(number)")
        + (url.pathExtension.isEmpty ? "" : ".\(url.pathExtension)")
      do {
        try Data(bytes).write(to: URL(filePath: backup), options: .withoutOverwriting)
        return backup
      } catch CocoaError.fileWriteFileExists {
        continue
      } catch {
        throw OutputFile.failure(backup)
      }
    }
    throw OutputFile.failure(path)
  }
}

/// The files to import and the options of reading them.
struct ImportOptions: ParsableArguments {
  @Argument(help: "Workbooks (.xlsx) or CSV files. Excel 工作簿或 CSV 文件。")
  var files: [String]

  @Option(help: ArgumentHelp("Folder with city.yaml. 城市文件夹。", valueName: "folder"))
  var city: String

  @Option(
    help: ArgumentHelp("Exchange rate in yuan per unit of the currency. 汇率。", valueName: "美元=6.73"))
  var rate: [Sizes.Rate] = []

  @Flag(help: "Keep names and telephone numbers of contacts. 保留联系人及电话。")
  var keepContacts = false

  @OptionGroup var report: FileReportOptions

  func read() throws(Problems) -> RegisterImport {
    try RegisterImporter(
      city: city, rates: Dictionary(rate.map { ($0.currency, $0.value) }) { $1 },
      keepsContacts: keepContacts
    ).read(files)
  }
}
