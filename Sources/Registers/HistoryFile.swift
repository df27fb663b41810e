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

  private enum Column: String, CaseIterable {
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
    let known = Set(city?.districts.map(\.id) ?? [])
    guard let csv = CSVRows.read(text, file: name, findings: findings) else { return nil }
    var places: [Column: Int] = [:]
    for (index, head) in csv.header.fields.enumerated() {
      let head = HeadText(head).name
      if let column = Column.allCases.first(where: { ([$0.rawValue] + $0.synonyms).contains(head) })
      {
        places[column] = index
      }
    }
    for column in Column.allCases where column != .months && places[column] == nil {
      findings.add(
        Problem(
          path: name,
          reason: both(
            "缺少“\(column.rawValue)”（\(column.synonyms[0])）一列。",
            "The column “\(column.rawValue)” is missing."),
          remedy: both(
            "表头写：区县,阶段,进入,晋级,停留月数。", "Head the columns: district,stage,entered,advanced,months."),
          location: "\(name):\(csv.header.line)"))
    }
    guard findings.problems.isEmpty else { return nil }
    var counts: [Stage: [String: StageCounts]] = [:]
    var districts: [String] = []
    for row in csv.rows {
      guard !findings.isFull else {
        findings.addStopped(file: name, line: row.line)
        break
      }
      func text(_ column: Column) -> String {
        guard let place = places[column], place < row.fields.count else { return "" }
        return row.fields[place].trimmingBlanks
      }
      func report(_ column: Column, _ reason: BilingualText, _ remedy: BilingualText) {
        findings.add(
          Problem(
            path: "\(name):\(row.line)", value: text(column), reason: reason, remedy: remedy,
            location: "\(name):\(row.line), column \(column.rawValue)"))
      }
      func number(_ column: Column) -> Double? {
        if let value = DecimalNumber(text(column).halfWidth)?.double { return value }
        report(
          column, both("“\(text(column))”不是数。", "“\(text(column))” is no number."),
          both("写一个数。", "Give a number."))
        return nil
      }
      let district = names?.district(text(.district)) ?? text(.district)
      if district.isEmpty {
        report(.district, both("没有区县。", "The district is missing."), both("写区县。", "Name it."))
      } else if district.count > Self.greatestNameLength {
        report(
          .district,
          both(
            "区县名超过 \(Self.greatestNameLength) 个字。",
            "The district's name has more than \(Self.greatestNameLength) characters."),
          both("写区县的名称。", "Write the district's name."))
      } else if let city, !known.contains(district) {
        var problem = Problem.unknown(
          district, both("区县", "district"),
          among: city.districts.flatMap { [$0.name.zh, $0.name.en] + $0.wards },
          at: "\(name):\(row.line)")
        problem.location = "\(name):\(row.line), column \(Column.district.rawValue)"
        findings.add(problem)
      }
      guard let stage = NameIndex.stage(text(.stage)), Stage.beforeSigning.contains(stage) else {
        report(
          .stage,
          both("“\(text(.stage))”不是签约前的阶段。", "“\(text(.stage))” is no stage before signing."),
          both("写线索、对接、洽谈或过会。", "Write identified, contacted, negotiating or approved."))
        continue
      }
      let entered = number(.entered)
      let advanced = number(.advanced)
      let months = text(.months).isEmpty ? nil : number(.months)
      guard let entered, let advanced else { continue }
      let own = StageCounts(
        entered: Int(entered.clamped), advanced: Int(advanced.clamped), months: months)
      guard own.isPossible, entered == entered.rounded(), advanced == advanced.rounded() else {
        report(
          .advanced,
          both(
            "进入 \(text(.entered))、晋级 \(text(.advanced))、停留 \(text(.months)) 月不可能同时成立。",
            "\(text(.entered)) entered, \(text(.advanced)) advanced and \(text(.months)) months "
              + "cannot be."),
          both(
            "要有 0 ≤ 晋级 ≤ 进入（整数），停留月数大于 0。",
            "Give 0 ≤ advanced ≤ entered, whole, and months above 0."))
        continue
      }
      if counts.values.allSatisfy({ $0[district] == nil }) { districts.append(district) }
      let earlier = counts[stage]?[district]
      counts[stage, default: [:]][district] = StageCounts(
        entered: (earlier?.entered ?? 0) + own.entered,
        advanced: (earlier?.advanced ?? 0) + own.advanced,
        months: earlier == nil
          ? own.months : earlier?.months.flatMap { before in own.months.map { before + $0 } })
    }
    if districts.count > Self.greatestDistrictCount {
      findings.add(
        Problem(
          path: name, value: "\(districts.count)",
          reason: both(
            "历史里有 \(districts.count) 个区县，最多 \(Self.greatestDistrictCount) 个。",
            "The history names \(districts.count) districts, of at most \(Self.greatestDistrictCount)."
          ),
          remedy: both(
            "同一个区县要写同一个名称；用 --city 可把片区归到区县。",
            "Write a district by one name; --city takes wards for their districts."),
          location: name))
    }
    if counts.isEmpty, findings.problems.isEmpty {
      findings.add(
        Problem(
          path: name, reason: both("历史文件没有数据。", "The history is empty."),
          remedy: both("每行写一个区县一个阶段的计数。", "Give a line for each district and stage."),
          location: name))
    }
    return (ConversionHistory(counts), districts)
  }
}

extension Double {
  fileprivate var clamped: Double { Swift.min(Swift.max(self, -1), 1e9) }
}
