/// The result of an import of planners' files: the source of the import report, of the marked copy
/// and of the register.
public struct RegisterImport: Sendable, Codable, Equatable {
  /// The imported files with their digests.
  public var inputFiles: [InputFile]
  /// The sheets of all files, in order.
  public var sheets: [ImportedSheet]
  /// The leads of all rows without a problem, in the order of files, sheets and rows.
  public var leads: [ImportedLead]
  /// Problems that a planner must correct.
  public var problems: [CellProblem]
  /// Warnings that a planner should check and need not correct.
  public var warnings: [CellProblem]
  /// The words that neither the city nor the synonym table contains.
  public var unknownWords: [UnknownWord]
  /// The latest date of a past event in the tables; nil if they contain none.
  public var latestDate: CalendarDate?

  /// Creates a result; `latestDate` is nil.
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

/// The location of a cell; of a row if `column` is nil; of a sheet if `row` is nil as well.
public struct CellReference: Sendable, Codable, Hashable, CustomStringConvertible {
  /// The name of the file.
  public var file: String
  /// The name of the sheet; nil for CSV.
  public var sheet: String?
  /// The row, from 1; for CSV the line.
  public var row: Int?
  /// The column, from 0.
  public var column: Int?

  /// Creates a location.
  public init(file: String, sheet: String?, row: Int? = nil, column: Int? = nil) {
    self.file = file
    self.sheet = sheet
    self.row = row
    self.column = column
  }

  /// The location as text, such as `谈判项目.xlsx, 在谈!F12` or `leads.csv:17, column F`.
  public var description: String {
    let letters = column.map(Self.columnName)
    if let sheet {
      guard let row else { return "\(file), \(sheet)" + (letters.map { "!\($0)" } ?? "") }
      // A row in the notation of Excel.
      return "\(file), \(sheet)!" + (letters.map { "\($0)\(row)" } ?? "\(row):\(row)")
    }
    return file + (row.map { ":\($0)" } ?? "") + (letters.map { ", column \($0)" } ?? "")
  }

  /// The letters of a column in the notation of Excel: `A` for 0, `AA` for 26. `number` is 0 or more.
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

/// A problem or warning of an import, with the cell that the marked copy highlights.
public struct CellProblem: Sendable, Codable, Equatable {
  /// The location of the cell.
  public var reference: CellReference
  /// The value as written; nil if there is none.
  public var value: String?
  /// The reason, a sentence.
  public var reason: BilingualText
  /// The correction, a sentence.
  public var remedy: BilingualText
  /// Further cells with the same problem, such as an unknown word; at most 1,000.
  public var alsoAt: [CellReference]

  /// Creates a problem of a cell.
  public init(
    _ reference: CellReference, value: String?, reason: BilingualText, remedy: BilingualText,
    alsoAt: [CellReference] = []
  ) {
    self.reference = reference
    self.alsoAt = alsoAt
    self.value = value
    self.reason = reason
    self.remedy = remedy
  }

  /// The same problem for the list of all problems.
  public var problem: Problem {
    Problem(
      path: reference.description, value: value, reason: reason, remedy: remedy,
      location: reference.description)
  }
}

/// The interpretation of a sheet.
public struct ImportedSheet: Sendable, Codable, Equatable {
  /// The location of the sheet.
  public var reference: CellReference
  /// The rows of the header, from 1; empty for a sheet without one, which is skipped.
  public var headerRows: [Int]
  /// The column mapping.
  public var columns: [Column]
  /// The number of rows recognised as projects.
  public var dataRows: Int
  /// The number of these rows that became leads.
  public var takenRows: Int
  /// The skipped rows by reason.
  public var leftOut: [LeftOut]
  /// The number of approximate amounts.
  public var roughAmounts: Int
  /// The number of amounts given as ranges.
  public var ranges: Int
  /// The number of dates without a day, which are read as the first day of their month.
  public var monthsOnly: Int

  /// Creates the interpretation of an empty sheet.
  public init(reference: CellReference) {
    self.reference = reference
    headerRows = []
    columns = []
    dataRows = 0
    takenRows = 0
    leftOut = []
    roughAmounts = 0
    ranges = 0
    monthsOnly = 0
  }

  /// The mapping of a column.
  public struct Column: Sendable, Codable, Equatable {
    /// The column, from 0.
    public var column: Int
    /// The text of its heading.
    public var head: String
    /// The content; nil for an unknown heading.
    public var field: ImportField?
    /// Whether the column is imported.
    public var isTaken: Bool
    /// The unit of an amount column, as written.
    public var unit: String?
    /// The part of the sheet that states the unit.
    public var unitSource: UnitSource?
    /// The number of cells that are not empty.
    public var filledCells: Int
    /// The median of an imported amount column, in 亿元.
    public var median: Double?

    /// The heading, the title of the sheet, or the cells.
    public enum UnitSource: String, Sendable, Codable { case head, title, cells }

    /// Creates a mapping without a unit and without counts.
    public init(column: Int, head: String, field: ImportField?, isTaken: Bool) {
      self.column = column
      self.head = head
      self.field = field
      self.isTaken = isTaken
      filledCells = 0
    }
  }

