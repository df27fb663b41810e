import Foundation
import InvestmentPipeline

/// Reads an Excel workbook (.xlsx, .xlsm): ECMA-376 part 1, also the strict variant.
struct Workbook {
  static let greatestSheetCount = 1_000
  /// Of the grid: rows times the last filled column of each, empty cells before it included.
  static let greatestCellCount = 3_000_000
  /// Bytes of all texts.
  static let greatestTextSize = 200_000_000
  static let greatestRow = 1_048_576
  static let greatestColumn = 16_384
  static let greatestSharedTextCount = 2_000_000
  /// Merged ranges of one sheet.
  static let greatestMergeCount = 100_000

  private let archive: ZipArchive
  private let file: String
  private var sharedTexts: [String] = []
  /// Whether a cell format shows a date, by its number.
  private var isDateFormat: [Bool] = []
  private var has1904Dates = false
  private var cellCount = 0
  private var textSize = 0

  /// The visible sheets of the workbook at `path`; all of them where none is visible.
  static func read(_ path: String, file: String) throws(WorkbookFault) -> [SourceSheet] {
    var workbook = Workbook(try ZipArchive(path), file: file)
    return try workbook.sheets()
  }

  private init(_ archive: ZipArchive, file: String) {
    self.archive = archive
    self.file = file
  }

  private mutating func sheets() throws(WorkbookFault) -> [SourceSheet] {
    let root = try target("", of: ["officeDocument"]).first?.path ?? "xl/workbook.xml"
    guard let part = try archive.part(root) else {
      throw WorkbookFault(both("文件里没有工作簿。", "There is no workbook in the file."))
    }
    var entries: [(name: String, relation: String, isVisible: Bool)] = []
    var has1904 = false
    try XMLPart.walk(part) { walker in
      walker.onStart = { (name, attributes) throws(WorkbookFault) in
        switch name {
        case "workbookPr":
          has1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
        case "sheet":
          let relation = attributes.anyPrefix("id")
          entries.append(
            (
              attributes["name"] ?? "", relation ?? "",
              (attributes["state"] ?? "visible") == "visible"
            ))
          guard entries.count <= Self.greatestSheetCount else {
            throw .tooLarge(
              both(
                "工作表超过 \(Self.greatestSheetCount) 张", "more than \(Self.greatestSheetCount) sheets")
            )
          }
        default: break
        }
      }
    }
    has1904Dates = has1904
    let related = try target(root, of: ["worksheet", "sharedStrings", "styles"])
    if let path = related.first(where: { $0.kind == "sharedStrings" })?.path {
      try readSharedTexts(path)
    }
    if let path = related.first(where: { $0.kind == "styles" })?.path { try readStyles(path) }
    let visible = entries.filter(\.isVisible)
    var sheets: [SourceSheet] = []
    for entry in visible.isEmpty ? entries : visible {
      guard
        let path = related.first(where: { $0.id == entry.relation && $0.kind == "worksheet" })?
          .path,
        let part = try archive.part(path)
      else { continue }
      sheets.append(try sheet(part, name: entry.name))
    }
    return sheets
  }

  // MARK: Relations

  private struct Relation {
    var id: String
    /// The last step of its type.
    var kind: String
    var path: String
  }

  /// The relations of a part, of some kinds.
  private func target(_ part: String, of kinds: Set<String>) throws(WorkbookFault) -> [Relation] {
    let folder = part.split(separator: "/").dropLast().joined(separator: "/")
    let file = part.split(separator: "/").last.map { "\($0)" } ?? ""
    let path = (folder.isEmpty ? "" : folder + "/") + "_rels/\(file).rels"
    guard let part = try archive.part(path) else { return [] }
    var relations: [Relation] = []
    try XMLPart.walk(part) { walker in
      walker.onStart = { (name, attributes) throws(WorkbookFault) in
        guard name == "Relationship", attributes["TargetMode"] != "External",
          let kind = attributes["Type"]?.split(separator: "/").last, kinds.contains(String(kind)),
          let target = attributes["Target"]
        else { return }
        guard let path = Self.resolve(target, from: folder) else {
          throw WorkbookFault(
            both(
              "关联的路径“\(target)”指到了工作簿外面。", "The relation “\(target)” leads out of the workbook."),
            both(
              "文件不是正常的工作簿，请向提供者核实。", "A regular workbook has none; verify the file with its sender."
            ))
        }
        relations.append(Relation(id: attributes["Id"] ?? "", kind: String(kind), path: path))
      }
    }
    return relations
  }

