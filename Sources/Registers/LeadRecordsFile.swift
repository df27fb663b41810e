public import InvestmentPipeline

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Leads with dated stages: a CSV file with one row for each event (id, district, stage, date) or one for each
/// lead (id, district and a column of dates for each stage), with chain, channel and investment if they are known.
public struct LeadRecordsFile: Sendable {
  /// The records, in the order in which their ids come.
  public let records: [LeadRecord]
  /// Districts in the order in which they come.
  public let districts: [District.ID]
  /// The file, with its SHA-256.
  public let input: InputFile

  /// - Parameters:
  ///   - city: whose names of districts, chains and channels become ids; nil leaves them as written.
  /// - Throws: all problems of the file, each with its line.
  public init(_ path: String, city: City? = nil) throws(Problems) {
    let url = URL(fileURLWithPath: path)
    let name = url.lastPathComponent
    let findings = Findings()
    let files = FolderFiles(root: url.deletingLastPathComponent().path, findings: findings)
    guard let file = files.text(name),
      let csv = CSVRows.read(file.text, file: name, findings: findings),
      let columns = LeadRecordColumns(csv.header, file: name, findings: findings)
    else { throw Problems(findings.problems) }
    var reader = LeadRecordsReader(
      file: name, header: csv.header, columns: columns, findings: findings, city: city)
    for row in csv.rows {
      guard !findings.isFull else {
        findings.addStopped(file: name, line: row.line)
        break
      }
      reader.read(row)
    }
    if reader.records.isEmpty, findings.problems.isEmpty {
      findings.add(
        Problem(
          path: name, reason: both("文件中没有记录。", "The file has no records."),
          remedy: both("每行填写一个项目或一次阶段变动。", "Give a line for each lead or each event."),
          location: name))
    }
    findings.checkDistrictCount(reader.districts.count, file: name)
    guard findings.problems.isEmpty else { throw Problems(findings.problems) }
    records = reader.order.map { reader.records[$0]!.record }
    districts = reader.districts
    input = file.input
  }

  /// Whether a file has the columns of records rather than those of counts; what else is wrong with it is told by
  /// reading it.
  ///
  /// - Throws: what is wrong with its header.
  public static func matches(_ path: String) throws(Problems) -> Bool {
    let url = URL(fileURLWithPath: path)
    let findings = Findings()
    let files = FolderFiles(root: url.deletingLastPathComponent().path, findings: findings)
    guard let file = files.text(url.lastPathComponent),
      let csv = CSVRows.read(file.text, file: url.lastPathComponent, findings: findings)
    else { throw Problems(findings.problems) }
    return LeadRecordColumns.matches(csv.header)
  }
}

/// The columns of records by their position.
private struct LeadRecordColumns {
  /// Of id, district, chain, channel, investment.
  var known: [RegisterColumn: Int] = [:]
  var unit: MoneyText.Unit?
  /// Of a file with one row for each event.
  var stage: Int?
  var date: Int?
  /// Of a file with one row for each lead.
  var dates: [(stage: Stage, index: Int)] = []

  var isByEvent: Bool { stage != nil && date != nil }

  private static let dateNames = ["date", "day", "日期", "时间", "变动日期", "变动时间", "进入日期"]
  static let stages = Stage.allCases

  /// A stage named by a head such as 洽谈, 洽谈日期, 进入洽谈时间, negotiating or negotiating_on.
  private static func stage(_ head: String) -> Stage? {
    var name = head
    for prefix in ["进入"] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
    for suffix in ["日期", "时间", "_on", "_date"] where name.hasSuffix(suffix) && name != suffix {
      name.removeLast(suffix.count)
    }
    return NameIndex.stage(name)
  }

  private init(_ header: CSVRows.Row) {
    for (index, written) in header.fields.enumerated() {
      let head = ColumnHead(written)
      if head.isNote { continue }
      if Self.dateNames.contains(head.name) {
        date = date ?? index
      } else if let column = RegisterColumns.column(written),
        [.id, .district, .chain, .channel, .investment, .stage].contains(column)
      {
        if column == .stage {
          stage = stage ?? index
        } else {
          known[column] = known[column] ?? index
          if column == .investment { unit = head.unit }
        }
      } else if let stage = Self.stage(head.name) {
        dates.append((stage, index))
      }
    }
  }

