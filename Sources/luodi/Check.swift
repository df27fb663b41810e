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
    abstract: "Find all problems of a city's files, or of planners' tables. 一次查出文件中的全部问题。")

  @Argument(
    help: """
      A city's folder, a folder of cities, a scenario's file, or with --city a workbook or CSV file. \
      文件夹、情景文件，或待导入的台账。
      """)
  var path: String

  @Option(
    help: ArgumentHelp("City that a table is to be imported into. 台账所属的城市文件夹。", valueName: "folder")
  )
  var city: String?

  @Option(
    help: ArgumentHelp("Yuan for a unit of foreign money. 汇率。", valueName: "美元=6.73"))
  var rate: [Sizes.Rate] = []

  @Option(
    help: ArgumentHelp(
      "Write an Excel copy with the cells marked. 另存一份标出问题单元格的 Excel。", valueName: "file.xlsx"))
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
          "Name the city that \(path) is to be imported into: --city FOLDER. 检查台账要用 --city 指明城市文件夹。"
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
    try Terminal.print(Catalogue.checkGood(common.language, path) + "\n")
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
              further.place = place
              return further
            }
        }
        try write(to: markedCopy, sheets.map { ($0, all) })
      }
      throw Problems(imported.problems.map(\.problem))
    }
    try Terminal.print(
      Catalogue.importChecked(common.language, "\(imported.leads.count)") + "\n")
  }

  /// Marks the problems of registers in a copy of them.
  private func markRegisters(_ problems: [Problem]) throws {
    guard let markedCopy else { return }
    let root = path.hasSuffix(".yaml") ? URL(filePath: path).deletingLastPathComponent().path : path
    var sheets: [(sheet: SourceSheet, problems: [CellProblem])] = []
    var places: [String: Int] = [:]
    for problem in problems {
      guard let cell = problem.cell else { continue }
      if places[cell.file] == nil,
        let sheet = try? SourceFile.read("\(root)/\(cell.file)").sheets.first
      {
        places[cell.file] = sheets.count
        sheets.append((sheet, []))
      }
      guard let index = places[cell.file] else { continue }
      sheets[index].problems.append(
        CellProblem(cell, value: problem.value, reason: problem.reason, remedy: problem.remedy))
    }
    guard !sheets.isEmpty else { return Terminal.say(Catalogue.checkNoTable(common.language)) }
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
            $0.place.sheet == sheet.name && ($0.place.file == sheet.file || sheet.name == nil)
          })
      }
      do { try copy.close() } catch let problem as WorkbookProblem {
        throw Failure(
          message: BilingualText(
            zh: "无法写入 \(path)：\(problem.reason)。", en: "cannot write \(path): \(problem.reason)."))
      }
    }
    Terminal.say(Catalogue.outputWritten(common.language, path))
  }
}
