import Foundation
public import InvestmentPipeline

/// The state that all sheets of an import share, with the unknown words.
final class ImportContext {
  let words: ImportWords
  let rates: [String: DecimalNumber]
  let keepsContacts: Bool
  private let city: City
  private let names: NameIndex
  /// The results of earlier searches; nil for an unknown word.
  private var known: [ImportField: [String: String?]] = [:]
  private(set) var unknown: [UnknownWord] = []
  private var references: [String: Int] = [:]
  static let greatestWordCount = 1_000
  /// Cells with unknown words beyond so many words.
  private(set) var unlisted = 0
  /// The sheet that is being read.
  private var sheet = CellReference(file: "", sheet: nil)
  /// Unknown heads of a sheet whose cells look like the values of a field that it lacks.
  private var likely: [ImportField: [CellReference: [String]]] = [:]

  init(_ city: City, words: ImportWords, rates: [String: DecimalNumber], keepsContacts: Bool) {
    self.city = city
    self.words = words
    self.rates = rates
    self.keepsContacts = keepsContacts
    names = NameIndex(city)
  }

  /// Lines of the table of words may be about one sheet.
  func enter(_ sheet: CellReference) {
    self.sheet = sheet
    known = [:]
  }

  /// Notes heads of the sheet whose cells look like values of `field`, which no column holds.
  func suggest(_ heads: [String], for field: ImportField) {
    if !heads.isEmpty { likely[field, default: [:]][sheet] = heads }
  }

  func suggestions(_ field: ImportField, _ sheet: CellReference) -> [String] {
    likely[field]?[sheet] ?? []
  }

  /// The meaning that the table of words gives to rows of this sheet without a value.
  func meaningOfNothing(_ field: ImportField) -> String? {
    words.meaning(ImportWords.anything, of: field, in: sheet)
  }

  /// The city's Chinese name for a word, or the raw value of a stage; `ImportWords.ignore` for a
  /// stage that is to be left out; nil for a word that is not known.
  func lookUp(_ word: String, _ field: ImportField) -> String? {
    if let name = known[field]?[word] { return name }
    let name =
      find(word, field) ?? words.meaning(word, of: field, in: sheet).flatMap { find($0, field) }
    known[field, default: [:]][word] = .some(name)
    return name
  }

  private func find(_ word: String, _ field: ImportField) -> String? {
    switch field {
    case .district:
      let candidates = [word] + ["区", "市", "县"].map { word + $0 }
      return candidates.lazy.compactMap { candidate in
        self.city.districts.first { $0.id == self.names.district(candidate) }?.name.zh
      }.first
    case .chain: return city.chains.first { $0.id == names.chain(word) }?.name.zh
    case .channel: return city.channels.first { $0.id == names.channel(word) }?.name.zh
    case .stage:
      if word == ImportWords.ignore { return word }
      let key = word.halfWidth.filter { !$0.isWhitespace }
      return (NameIndex.stage(key) ?? Stage.commonWords[key])?.rawValue
    default: return nil
    }
  }

  func note(_ word: String, _ field: ImportField, _ reference: CellReference) {
    // Rows without a value are grouped by their sheet.
    let table = word == ImportWords.anything ? ImportWords.table(sheet) : ""
    let key = "\(field.rawValue)\u{0}\(word)\u{0}\(table)"
    if let index = references[key] {
      unknown[index].add(reference)
    } else if unknown.count >= Self.greatestWordCount {
      unlisted += 1
    } else {
      references[key] = unknown.count
      unknown.append(UnknownWord(field: field, word: word, at: reference))
    }
  }

  /// The possible meanings, for a remedy.
  func choices(_ field: ImportField) -> [String] {
    switch field {
    case .district: city.districts.map(\.name.zh)
    case .chain: city.chains.map(\.name.zh)
    case .channel: city.channels.map(\.name.zh)
    case .stage: Stage.allCases.map(\.name.zh) + [ImportWords.ignore]
    default: []
    }
  }
}

/// Reads planners' workbooks and CSV files into a city's register.
///
/// docs/data.md describes the accepted tables. Equal files, city and words give equal imports.
public struct RegisterImporter {
  /// The name of the file with the city's own words, in its folder.
  public static let wordsFile = "import-words.csv"
  /// An amount so many powers of ten from its column's median has most likely the wrong unit:
  /// 亿 for 万 is four, and projects themselves spread.
  static let greatestDistance = 3.5

  private let city: City
  private let words: ImportWords
  private let rates: [String: DecimalNumber]
  private let keepsContacts: Bool
  /// The latest as-of date of the folder's scenarios.
  private let asOf: CalendarDate?

