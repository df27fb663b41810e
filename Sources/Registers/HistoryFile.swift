public import InvestmentPipeline

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A history of stage counts: a CSV file with the columns district, stage, entered, advanced and,
/// if it was kept, months. Lines of one district and stage add up.
public struct HistoryFile: Sendable {
  /// The counts.
  public let history: ConversionHistory
  /// Districts as written, in the order in which they come.
  public let districts: [String]
  /// The file, with its SHA-256.
  public let input: InputFile

  /// - Parameter city: whose names of districts become ids; nil leaves them as written.
  /// - Throws: all problems of the file, each with its line.
  public init(_ path: String, city: City?) throws(Problems) {
    let url = URL(fileURLWithPath: path)
    let name = url.lastPathComponent
    let findings = Findings()
    let files = FolderFiles(root: url.deletingLastPathComponent().path, findings: findings)
    guard let file = files.text(name),
      let read = Self.read(
        file.text, name: name, findings: findings, names: city.map { NameIndex($0) }, city: city),
      findings.problems.isEmpty
    else { throw Problems(findings.problems) }
    (history, districts) = read
    input = file.input
  }

  /// Rates are fitted at the cube of their number: 400 take five seconds.
  static let greatestDistrictCount = 400
  /// Characters of a district's name.
  static let greatestNameLength = 100

  fileprivate enum Column: String, CaseIterable {
    case district, stage, entered, advanced, months

    var synonyms: [String] {
      switch self {
      case .district: ["区县"]
      case .stage: ["阶段"]
      case .entered: ["进入", "进入数"]
      case .advanced: ["晋级", "晋级数"]
      case .months: ["停留月数", "月数"]
      }
    }
  }

  /// - Parameters:
  ///   - names: find a district's id by its name; nil leaves it as written.
  ///   - city: whose districts alone are taken; nil where the caller looks at that.
  package static func read(
    _ text: String, name: String, findings: Findings, names: NameIndex?, city: City? = nil
  ) -> (ConversionHistory, [String])? {
    guard let csv = CSVRows.read(text, file: name, findings: findings) else { return nil }
    let locations = columns(csv.header, name: name, findings: findings)
    guard findings.problems.isEmpty else { return nil }
    var reader = HistoryReader(
      name: name, locations: locations, findings: findings, names: names, city: city)
    for row in csv.rows {
      guard !findings.isFull else {
        findings.addStopped(file: name, line: row.line)
        break
      }
      reader.read(row)
    }
    reader.checkWhole()
    return (ConversionHistory(reader.counts), reader.districts)
  }

  /// The places of the columns; missing ones are reported.
  private static func columns(
    _ header: CSVRows.Row, name: String, findings: Findings
  ) -> [Column: Int] {
    var locations: [Column: Int] = [:]
    for (index, head) in header.fields.enumerated() {
      let head = ColumnHead(head).name
      if let column = Column.allCases.first(where: { ([$0.rawValue] + $0.synonyms).contains(head) })
      {
        locations[column] = index
      }
    }
    for column in Column.allCases where column != .months && locations[column] == nil {
      findings.add(
        Problem(
          path: name,
          reason: both(
            "缺少“\(column.rawValue)”（\(column.synonyms[0])）一列。",
            "The column “\(column.rawValue)” is missing."),
          remedy: both(
            "表头写：区县,阶段,进入,晋级,停留月数。", "Head the columns: district,stage,entered,advanced,months."),
          location: "\(name):\(header.line)"))
    }
    return locations
  }
}

/// Adds up the rows of a history.
private struct HistoryReader {
  let name: String
  let locations: [HistoryFile.Column: Int]
  let findings: Findings
  let names: NameIndex?
  let city: City?
  private(set) var counts: [Stage: [String: StageCounts]] = [:]
  /// In the order in which they come.
  private(set) var districts: [String] = []
  private let known: Set<String>

  init(
    name: String, locations: [HistoryFile.Column: Int], findings: Findings, names: NameIndex?,
    city: City?
  ) {
    self.name = name
    self.locations = locations
    self.findings = findings
    self.names = names
    self.city = city
    known = Set(city?.districts.map(\.id) ?? [])
  }

  private func text(_ column: HistoryFile.Column, _ row: CSVRows.Row) -> String {
    guard let location = locations[column], location < row.fields.count else { return "" }
    return row.fields[location].trimmingBlanks
  }

  private func report(
    _ column: HistoryFile.Column, _ row: CSVRows.Row, _ reason: BilingualText,
    _ remedy: BilingualText
  ) {
    findings.add(
      Problem(
        path: "\(name):\(row.line)", value: text(column, row), reason: reason, remedy: remedy,
        location: "\(name):\(row.line), column \(column.rawValue)"))
  }