  static func matches(_ header: CSVRows.Row) -> Bool {
    let columns = LeadRecordColumns(header)
    return columns.known[.id] != nil && (columns.isByEvent || !columns.dates.isEmpty)
  }

  /// Nil where a column is missing, which is reported.
  init?(_ header: CSVRows.Row, file: String, findings: Findings) {
    self.init(header)
    var missing: [BilingualText] = []
    if known[.id] == nil { missing.append(both("编号", "id")) }
    if known[.district] == nil { missing.append(both("区县", "district")) }
    if !isByEvent, dates.count < 2 {
      missing.append(both("阶段、日期（或各阶段日期）", "stage and date, or a date for each stage"))
    }
    if isByEvent { dates = [] }
    guard !missing.isEmpty else { return }
    for column in missing {
      findings.add(
        Problem(
          path: file,
          reason: both("缺少“\(column.zh)”。", "The column “\(column.en)” is missing."),
          remedy: both(
            "一行一次变动：编号,区县,阶段,日期；或一行一个项目：编号,区县,线索日期,对接日期,洽谈日期,过会日期,签约日期,流失日期。",
            "One row an event: id,district,stage,date; or one row a lead: id,district,identified,contacted,negotiating,approved,signed,lost."
          ), location: "\(file):\(header.line)"))
    }
    return nil
  }
}

/// Reads rows of records.
private struct LeadRecordsReader {
  let file: String
  let header: CSVRows.Row
  let columns: LeadRecordColumns
  let findings: Findings
  let names: NameIndex?
  let city: City?
  private(set) var records: [String: (record: LeadRecord, line: Int)] = [:]
  private(set) var order: [String] = []
  private(set) var districts: [String] = []

  init(
    file: String, header: CSVRows.Row, columns: LeadRecordColumns, findings: Findings, city: City?
  ) {
    self.file = file
    self.header = header
    self.columns = columns
    self.findings = findings
    self.city = city
    names = city.map { NameIndex($0) }
  }

  private func text(_ index: Int?, _ row: CSVRows.Row) -> String {
    guard let index, index < row.fields.count else { return "" }
    return row.fields[index].trimmingBlanks
  }

  private func report(
    _ index: Int?, _ row: CSVRows.Row, _ reason: BilingualText, _ remedy: BilingualText
  ) {
    findings.add(
      Problem(
        path: "\(file):\(row.line)", value: index.map { text($0, row) }, reason: reason,
        remedy: remedy,
        location: "\(file):\(row.line)" + (index.map { ", column \(header.fields[$0])" } ?? "")))
  }

  mutating func read(_ row: CSVRows.Row) {
    let id = text(columns.known[.id], row)
    guard !id.isEmpty else {
      return report(
        columns.known[.id], row, both("没有填写编号。", "The id is missing."),
        both("填写项目编号。", "Give the lead's id."))
    }
    let events = columns.isByEvent ? event(row).map { [$0] } : self.events(row)
    let district = self.district(row, isKnown: records[id] != nil)
    guard let events else { return }
    if let earlier = records[id] {
      guard columns.isByEvent else {
        return report(
          columns.known[.id], row,
          both(
            "编号“\(id)”与第 \(earlier.line) 行重复。",
            "The id “\(id)” is used in line \(earlier.line) too."),
          both("每个项目一行。", "Give each lead one line."))
      }
      if !district.isEmpty, district != earlier.record.districtID {
        report(
          columns.known[.district], row,
          both(
            "与第 \(earlier.line) 行的县（市、区）不同。", "Line \(earlier.line) has another district."),
          both("同一项目填写同一县（市、区）。", "Give a lead one district."))
      }
      records[id]!.record = LeadRecord(
        id: id, districtID: earlier.record.districtID, chainID: earlier.record.chainID,
        channelID: earlier.record.channelID,
        investment: investment(row) ?? earlier.record.investment,
        events: earlier.record.events + events)
      return
    }
    guard !events.isEmpty else { return }
    let chain = text(columns.known[.chain], row)
    let channel = text(columns.known[.channel], row)
    order.append(id)
    if !district.isEmpty, !districts.contains(district) { districts.append(district) }
    records[id] = (
      LeadRecord(
        id: id, districtID: district, chainID: chain.isEmpty ? nil : names?.chain(chain) ?? chain,
        channelID: channel.isEmpty ? nil : names?.channel(channel) ?? channel,
        investment: investment(row), events: events), row.line
    )
  }