  /// Rows that were skipped for one reason.
  public struct LeftOut: Sendable, Codable, Equatable {
    /// The reason.
    public var reason: Reason
    /// The rows, from 1.
    public var rows: [Int]

    /// Creates a list of skipped rows.
    public init(reason: Reason, rows: [Int]) {
      self.reason = reason
      self.rows = rows
    }

    /// The reasons for which rows are skipped; `problem` rows are listed among the problems.
    public enum Reason: String, Sendable, Codable, CaseIterable {
      /// A heading within the table, a subtotal, a footnote.
      case heading, subtotal, footnote
      /// The header again.
      case repeatedHeader = "repeated_header"
      /// A row without a project name.
      case noName = "no_name"
      /// A row without an amount.
      case noAmount = "no_amount"
      /// A row at a stage that is not imported.
      case ignoredStage = "ignored_stage"
      /// A row with a problem, which is reported.
      case problem
    }
  }
}

/// A lead as read from a file.
public struct ImportedLead: Sendable, Codable, Equatable {
  /// The location of its row.
  public var reference: CellReference
  /// The identifier.
  public var id: String
  /// The project's name.
  public var name: String
  /// The id of the district.
  public var district: String
  /// The id of the industry chain.
  public var chain: String
  /// The id of the channel.
  public var channel: String
  /// The stage.
  public var stage: Stage
  /// The investment in 万元; nil if it is given as a range.
  public var investment: Int64?
  /// The lower end of the range in 万元; nil for a single amount.
  public var investmentLow: Int64?
  /// The upper end of the range in 万元; nil for a single amount.
  public var investmentHigh: Int64?
  /// The signing date; nil before signing.
  public var signedOn: CalendarDate?
  /// The day on which a lead before signing entered its stage; nil if unknown.
  public var stageSince: CalendarDate?
  /// Further contents of the row that the register keeps as text, by field.
  public var notes: [ImportField: String]

  /// Creates an imported lead.
  public init(
    reference: CellReference, id: String, name: String, district: String, chain: String,
    channel: String,
    stage: Stage, investment: Int64?, investmentLow: Int64?, investmentHigh: Int64?,
    signedOn: CalendarDate?, stageSince: CalendarDate? = nil, notes: [ImportField: String]
  ) {
    self.reference = reference
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
    self.stageSince = stageSince
    self.notes = notes
  }
}

/// A word that neither the city nor the synonym table contains.
public struct UnknownWord: Sendable, Codable, Equatable {
  /// The field: district, chain, channel or stage.
  public var field: ImportField
  /// The word as written.
  public var word: String
  /// The number of cells that contain it.
  public var count: Int
  /// Its cells in the order of the files; at most 1,001.
  public var references: [CellReference]
  /// Lines for the synonym table. A line without a meaning has no effect until it is completed.
  public var lines: [String]

  /// The first cell that contains the word.
  public var first: CellReference { references[0] }

  /// Creates an unknown word with one cell.
  public init(field: ImportField, word: String, at reference: CellReference) {
    self.field = field
    self.word = word
    count = 1
    references = [reference]
    lines = []
  }

  /// Counts a further cell, and records it if fewer than 1,001 are recorded.
  public mutating func add(_ reference: CellReference) {
    count += 1
    if references.count <= 1000 { references.append(reference) }
  }
}

/// The changes to an existing register that an import would make.
public struct RegisterChanges: Sendable, Codable, Equatable {
  /// A changed value of a lead.
  public struct Change: Sendable, Codable, Equatable {
    /// The identifier of the lead.
    public var id: String
    /// The name of the lead.
    public var name: String
    /// The heading of the column.
    public var column: String
    /// The value in the register.
    public var before: String
    /// The value after the import.
    public var after: String

    /// Creates a change.
    public init(id: String, name: String, column: String, before: String, after: String) {
      self.id = id
      self.name = name
      self.column = column
      self.before = before
      self.after = after
    }
  }

  /// A lead that is added or removed.
  public struct Entry: Sendable, Codable, Equatable {
    /// The identifier of the lead.
    public var id: String
    /// The name of the lead.
    public var name: String

    /// Creates an entry.
    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// Leads that the register does not contain yet.
  public var added: [Entry]
  /// Changed values.
  public var changed: [Change]
  /// Leads of the register that the tables no longer contain.
  public var gone: [Entry]
  /// Headings of register columns that the tables do not contain; their values are kept by id.
  public var kept: [String]
  /// Values in these columns of removed leads; only the backup keeps them.
  public var lost: [Change]

  /// Creates a set of changes.
  public init(
    added: [Entry], changed: [Change], gone: [Entry], kept: [String] = [], lost: [Change] = []
  ) {
    self.added = added
    self.changed = changed
    self.gone = gone
    self.kept = kept
    self.lost = lost
  }

  /// Whether no lead is added, changed or removed.
  public var isEmpty: Bool { added.isEmpty && changed.isEmpty && gone.isEmpty }
}
