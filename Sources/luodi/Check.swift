import ArgumentParser
import Forecasting
import Foundation
import InvestmentPipeline
import Registers
import Reports
import ScenarioFiles

/// `luodi check PATH`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List all problems of a city's files or of tables to import. 列出文件中的全部问题。")

  @Argument(
    help: """
      A city's folder, a folder of cities, a scenario file, or with --city a workbook or CSV file. \
      文件夹、情景文件，或待导入的台账。
      """)
  var path: String

  @Option(
    help: ArgumentHelp("Folder of the city of the table. 台账所属的城市文件夹。", valueName: "folder")
  )
  var city: String?

  @Option(
    help: ArgumentHelp("Exchange rate in yuan per unit of the currency. 汇率。", valueName: "美元=6.73"))
  var rate: [Sizes.Rate] = []

  @Option(
    help: ArgumentHelp(
      "Write a copy as a workbook with the problems marked. 另存一份标注问题单元格的 Excel 文件。",
      valueName: "file.xlsx"))
  var markedCopy: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    if let markedCopy { try OutputFile.check(markedCopy) }
    if let city { return try checkTable(city) }
    var problems: [Problem] = []
    if path.hasSuffix(".yaml") {
      do throws(Problems) {
        _ = try ScenarioLibrary(".").find(path).document()
          .scenario(check: CompiledScenario.problems(in:))
      } catch {
        problems = error.all
      }
    } else {
      let ending = path.split(separator: ".").last?.lowercased() ?? ""
      if ["xlsx", "xlsm", "xls", "csv"].contains(ending) {
        throw ValidationError(
          "State the city of \(path): --city FOLDER. 检查台账须用 --city 指定城市文件夹。"
        )
      }
      let folders = try ScenarioLibrary(path).folders()
      guard !folders.isEmpty else { throw Problems(ScenarioFolder(path).check()) }
      problems = folders.flatMap { folder in
        folder.check(CompiledScenario.problems(in:)).map { problem in
          var problem = problem
          if folders.count > 1 {
            if let file = problem.cell?.file { problem.cell?.file = "\(folder.name)/\(file)" }
            problem.location = "\(folder.name)/\(problem.location ?? "")"
          }
          return problem
        }
      }
    }
    guard problems.isEmpty else {
      try markRegisters(problems)
      throw Problems(problems)
    }
    try Terminal.print(CommandWords.noProblems(path: path)[common.language] + "\n")
  }

  private func checkTable(_ city: String) throws {
    let imported = try RegisterImporter(
      city: city, rates: Dictionary(rate.map { ($0.currency, $0.value) }) { $1 }
    ).read([path])
    guard imported.problems.isEmpty else {
      if let markedCopy {
        let sheets = try SourceFile.read(path).sheets
        let all = imported.problems.flatMap { problem in
          [problem]
            + problem.alsoAt.map { place in
              var further = problem
              further.reference = place
              return further
            }
        }
        try write(to: markedCopy, sheets.map { ($0, all) })
      }
      throw Problems(imported.problems.map(\.problem))
    }
    try Terminal.print(
      CommandWords.importable(projects: "\(imported.leads.count)")[common.language] + "\n")
  }

  /// Marks the problems found in registers, by file, line and header.
  private func markRegisters(_ problems: [Problem]) throws {
    guard let markedCopy else { return }
    let root = path.hasSuffix(".yaml") ? URL(filePath: path).deletingLastPathComponent().path : path
    var sheets: [(sheet: SourceSheet, problems: [CellProblem])] = []
    var indices: [String: Int] = [:]
    for problem in problems {
      guard let cell = problem.cell else { continue }
      if indices[cell.file] == nil,
        let sheet = try? SourceFile.read("\(root)/\(cell.file)").sheets.first
      {
        indices[cell.file] = sheets.count
        sheets.append((sheet, []))
      }
      guard let index = indices[cell.file] else { continue }
      sheets[index].problems.append(
        CellProblem(cell, value: problem.value, reason: problem.reason, remedy: problem.remedy))
    }
    guard !sheets.isEmpty else { return Terminal.say(CommandWords.noTableToMark[common.language]) }
    try write(to: markedCopy, sheets)
  }

  private func write(
    to path: String, _ sheets: [(sheet: SourceSheet, problems: [CellProblem])]
  ) throws {
    try OutputFile.write(to: path) { file in
      let copy = MarkedCopy(file.path, language: common.language)
      for (sheet, problems) in sheets {
        copy.add(
          sheet: sheet.name ?? String(sheet.file.prefix { $0 != "." }),
          cells: sheet.rows.flatMap { row in
            row.cells.enumerated().filter { !$1.text.isEmpty }.map { column, cell in
              MarkedCopy.Cell(
                row: row.number, column: column, text: cell.text,
                number: cell.isDate ? nil : cell.number)
            }
          },
          problems: problems.filter {
            $0.reference.sheet == sheet.name
              && ($0.reference.file == sheet.file || sheet.name == nil)
          })
      }
      do { try copy.close() } catch let problem as WorkbookProblem {
        throw Failure(
          message: BilingualText(
            zh: "无法写入 \(path)：\(problem.reason)。", en: "cannot write \(path): \(problem.reason)."))
      }
    }
    Terminal.say(CommandWords.written(path: path)[common.language])
  }
}
