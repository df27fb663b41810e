import ArgumentParser
import Foundation
import InvestmentPipeline
import Registers
import Reports
import ScenarioFiles

/// `luodi import FILE…`
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read planners' workbooks and CSV files into a register. 把 Excel、CSV 台账导入项目库。",
    discussion: """
      Shows what it took for what, and then writes. An existing register is changed with --update alone.
      先显示怎样理解各表各列，再写入；已有的项目库只有加 --update 才改动。
      """)

  @OptionGroup var sources: ImportOptions

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp("The register, in the city's folder. 项目库文件。", valueName: "file"))
  var target: String = "register.csv"

  @Flag(help: "Show what would be done, and write nothing. 只看不写。")
  var dryRun = false

  @Flag(help: "Change the register that is there. 更新已有的项目库。")
  var update = false

  @Flag(help: "Leave out rows that have problems. 跳过有问题的行。")
  var skipProblems = false

  func run() throws {
    let language = sources.report.language
    let imported = try sources.read()
    let path = target.contains("/") ? target : "\(sources.city)/\(target)"
    let text = RegisterText(imported).text
    // None of the tables, nor the city's file or words; the register itself is not read yet.
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
          path: path, reason: BilingualText(zh: "没有可导入的项目。", en: "There is nothing to import."),
          remedy: BilingualText(zh: "看看上面各表未取的原因。", en: "See above why rows are left out."))
      ])
    }
    if dryRun { return Terminal.say(Catalogue.importDryRun(language)) }
    guard let existing, let merged else {
      try OutputFile.write(text, to: path)
      return Terminal.say(Catalogue.outputWritten(language, path))
    }
    if merged.changes.isEmpty { return Terminal.say(Catalogue.importLeft(language, path)) }
    guard update else { return Terminal.say(Catalogue.importNeedsUpdate(language, path)) }
    let backup = try Self.backUp(existing, of: path)
    do { try OutputFile.write(merged.text, to: path, replacesInput: true) } catch {
      try? FileManager.default.removeItem(atPath: backup)
      throw error
    }
    let saved = Catalogue.importBackup(language, backup)
    if sources.report.format == .json {
      Terminal.say(saved)
    } else {
      try Terminal.print(saved + "\n")
    }
    Terminal.say(Catalogue.outputWritten(language, path))
  }

  /// Keeps what an update replaces beside it, as `register.2026-11-26.csv`; never over an earlier one.
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

/// Which files are imported, and how.
struct ImportOptions: ParsableArguments {
  @Argument(help: "Workbooks (.xlsx) or CSV files. Excel 工作簿或 CSV 文件。")
  var files: [String]

  @Option(help: ArgumentHelp("Folder with city.yaml. 城市文件夹。", valueName: "folder"))
  var city: String

  @Option(
    help: ArgumentHelp("Yuan for a unit of foreign money. 汇率。", valueName: "美元=6.73"))
  var rate: [Sizes.Rate] = []

  @Flag(help: "Keep names and telephone numbers of contacts. 保留联系人。")
  var keepContacts = false

  @OptionGroup var report: FileReportOptions

  func read() throws(Problems) -> RegisterImport {
    try RegisterImporter(
      city: city, rates: Dictionary(rate.map { ($0.currency, $0.value) }) { $1 },
      keepsContacts: keepContacts
    ).read(files)
  }
}