  /// The path within the archive; nil if it leads out of it.
  private static func resolve(_ target: String, from folder: String) -> String? {
    var steps = target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
    for step in target.split(separator: "/") {
      switch step {
      case "..": if steps.popLast() == nil { return nil }
      case ".": break
      default: steps.append(String(step))
      }
    }
    return steps.joined(separator: "/")
  }

  // MARK: Texts and formats

  private mutating func readSharedTexts(_ path: String) throws(WorkbookFault) {
    guard let part = try archive.part(path) else { return }
    var texts: [String] = []
    var current = ""
    var phonetic = 0
    var size = 0
    try XMLPart.walk(part) { walker in
      walker.onStart = { (name, _) throws(WorkbookFault) in
        if name == "si" { current = "" }
        if name == "rPh" { phonetic += 1 }
      }
      walker.onEnd = { (name, text) throws(WorkbookFault) in
        switch name {
        case "t":
          if phonetic == 0 {
            current += text
            try Self.checkText(current, part: path)
          }
        case "rPh": phonetic -= 1
        case "si":
          texts.append(current.trimmingBlanks)
          size += current.utf8.count
          guard texts.count <= Self.greatestSharedTextCount, size <= Self.greatestTextSize else {
            throw .tooLarge(both("文字太多", "too many texts"), part: path)
          }
        default: break
        }
      }
    }
    sharedTexts = texts
    textSize = size
  }

  /// Checks the length of a text; the limit holds for all its runs together.
  static func checkText(_ text: String, part: String) throws(WorkbookFault) {
    guard text.utf8.count <= XMLPart.greatestTextLength else {
      throw .tooLarge(both("一个单元格的文字过长", "the text of a cell is too long"), part: part)
    }
  }

  private mutating func readStyles(_ path: String) throws(WorkbookFault) {
    guard let part = try archive.part(path) else { return }
    var custom: [Int: Bool] = [:]
    var formats: [Int] = []
    var isInCells = false
    try XMLPart.walk(part) { walker in
      walker.onStart = { (name, attributes) throws(WorkbookFault) in
        switch name {
        case "numFmt":
          if let id = attributes["numFmtId"].flatMap({ Int($0) }),
            let code = attributes["formatCode"]
          {
            custom[id] = NumberFormat.isDate(code)
          }
        case "cellXfs": isInCells = true
        case "xf":
          if isInCells, formats.count < 100_000 {
            formats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
          }
        default: break
        }
      }
      walker.onEnd = { (name, _) throws(WorkbookFault) in
        if name == "cellXfs" { isInCells = false }
      }
    }
    isDateFormat = formats.map { custom[$0] ?? NumberFormat.isBuiltInDate($0) }
  }

  // MARK: Sheets

  private mutating func sheet(_ part: ZipArchive.Part, name: String) throws(WorkbookFault)
    -> SourceSheet
  {
    var reader = WorksheetReader(
      SourceSheet(file: file, name: name, rows: [], merges: [], has1904Dates: has1904Dates),
      name: name, sharedTexts: sharedTexts, isDateFormat: isDateFormat, cellCount: cellCount,
      textSize: textSize)
    try XMLPart.walk(part) { walker in
      walker.onStart = { (element, attributes) throws(WorkbookFault) in
        try reader.start(element, attributes)
      }
      walker.onEnd = { (element, text) throws(WorkbookFault) in try reader.end(element, text) }
    }
    cellCount = reader.cellCount
    textSize = reader.textSize
    return reader.sheet
  }
}