  /// - Parameters:
  ///   - city: whose districts, chains and channels the words of the tables stand for.
  ///   - folder: the city's folder, which may hold a table of words, import-words.csv.
  ///   - asOf: the latest as-of date of the folder's scenarios; later dates are warned of.
  ///   - rates: 元 per unit of foreign money, by name and as written.
  ///   - keepsContacts: whether names and telephone numbers of contacts are kept.
  /// - Throws: the problems of the table of words.
  public init(
    _ city: City, folder: String, asOf: CalendarDate?, rates: [String: String] = [:],
    keepsContacts: Bool = false
  ) throws(Problems) {
    let findings = Findings()
    self.city = city
    let files = FolderFiles(root: folder, findings: findings)
    let table = files.has(Self.wordsFile) ? files.bytes(Self.wordsFile) : []
    guard let table else { throw Problems(findings.problems) }
    switch TextDecoding.decode(table) {
    case .success(let text) where table.isEmpty == false:
      words = try ImportWords(text, file: Self.wordsFile)
    case .success: words = ImportWords()
    case .failure(let fault):
      throw Problems([
        Problem(
          path: Self.wordsFile, reason: fault.reason, remedy: fault.remedy,
          location: "\(Self.wordsFile):\(fault.line), byte \(fault.byteOfLine)")
      ])
    }
    self.rates = rates.compactMapValues { DecimalNumber($0) }
    self.keepsContacts = keepsContacts
    self.asOf = asOf
  }

  /// - Throws: `Problems` if a file cannot be read. Problems within the files are in the result.
  public func read(_ paths: [String]) throws(Problems) -> RegisterImport {
    var sheets: [SourceSheet] = []
    var inputs: [InputFile] = []
    var failures: [Problem] = []
    for path in paths {
      do throws(Problems) {
        let (read, input) = try SourceFile.read(path)
        failures += read.forbiddenCharacters
        sheets += read
        inputs.append(input)
      } catch {
        failures += error.all
      }
    }
    guard failures.isEmpty else { throw Problems(failures) }
    return read(sheets, inputs)
  }

  package func read(_ sheets: [SourceSheet], _ inputs: [InputFile]) -> RegisterImport {
    let context = ImportContext(city, words: words, rates: rates, keepsContacts: keepsContacts)
    var result = RegisterImport(
      inputFiles: inputs, sheets: [], leads: [], problems: [], warnings: [], unknownWords: [])
    var readings: [(reading: SheetReading, flagged: Set<Int>)] = []
    var rowsByID: [String: [CellReference]] = [:]
    var headed: Set<String> = []
    var unlisted = 0
    for sheet in sheets {
      let search = HeaderSearch(sheet: sheet, words: words)
      guard let header = search.find() else {
        result.sheets.append(
          ImportedSheet(reference: CellReference(file: sheet.file, sheet: sheet.name)))
        continue
      }
      headed.insert(sheet.file)
      context.enter(CellReference(file: sheet.file, sheet: sheet.name))
      var reading = SheetReading(
        sheet, header, titleUnit: search.titleUnit(before: header), context: context)
      reading.read()
      result.problems += reading.problems
      unlisted += reading.problemCount - reading.problems.count
      let listed = result.problems.count
      if let (date, reference) = reading.latest {
        result.latestDate = max(result.latestDate ?? date, date)
        warn(of: date, at: reference, &result)
      }
      let flagged = flag(reading, &result)
      unlisted += reportSharedIDs(reading, listed: listed, &rowsByID, &result)
      // In the order of the sheets; the number of rows taken follows once all ids are known.
      result.sheets.append(reading.summary)
      readings.append((reading, flagged))
    }
    for (reading, flagged) in readings { take(reading, flagged, rowsByID, &result) }
    for file in inputs where !headed.contains(file.name) { reportNoHeader(file, &result) }
    result.unknownWords = context.unknown
    for index in result.unknownWords.indices {
      result.problems.append(result.unknownWords[index].problem(context, result.sheets))
    }
    unlisted += context.unlisted
    if unlisted > 0, let file = inputs.first?.name { report(unlisted, in: file, &result) }
    return result
  }

  /// Adds the rows of a sheet to `rowsByID` and reports ids that have come before.
  ///
  /// - Parameter listed: problems of the import before those of flags and ids of this sheet.
  /// - Returns: the number of problems that are not listed.
  private func reportSharedIDs(
    _ reading: SheetReading, listed: Int, _ rowsByID: inout [String: [CellReference]],
    _ result: inout RegisterImport
  ) -> Int {
    var unlisted = 0
    for row in reading.rows {
      rowsByID[row.lead.id, default: []].append(row.lead.reference)
      guard let all = rowsByID[row.lead.id], all.count > 1 else { continue }
      let earlier = all[0]
      guard result.problems.count - listed < SheetReading.greatestProblemCount else {
        unlisted += 1
        continue
      }
      result.problems.append(
        CellProblem(
          row.lead.reference, value: row.lead.id,
          reason: both(
            "与 \(earlier) 编号相同：\(row.lead.id)（\(row.lead.name)）。",
            "This id is already used in \(earlier): \(row.lead.id) (\(row.lead.name))."),
          remedy: both(
            "改掉一个编号；没有编号列的，改掉一个项目名称或删去重复的行。",
            "Change one of the ids; without a column of ids, one of the names, or delete a row."
          )))
    }
    return unlisted
  }

