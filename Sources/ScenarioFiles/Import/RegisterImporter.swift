import Foundation
import InvestmentPipeline

/// What all sheets of an import share, and the words that nothing knew.
final class ImportContext {
  let words: ImportWords
  let rates: [String: DecimalNumber]
  let keepsContacts: Bool
  private let city: City
  private let names: NameIndex
  private var known: [ImportField: [String: String]] = [:]
  private(set) var unknown: [UnknownWord] = []
  private var places: [String: Int] = [:]

  init(_ city: City, words: ImportWords, rates: [String: DecimalNumber], keepsContacts: Bool) {
    self.city = city
    self.words = words
    self.rates = rates
    self.keepsContacts = keepsContacts
    names = NameIndex(city)
  }

  /// The city's Chinese name for a word, or the raw value of a stage; `ImportWords.ignore` for a
  /// stage that is to be left out; nil for a word that is not known.
  func lookUp(_ word: String, _ field: ImportField) -> String? {
    if let name = known[field]?[word] { return name }
    let name = find(word, field) ?? words.meaning(word, of: field).flatMap { find($0, field) }
    if let name { known[field, default: [:]][word] = name }
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

  func note(_ word: String, _ field: ImportField, _ place: CellPlace) {
    let key = "\(field.rawValue)\u{0}\(word)"
    if let index = places[key] {
      unknown[index].add(place)
    } else {
      places[key] = unknown.count
      unknown.append(UnknownWord(field: field, word: word, at: place))
    }
  }

  /// What could be meant, for a remedy.
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
/// docs/data.md describes what is understood. The same files, city and words give the same import.
public struct RegisterImporter {
  public static let wordsFile = "import-words.csv"
  /// An amount so many powers of ten from its column's median has most likely the wrong unit:
  /// 亿 for 万 is four, and projects themselves spread.
  static let greatestDistance = 3.5

  private let city: City
  private let words: ImportWords
  private let rates: [String: DecimalNumber]
  private let keepsContacts: Bool

  /// - Parameters:
  ///   - folder: holds city.yaml and, if the user has one, import-words.csv.
  ///   - rates: 元 per unit of foreign money, by name and as written.
  /// - Throws: what is wrong with these two files.
  public init(
    city folder: String, rates: [String: String] = [:], keepsContacts: Bool = false
  ) throws(Problems) {
    let findings = Findings()
    guard let city = CityFile.read(folder: folder, findings: findings) else {
      throw Problems(findings.problems)
    }
    self.city = city
    let table = "\(folder)/\(Self.wordsFile)"
    if FileManager.default.fileExists(atPath: table) {
      FilesRead.note(table)
      guard let bytes = try? Data(contentsOf: URL(filePath: table)),
        case .success(let text) = TextDecoding.decode([UInt8](bytes))
      else {
        throw Problems([
          Problem(
            path: Self.wordsFile, reason: both("读不了 \(table)。", "\(table) cannot be read."),
            remedy: both("另存为 CSV UTF-8。", "Save it as CSV UTF-8."), location: table)
        ])
      }
      words = try ImportWords(text, file: Self.wordsFile)
    } else {
      words = ImportWords()
    }
    self.rates = rates.compactMapValues { DecimalNumber($0) }
    self.keepsContacts = keepsContacts
  }

  /// - Throws: where a file cannot be read at all. What is wrong within the files is in the value.
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
    var rowsByID: [String: [CellPlace]] = [:]
    var headed: Set<String> = []
    for sheet in sheets {
      let search = HeaderSearch(sheet: sheet, words: words)
      guard let header = search.find() else {
        result.sheets.append(
          ImportedSheet(place: CellPlace(file: sheet.file, sheet: sheet.name)))
        continue
      }
      headed.insert(sheet.file)
      var reading = SheetReading(
        sheet, header, titleUnit: search.titleUnit(before: header), context: context)
      reading.read()
      result.problems += reading.problems
      let flagged = flag(reading, &result)
      for row in reading.rows {
        rowsByID[row.lead.id, default: []].append(row.lead.place)
        if let earlier = rowsByID[row.lead.id]!.dropLast().first {
          result.problems.append(
            CellProblem(
              row.lead.place, value: row.lead.id,
              reason: both(
                "与 \(earlier) 编号相同：\(row.lead.id)（\(row.lead.name)）。",
                "The same id as \(earlier): \(row.lead.id) (\(row.lead.name))."),
              remedy: both(
                "改掉一个编号；没有编号列的，改掉一个项目名称或删去重复的行。",
                "Change one of the ids; without a column of ids, one of the names, or delete a row."
              )))
        }
      }
      // Its place among the sheets; what is taken is known once all ids are.
      result.sheets.append(reading.summary)
      readings.append((reading, flagged))
    }
    for place in readings.indices {
      var taken = 0
      let flagged = readings[place].flagged
      var doubled: Set<Int> = []
      for row in readings[place].reading.rows {
        if rowsByID[row.lead.id]!.count > 1 { doubled.insert(row.lead.place.row ?? 0) }
        if row.hasProblem || flagged.union(doubled).contains(row.lead.place.row ?? 0) { continue }
        result.leads.append(row.lead)
        taken += 1
      }
      readings[place].reading.finish(taken: taken, flagged: Array(flagged.union(doubled)))
      let summary = readings[place].reading.summary
      if let index = result.sheets.firstIndex(where: { $0.place == summary.place }) {
        result.sheets[index] = summary
      }
    }
    for file in inputs where !headed.contains(file.name) {
      result.problems.append(
        CellProblem(
          CellPlace(file: file.name, sheet: nil), value: nil,
          reason: both("没有找到表头。", "No header was found."),
          remedy: both(
            "表头要在前 \(HeaderSearch.reach) 行内，并有“项目名称”和至少两个认识的列；认不得的列名可在 import-words.csv 里写：列,（表头）,投资额。",
            "It must be within the first \(HeaderSearch.reach) rows and hold 项目名称 and two more known heads; "
              + "say in import-words.csv what others mean: 列,(head),投资额.")))
    }
    result.unknownWords = context.unknown
    result.problems += context.unknown.map { problem($0, context) }
    return result
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
        var place = row.lead.place
        place.column = column
        let magnitude = "\(Int(times.rounded()))"
        let problem = CellProblem(
          place, value: row.lead.investment.map { "\($0)万元" },
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
          flagged.insert(row.lead.place.row ?? 0)
        }
      }
    }
    return flagged
  }

  private func problem(_ word: UnknownWord, _ context: ImportContext) -> CellProblem {
    let field = word.field.name
    let kind = ImportWords.kinds.first { $0.field == word.field }!.names[0]
    let near = nearestName(to: word.word, among: context.choices(word.field))
    let choices = context.choices(word.field).joined(separator: "、")
    return CellProblem(
      word.first, value: word.word,
      reason: word.word == "*"
        ? both("\(word.count) 行没有写\(field.zh)。", "\(word.count) rows name no \(field.en).")
        : both(
          "不认识的\(field.zh)“\(word.word)”，共 \(word.count) 行。",
          "Unknown \(field.en) “\(word.word)”, in \(word.count) rows."),
      remedy: both(
        (near.map { "是不是“\($0)”？" } ?? "")
          + "在 \(Self.wordsFile) 里加一行：\(kind),\(word.word),（\(choices)）。",
        (near.map { "Did you mean “\($0)”? " } ?? "")
          + "Add a line to \(Self.wordsFile): \(kind),\(word.word),(\(choices))."),
      alsoAt: Array(word.places.dropFirst()))
  }

  /// What `new` would change in the register `old`, both as text; nil where the old one cannot be
  /// read.
  public static func changes(from old: [UInt8], to new: String, file: String) -> RegisterChanges? {
    guard case .success(let oldText) = TextDecoding.decode(old) else { return nil }
    let findings = Findings()
    guard let before = CSVRows.read(oldText, file: file, findings: findings),
      let after = CSVRows.read(
        new.hasPrefix("\u{FEFF}") ? String(new.dropFirst()) : new, file: file, findings: findings),
      let oldID = idColumn(before), let newID = idColumn(after)
    else { return nil }
    func name(_ rows: CSVRows, _ row: CSVRows.Row) -> String {
      rows.header.fields.firstIndex { HeadText($0).name == "项目名称" || HeadText($0).name == "name" }
        .map { $0 < row.fields.count ? row.fields[$0] : "" } ?? ""
    }
    var left = Dictionary(
      before.rows.filter { oldID < $0.fields.count }.map { ($0.fields[oldID], $0) }
    ) { $1 }
    let oldHeads = Dictionary(
      before.header.fields.enumerated().map { (HeadText($1).name, $0) }
    ) { first, _ in first }
    var changes = RegisterChanges(added: [], changed: [], gone: [])
    for row in after.rows {
      let id = row.fields[newID]
      guard let earlier = left.removeValue(forKey: id) else {
        changes.added.append(.init(id: id, name: name(after, row)))
        continue
      }
      for (column, head) in after.header.fields.enumerated() {
        let old = oldHeads[HeadText(head).name].flatMap {
          $0 < earlier.fields.count ? earlier.fields[$0].trimmingBlanks : nil
        }
        let now = row.fields[column].trimmingBlanks
        if (old ?? "") != now {
          changes.changed.append(
            .init(id: id, name: name(after, row), column: head, before: old ?? "", after: now))
        }
      }
    }
    for row in before.rows where oldID < row.fields.count {
      if left[row.fields[oldID]] != nil {
        changes.gone.append(.init(id: row.fields[oldID], name: name(before, row)))
      }
    }
    return changes
  }

  private static func idColumn(_ rows: CSVRows) -> Int? {
    let names = [RegisterColumn.id.rawValue] + RegisterColumn.id.synonyms
    return rows.header.fields.firstIndex { names.contains(HeadText($0).name) }
  }
}
