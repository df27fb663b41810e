/// What became of planners' files on their way into a register: a plain value, for a report, for a
/// marked copy, and for the register itself.
public struct RegisterImport: Sendable, Codable, Equatable {
  public var inputFiles: [InputFile]
  public var sheets: [ImportedSheet]
  /// Rows that became leads, in the order of files, sheets and rows; none of those with a problem.
  public var leads: [ImportedLead]
  public var problems: [CellProblem]
  /// What a planner should look at, and need not change.
  public var warnings: [CellProblem]
  public var unknownWords: [UnknownWord]
  /// The latest day of what has happened that a table names; nil without any.
  public var latestDate: CalendarDate?

  public init(
    inputFiles: [InputFile], sheets: [ImportedSheet], leads: [ImportedLead],
    problems: [CellProblem], warnings: [CellProblem], unknownWords: [UnknownWord]
  ) {
    self.inputFiles = inputFiles
    self.sheets = sheets
    self.leads = leads
    self.problems = problems
    self.warnings = warnings
    self.unknownWords = unknownWords
  }
}

/// A cell, or where `column` is nil a row, where `row` is nil too a sheet.
public struct CellPlace: Sendable, Codable, Hashable, CustomStringConvertible {
  public var file: String
  /// Nil for CSV.
  public var sheet: String?
  /// From 1; of CSV the line.
  public var row: Int?
  /// From 0.
  public var column: Int?

  public init(file: String, sheet: String?, row: Int? = nil, column: Int? = nil) {
    self.file = file
    self.sheet = sheet
    self.row = row
    self.column = column
  }

  /// `谈判项目.xlsx, 在谈!F12`, `leads.csv:17, column F`.
  public var description: String {
    let letters = column.map(Self.columnName)
    if let sheet {
      guard let row else { return "\(file), \(sheet)" + (letters.map { "!\($0)" } ?? "") }
      // A row as Excel names it.
      return "\(file), \(sheet)!" + (letters.map { "\($0)\(row)" } ?? "\(row):\(row)")
    }
    return file + (row.map { ":\($0)" } ?? "") + (letters.map { ", column \($0)" } ?? "")
  }

  /// `A` for 0, `AA` for 26.
  public static func columnName(_ number: Int) -> String {
    var rest = number + 1
    var name = ""
    while rest > 0 {
      name = String(UnicodeScalar(UInt8(ascii: "A") + UInt8((rest - 1) % 26))) + name
      rest = (rest - 1) / 26
    }
    return name
  }
}

/// A problem with the place that a marked copy colours.
public struct CellProblem: Sendable, Codable, Equatable {
  public var place: CellPlace
  public var value: String?
  public var reason: BilingualText
  public var remedy: BilingualText
  /// Further cells of the same problem, such as of a word that nobody knows; up to 1,000.
  public var alsoAt: [CellPlace]

  public init(
    _ place: CellPlace, value: String?, reason: BilingualText, remedy: BilingualText,
    alsoAt: [CellPlace] = []
  ) {
    self.place = place
    self.alsoAt = alsoAt
    self.value = value
    self.reason = reason
    self.remedy = remedy
  }

  public var problem: Problem {
    Problem(
      path: place.description, value: value, reason: reason, remedy: remedy,
      location: place.description)
  }
}

/// What a column is about.
public enum ImportField: String, Sendable, Codable, CaseIterable {
  case id, name, investment
  case investmentLow = "investment_low"
  case investmentHigh = "investment_high"
  case district, chain, channel, stage
  case signedOn = "signed_on"
  case investor, source, land
  case paidIn = "paid_in"
  case fixedAssets = "fixed_assets"
  case responsibleUnit = "responsible_unit"
  case contact
  /// A running number, a date, jobs, taxes and other things that a register does not hold.
  case other

  public var name: BilingualText {
    switch self {
    case .id: BilingualText(zh: "编号", en: "id")
    case .name: BilingualText(zh: "项目名称", en: "name")
    case .investment: BilingualText(zh: "投资额", en: "investment")
    case .investmentLow: BilingualText(zh: "投资额下限", en: "lowest investment")
    case .investmentHigh: BilingualText(zh: "投资额上限", en: "greatest investment")
    case .district: BilingualText(zh: "区县", en: "district")
    case .chain: BilingualText(zh: "产业链", en: "industry chain")
    case .channel: BilingualText(zh: "渠道", en: "channel")
    case .stage: BilingualText(zh: "阶段", en: "stage")
    case .signedOn: BilingualText(zh: "签约日期", en: "signed on")
    case .investor: BilingualText(zh: "投资方", en: "investor")
    case .source: BilingualText(zh: "来源地", en: "source")
    case .land: BilingualText(zh: "占地", en: "land")
    case .paidIn: BilingualText(zh: "到位资金", en: "paid in")
    case .fixedAssets: BilingualText(zh: "固定资产投资", en: "fixed assets")
    case .responsibleUnit: BilingualText(zh: "责任单位", en: "responsible unit")
    case .contact: BilingualText(zh: "联系人", en: "contact")
    case .other: BilingualText(zh: "其他", en: "other")
    }
  }
}

