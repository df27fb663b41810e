import InvestmentPipeline

/// Reads `registers`: one CSV file or more, whose leads make up the register (项目库).
struct RegisterSection {
  let files: FolderFiles
  let reading: Reading
  let city: City
  let names: NameIndex
  /// Nil where the scenario has none that can be read.
  var asOf: CalendarDate?
  private(set) var leads: [Lead] = []
  private(set) var inputFiles: [InputFile] = []
  private(set) var places = LeadPlaces()

  init(files: FolderFiles, reading: Reading, city: City, names: NameIndex) {
    self.files = files
    self.reading = reading
    self.city = city
    self.names = names
  }

  mutating func read(_ field: Field?) {
    guard let entries = field?.mapping(nil)?.all else { return }
    for (_, entry) in entries {
      guard let fileField = entry.mapping(["file"])?.required("file"),
        let name = fileField.text()
      else { continue }
      guard name.lowercased().hasSuffix(".csv") else {
        fileField.report(
          both("项目库要是 CSV 文件。", "A register is a CSV file."),
          both("在 Excel 里另存为“CSV UTF-8”。", "Save it as CSV UTF-8."))
        continue
      }
      if inputFiles.contains(where: { $0.name == name }) {
        fileField.report(
          both("项目库 \(name) 用了两次。", "The register \(name) is named twice."),
          both("只留一处。", "Keep one of them."))
        continue
      }
      guard let file = files.text(name, referredAt: fileField.node.place) else { continue }
      inputFiles.append(file.input)
      let count = read(file, name: name)
      entry.assume(fileField, both("项目库", "register"), name: name, count: count)
    }
  }

  /// The number of amounts in the register.
  private mutating func read(_ file: FolderFiles.TextFile, name: String) -> Int {
    guard let csv = CSVRows.read(file.text, file: name, findings: reading.findings),
      let columns = RegisterColumns(csv.header, file: name, findings: reading.findings)
    else { return 0 }
    places.add(file: name, columns: columns)
    if let asOf {
      DataDates.check(
        csv, text: file.text, file: name, asOf: asOf, findings: reading.findings)
    }
    let manufacturing = Dictionary(
      city.chains.map { ($0.id, $0.isManufacturing) }, uniquingKeysWith: { first, _ in first })
    leads.reserveCapacity(leads.count + csv.rows.count)
    var count = 0
    for row in csv.rows {
      guard !reading.findings.isFull else {
        reading.findings.addStopped(file: name, line: row.line)
        break
      }
      guard row.fields.count == columns.fieldCount else {
        reading.findings.add(
          Problem(
            path: "\(name):\(row.line)", value: "\(row.fields.count)",
            reason: both(
              "这一行有 \(row.fields.count) 格，表头有 \(columns.fieldCount) 列。",
              "The row has \(row.fields.count) fields, the header \(columns.fieldCount)."),
            remedy: both(
              "补上或去掉逗号；内容里有逗号的格要加引号。",
              "Add or remove commas; put fields that hold a comma in quotes."),
            location: "\(name):\(row.line)"))
        continue
      }
      let reader = RegisterRow(row, columns, file: name, reading: reading)
      let earlier = places.add(reader.id, row)
      if let earlier {
        reading.findings.add(
          Problem(
            path: "leads[\(reader.id)].id", value: reader.id,
            reason: both(
              "项目编号“\(reader.id)”重复：\(earlier) 已经有了。",
              "The lead id “\(reader.id)” is used twice: first in \(earlier)."),
            remedy: both(
              "所有项目库合在一起，编号都不能重复；请改掉其中一个或删去重复的行。",
              "Ids are unique over all registers: rename one, or delete the doubled line."),
            location: places.find("leads[\(reader.id)].id")?.location))
      }
      leads.append(reader.lead(names, manufacturing: manufacturing))
      count += reader.amountCount
    }
    return count
  }
}