  /// Empty where it is missing, which is reported unless the lead's is known.
  private func district(_ row: CSVRows.Row, isKnown: Bool) -> String {
    let written = text(columns.known[.district], row)
    let district = names?.district(written) ?? written
    if district.isEmpty {
      if !isKnown {
        report(
          columns.known[.district], row, both("没有填写县（市、区）。", "The district is missing."),
          both("填写县（市、区）。", "Enter the district."))
      }
    } else if let city, !city.districts.contains(where: { $0.id == district }) {
      findings.addUnknownDistrict(
        written, of: city, at: "\(file):\(row.line)",
        column: header.fields[columns.known[.district]!])
    }
    return district
  }

  private func investment(_ row: CSVRows.Row) -> Money? {
    let text = text(columns.known[.investment], row)
    guard !text.isEmpty else { return nil }
    switch MoneyText.parse(text, unit: columns.unit) {
    case .success(let money) where money > .zero && money <= Scenario.greatestInvestment:
      return money
    case .success:
      report(
        columns.known[.investment], row,
        both("投资额应大于 0、不超过 10000亿元。", "An investment is above 0 and at most 10000亿元."),
        both("核对金额和单位。", "Check the amount and its unit."))
    case .failure(let fault): report(columns.known[.investment], row, fault.reason, fault.remedy)
    }
    return nil
  }

  private func date(_ index: Int, _ row: CSVRows.Row) -> CalendarDate? {
    let text = text(index, row)
    if let date = DateText.parse(text) { return date }
    report(
      index, row, both("“\(text)”不是日期。", "“\(text)” is not a date."),
      both("写成 2023-02-28、2023/2/28 或 2023年2月28日。", "Write it like 2023-02-28."))
    return nil
  }

  /// Nil for a faulty event, which is reported.
  private func event(_ row: CSVRows.Row) -> StageEvent? {
    let name = text(columns.stage, row)
    guard let stage = NameIndex.stage(name) else {
      var problem = Problem.unknown(
        name, both("阶段", "stage"), among: Stage.allCases.flatMap { [$0.name.zh, $0.rawValue] },
        at: "\(file):\(row.line)")
      problem.location = "\(file):\(row.line), column \(header.fields[columns.stage!])"
      findings.add(problem)
      return nil
    }
    return date(columns.date!, row).map { StageEvent(stage, $0) }
  }

  /// Nil for faulty dates, which are reported.
  private func events(_ row: CSVRows.Row) -> [StageEvent]? {
    var events: [StageEvent] = []
    for (stage, index) in columns.dates.sorted(by: { $0.stage < $1.stage })
    where !text(index, row).isEmpty {
      guard let day = date(index, row) else { return nil }
      if let last = events.last, last.day > day {
        report(
          index, row,
          both(
            "“\(stage.name.zh)”的日期 \(day) 早于“\(last.stage.name.zh)”的 \(last.day)。",
            "The date of \(stage.rawValue), \(day), is before that of \(last.stage.rawValue), \(last.day)."
          ),
          both(
            "核对日期；有退回的项目，改用一行一次变动的格式。",
            "Check the dates; where leads fell back, give one row for each event."))
        return nil
      }
      events.append(StageEvent(stage, day))
    }
    if events.isEmpty {
      report(
        nil, row, both("这一行没有日期。", "The row has no date."),
        both("至少填写一个阶段的日期，或删去这一行。", "Give the date of one stage at least, or remove the row."))
      return nil
    }
    return events
  }
}