  private func number(_ column: HistoryFile.Column, _ row: CSVRows.Row) -> Double? {
    let written = text(column, row)
    if let value = DecimalNumber(written.halfWidth)?.double { return value }
    report(
      column, row, both("“\(written)”不是数。", "“\(written)” is not a number."),
      both("写一个数。", "Enter a number."))
    return nil
  }

  mutating func read(_ row: CSVRows.Row) {
    let district = self.district(row)
    guard let stage = NameIndex.stage(text(.stage, row)), Stage.beforeSigning.contains(stage)
    else {
      report(
        .stage, row,
        both(
          "“\(text(.stage, row))”不是签约前的阶段。", "“\(text(.stage, row))” is not a stage before signing."
        ),
        both("写线索、对接、洽谈或过会。", "Write identified, contacted, negotiating or approved."))
      return
    }
    guard let own = stageCounts(row) else { return }
    if counts.values.allSatisfy({ $0[district] == nil }) { districts.append(district) }
    let earlier = counts[stage]?[district]
    counts[stage, default: [:]][district] = StageCounts(
      entered: (earlier?.entered ?? 0) + own.entered,
      advanced: (earlier?.advanced ?? 0) + own.advanced,
      months: earlier == nil
        ? own.months : earlier?.months.flatMap { before in own.months.map { before + $0 } })
  }

  /// The district's id, or its name as written; what is wrong with it is reported.
  private func district(_ row: CSVRows.Row) -> String {
    let district = names?.district(text(.district, row)) ?? text(.district, row)
    if district.isEmpty {
      report(
        .district, row, both("没有填写县（市、区）。", "The district is missing."),
        both("写县（市、区）。", "Enter the district."))
    } else if district.count > HistoryFile.greatestNameLength {
      report(
        .district, row,
        both(
          "县（市、区）名称超过 \(HistoryFile.greatestNameLength) 个字。",
          "The district's name has more than \(HistoryFile.greatestNameLength) characters."),
        both("写县（市、区）的名称。", "Write the district's name."))
    } else if let city, !known.contains(district) {
      findings.addUnknownDistrict(
        district, of: city, at: "\(name):\(row.line)",
        column: HistoryFile.Column.district.rawValue)
    }
    return district
  }

  /// Nil for counts that cannot be, which are reported.
  private func stageCounts(_ row: CSVRows.Row) -> StageCounts? {
    let entered = number(.entered, row)
    let advanced = number(.advanced, row)
    let months = text(.months, row).isEmpty ? nil : number(.months, row)
    guard let entered, let advanced else { return nil }
    let own = StageCounts(
      entered: Int(entered.clamped), advanced: Int(advanced.clamped), months: months)
    guard own.isPossible, entered == entered.rounded(), advanced == advanced.rounded() else {
      report(
        .advanced, row,
        both(
          "进入 \(text(.entered, row))、晋级 \(text(.advanced, row))、停留 \(text(.months, row)) 月不可能同时成立。",
          "\(text(.entered, row)) entered, \(text(.advanced, row)) advanced and "
            + "\(text(.months, row)) months cannot be."),
        both(
          "要有 0 ≤ 晋级 ≤ 进入（整数），停留月数大于 0。",
          "Give 0 ≤ advanced ≤ entered, whole, and months above 0."))
      return nil
    }
    return own
  }

  /// Reports too many districts, and a history without counts.
  func checkWhole() {
    findings.checkDistrictCount(districts.count, file: name)
    if counts.isEmpty, findings.problems.isEmpty {
      findings.add(
        Problem(
          path: name, reason: both("历史文件没有数据。", "The history is empty."),
          remedy: both("每行填写一个县（市、区）一个阶段的计数。", "Give a line for each district and stage."),
          location: name))
    }
  }
}

extension Double {
  fileprivate var clamped: Double { Swift.min(Swift.max(self, -1), 1e9) }
}

extension Findings {
  /// Adds the problem that a city has no district of this name.
  ///
  /// - Parameters:
  ///   - row: file and line.
  ///   - column: its head.
  func addUnknownDistrict(_ name: String, of city: City, at row: String, column: String) {
    var problem = Problem.unknown(
      name, both("县（市、区）", "district"),
      among: city.districts.flatMap { [$0.name.zh, $0.name.en] + $0.wards }, at: row)
    problem.location = "\(row), column \(column)"
    add(problem)
  }

  /// Adds the problem that a file names more districts than rates can be fitted for.
  func checkDistrictCount(_ count: Int, file: String) {
    guard count > HistoryFile.greatestDistrictCount else { return }
    add(
      Problem(
        path: file, value: "\(count)",
        reason: both(
          "文件里有 \(count) 个县（市、区），最多 \(HistoryFile.greatestDistrictCount) 个。",
          "The file names \(count) districts, of at most \(HistoryFile.greatestDistrictCount)."),
        remedy: both(
          "同一县（市、区）须用同一名称；用 --city 可将片区归入县（市、区）。",
          "Write a district by one name; --city takes wards for their districts."),
        location: file))
  }
}