/// A sheet as it was understood.
public struct ImportedSheet: Sendable, Codable, Equatable {
  public var place: CellPlace
  /// Rows of the header; empty for a sheet that has none and was left out.
  public var headerRows: [Int]
  public var columns: [Column]
  /// Rows that look like projects.
  public var dataRows: Int
  /// Of those, rows that became leads.
  public var takenRows: Int
  public var leftOut: [LeftOut]
  /// Amounts that are rough, and that are ranges.
  public var roughAmounts: Int
  public var ranges: Int
  /// Dates that name a month alone, taken for its first day.
  public var monthsOnly: Int

  public init(place: CellPlace) {
    self.place = place
    headerRows = []
    columns = []
    dataRows = 0
    takenRows = 0
    leftOut = []
    roughAmounts = 0
    ranges = 0
    monthsOnly = 0
  }

  public struct Column: Sendable, Codable, Equatable {
    public var column: Int
    public var head: String
    /// Nil for a head that is not known.
    public var field: ImportField?
    public var isTaken: Bool
    /// As written, of amounts.
    public var unit: String?
    public var unitSource: UnitSource?
    public var filledCells: Int
    /// 亿元, of amounts of the register.
    public var median: Double?

    public enum UnitSource: String, Sendable, Codable { case head, title, cells }

    public init(column: Int, head: String, field: ImportField?, isTaken: Bool) {
      self.column = column
      self.head = head
      self.field = field
      self.isTaken = isTaken
      filledCells = 0
    }
  }

  public struct LeftOut: Sendable, Codable, Equatable {
    public var reason: Reason
    public var rows: [Int]

    public init(reason: Reason, rows: [Int]) {
      self.reason = reason
      self.rows = rows
    }

    public enum Reason: String, Sendable, Codable, CaseIterable {
      case heading, subtotal, footnote
      case repeatedHeader = "repeated_header"
      case noName = "no_name"
      case noAmount = "no_amount"
      case ignoredStage = "ignored_stage"
      case problem
    }
  }
}

/// A lead as it came from a file.
public struct ImportedLead: Sendable, Codable, Equatable {
  public var place: CellPlace
  public var id: String
  public var name: String
  public var district: String
  public var chain: String
  public var channel: String
  public var stage: Stage
  /// 万元; nil where it is a range.
  public var investment: Int64?
  public var investmentLow: Int64?
  public var investmentHigh: Int64?
  public var signedOn: CalendarDate?
  /// What people want to keep, by field.
  public var notes: [ImportField: String]

  public init(
    place: CellPlace, id: String, name: String, district: String, chain: String, channel: String,
    stage: Stage, investment: Int64?, investmentLow: Int64?, investmentHigh: Int64?,
    signedOn: CalendarDate?, notes: [ImportField: String]
  ) {
    self.place = place
    self.id = id
    self.name = name
    self.district = district
    self.chain = chain
    self.channel = channel
    self.stage = stage
    self.investment = investment
    self.investmentLow = investmentLow
    self.investmentHigh = investmentHigh
    self.signedOn = signedOn
    self.notes = notes
  }
}

/// A word that neither the city nor the table of words knows.
public struct UnknownWord: Sendable, Codable, Equatable {
  /// District, chain, channel or stage.
  public var field: ImportField
  public var word: String
  public var count: Int
  /// In the order of the files; up to 1,001.
  public var places: [CellPlace]
  /// What may be pasted into the table of words; a line without a meaning says nothing until it is
  /// filled in.
  public var lines: [String]

  public var first: CellPlace { places[0] }

  public init(field: ImportField, word: String, at place: CellPlace) {
    self.field = field
    self.word = word
    count = 1
    places = [place]
    lines = []
  }

  public mutating func add(_ place: CellPlace) {
    count += 1
    if places.count <= 1000 { places.append(place) }
  }
}

/// What a second import would change.
public struct RegisterChanges: Sendable, Codable, Equatable {
  public struct Change: Sendable, Codable, Equatable {
    public var id: String
    public var name: String
    public var column: String
    public var before: String
    public var after: String

    public init(id: String, name: String, column: String, before: String, after: String) {
      self.id = id
      self.name = name
      self.column = column
      self.before = before
      self.after = after
    }
  }

  public struct Entry: Sendable, Codable, Equatable {
    public var id: String
    public var name: String

    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  public var added: [Entry]
  public var changed: [Change]
  public var gone: [Entry]
  /// Heads of columns that the tables do not have: their values stay, by id.
  public var kept: [String]
  /// Their values of leads that are gone, which the backup alone keeps.
  public var lost: [Change]

  public init(
    added: [Entry], changed: [Change], gone: [Entry], kept: [String] = [], lost: [Change] = []
  ) {
    self.added = added
    self.changed = changed
    self.gone = gone
    self.kept = kept
    self.lost = lost
  }

  public var isEmpty: Bool { added.isEmpty && changed.isEmpty && gone.isEmpty }
}
