import InvestmentPipeline
import Registers

/// Reads `history`: the counts from which the rates were estimated.
struct HistorySection {
  let files: FolderFiles
  let reading: Reading
  let names: NameIndex

  func read(_ field: Field?) -> (history: ConversionHistory, input: InputFile)? {
    guard let field, let entry = field.mapping(["file"])?.required("file"), let name = entry.text(),
      let file = files.text(name, referredAt: entry.node.location)
    else { return nil }
    // Problems of its own, since reading stops at a header with faults.
    let findings = Findings()
    let read = HistoryFile.read(
      file.text, name: name, findings: findings, names: names)
    for problem in findings.problems { reading.findings.add(problem) }
    guard let history = read?.0 else { return nil }
    let count = history.counts.values.reduce(0) { $0 + 2 * $1.count }
    field.assume(entry, both("历史", "history"), name: name, count: count)
    return (history, file.input)
  }
}
