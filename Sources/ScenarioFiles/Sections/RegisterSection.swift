import InvestmentPipeline
import Registers

/// Reads `registers`: one CSV file or more, whose leads make up the register (项目库).
struct RegisterSection {
  let files: FolderFiles
  let cache: InputCache
  let reading: Reading
  let city: City
  /// Nil where the scenario has none that can be read.
  var asOf: CalendarDate?
  private(set) var leads: [Lead] = []
  private(set) var inputFiles: [InputFile] = []
  private(set) var locations = LeadLocations()

  init(files: FolderFiles, cache: InputCache, reading: Reading, city: City) {
    self.files = files
    self.cache = cache
    self.reading = reading
    self.city = city
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
      guard let file = files.text(name, referredAt: fileField.node.location) else { continue }
      inputFiles.append(file.input)
      let count = add(
        cache.register(
          file, name: name, root: files.root, city: city, exchangeRates: reading.exchangeRates))
      entry.assume(fileField, both("项目库", "register"), name: name, count: count)
    }
  }

  /// Adds the register's leads and problems; returns the number of amounts in it.
  private mutating func add(_ register: Register) -> Int {
    let findings = reading.findings
    register.headProblems.forEach(findings.add)
    locations.add(register)
    if let asOf { register.dateProblems(asOf: asOf).forEach(findings.add) }
    leads.reserveCapacity(leads.count + register.rows.count)
    var count = 0
    var firstUnreadLine = register.firstUnreadLine
    for (index, row) in register.rows.enumerated() {
      guard !findings.isFull else {
        firstUnreadLine = row.line
        break
      }
      row.problems.forEach(findings.add)
      guard let lead = row.lead else { continue }
      if let earlier = locations.add(lead.id, row: index) {
        let location = locations.find("leads[\(lead.id)].id")
        findings.add(
          Problem(
            path: "leads[\(lead.id)].id", value: lead.id,
            reason: both(
              "项目编号“\(lead.id)”重复：\(earlier) 已经有了。",
              "The lead id “\(lead.id)” is used twice: first in \(earlier)."),
            remedy: both(
              "所有项目库合在一起，编号都不能重复；请改掉其中一个或删去重复的行。",
              "Ids are unique over all registers: rename one, or delete the doubled line."),
            location: location?.location, cell: location?.cell))
      }
      leads.append(lead)
      count += row.amountCount
    }
    if let firstUnreadLine { findings.addStopped(file: register.name, line: firstUnreadLine) }
    return count
  }
}