  /// Takes the rows of a sheet that have no problem.
  private func take(
    _ reading: SheetReading, _ flagged: Set<Int>, _ rowsByID: [String: [CellReference]],
    _ result: inout RegisterImport
  ) {
    var reading = reading
    var taken = 0
    var doubled: Set<Int> = []
    for row in reading.rows {
      if rowsByID[row.lead.id]!.count > 1 { doubled.insert(row.lead.reference.row ?? 0) }
      let number = row.lead.reference.row ?? 0
      if row.hasProblem || flagged.contains(number) || doubled.contains(number) { continue }
      result.leads.append(row.lead)
      taken += 1
    }
    reading.finish(taken: taken, flagged: Array(flagged.union(doubled)))
    if let index = result.sheets.firstIndex(where: { $0.reference == reading.summary.reference }) {
      result.sheets[index] = reading.summary
    }
  }

  private func reportNoHeader(_ file: InputFile, _ result: inout RegisterImport) {
    result.problems.append(
      CellProblem(
        CellReference(file: file.name, sheet: nil), value: nil,
        reason: both("没有找到表头。", "No header was found."),
        remedy: both(
          "表头要在前 \(HeaderSearch.reach) 行内，并有“项目名称”和至少两个认识的列；别的列名在 \(Self.wordsFile) 里用类别“列”说明。",
          "It must be within the first \(HeaderSearch.reach) rows and hold 项目名称 and two more known heads; "
            + "lines of the kind 列 in \(Self.wordsFile) say what others mean.")))
  }

  private func report(_ unlisted: Int, in file: String, _ result: inout RegisterImport) {
    result.problems.append(
      CellProblem(
        CellReference(file: file, sheet: nil), value: "\(unlisted)",
        reason: both(
          "另有 \(unlisted) 处问题没有列出。", "\(unlisted) more cells have problems that are not listed."),
        remedy: both(
          "请先改正所列问题再运行；并核对列和文件是否选错。",
          "Correct those that are listed and run again; check that column and file are the right ones."
        )))
  }

  /// A table that is newer than every scenario of the folder.
  private func warn(
    of date: CalendarDate, at reference: CellReference, _ result: inout RegisterImport
  ) {
    guard let asOf, date > asOf else { return }
    result.warnings.append(
      CellProblem(
        reference, value: "\(date)",
        reason: both(
          "表里有晚于统计截止日 \(asOf) 的日期：导入后要把情景的 as_of 改为 \(date) 或以后，否则项目库比情景新。",
          "The table has dates after the as-of date \(asOf): move as_of of the scenarios to \(date) or later "
            + "once it is imported, or the register knows more than they say."),
        remedy: both(
          "改 as_of，或导入截至 \(asOf) 的表。", "Move as_of, or import the table as of \(asOf).")))
  }

  /// Rows whose amounts lie far from their column's median: problems, but for amounts that name
  /// their own unit.
  private func flag(_ reading: SheetReading, _ result: inout RegisterImport) -> Set<Int> {
    var flagged: Set<Int> = []
    for (column, rows) in Dictionary(grouping: reading.rows, by: \.amountColumn).sorted(by: {
      $0.key < $1.key
    }) {
      guard rows.count >= 5, let median = rows.map(\.amount).median, median > 0 else { continue }
      for row in rows where abs(log10(row.amount / median)) >= Self.greatestDistance {
        let times = row.amount > median ? row.amount / median : median / row.amount
        var reference = row.lead.reference
        reference.column = column
        let magnitude = "\(Int(times.rounded()))"
        let problem = CellProblem(
          reference, value: row.lead.investment.map { "\($0)万元" },
          reason: row.amount > median
            ? both(
              "金额是本列中位数的 \(magnitude) 倍，像是亿、万写混了。",
              "The amount is \(magnitude) times its column's median: 亿 for 万, perhaps.")
            : both(
              "金额只有本列中位数的 \(magnitude) 分之一，像是亿、万写混了。",
              "The amount is a \(magnitude)th of its column's median: 万 for 亿, perhaps."),
          remedy: both(
            "核对后改正；没有错的话，把单位写进单元格，如 13.5亿元。",
            "Correct it; if it is right, write the unit into the cell, such as 13.5亿元."))
        if row.hasOwnUnit {
          result.warnings.append(problem)
        } else {
          result.problems.append(problem)
          flagged.insert(row.lead.reference.row ?? 0)
        }
      }
    }
    return flagged
  }
}
