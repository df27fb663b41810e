package import InvestmentPipeline

/// The locations of leads in the registers.
package struct LeadLocations: Sendable {
  private struct Location {
    var register: Int
    var row: Int
  }

  private var registers: [Register] = []
  private var locations: [String: Location] = [:]

  package init() {}

  /// The register whose leads are added from here on.
  package mutating func add(_ register: Register) { registers.append(register) }

  /// Notes that `id` stands in `row` of the register added last; returns its earlier location.
  package mutating func add(_ id: String, row: Int) -> String? {
    let earlier = locations.updateValue(
      Location(register: registers.count - 1, row: row), forKey: id)
    return earlier.map {
      "\(registers[$0.register].name):\(registers[$0.register].rows[$0.row].line)"
    }
  }

  /// The place of `leads[JM-0017].investment`; nil for other paths.
  package func find(_ path: String) -> ValueLocation? {
    guard path.hasPrefix("leads["), let close = path.lastIndex(of: "]") else { return nil }
    let id = String(path[path.index(path.startIndex, offsetBy: 6)..<close])
    let key = String(path[close...].dropFirst(2))
    guard let location = locations[id] else { return nil }
    let register = registers[location.register]
    let row = register.rows[location.row].source
    let line = "\(register.name):\(row.line)"
    guard let column = RegisterColumn(rawValue: key), let head = register.columns?.locations[column]
    else {
      return ValueLocation(
        location: line, cell: CellReference(file: register.name, sheet: nil, row: row.line))
    }
    let text = row.fields[head.index].trimmingBlanks
    return ValueLocation(
      location: "\(line), column \(head.head)", written: text.isEmpty ? nil : text,
      cell: CellReference(file: register.name, sheet: nil, row: row.line, column: head.index))
  }
}

/// The location and the text of a value in the files.
package struct ValueLocation: Sendable {
  /// For people: `baseline.yaml:12:5`, or `register.csv:17, column 阶段`.
  package var location: String
  /// The text of the value; nil where it is not one text.
  package var written: String?
  /// The cell of a register; nil for a value of a YAML file.
  package var cell: CellReference?

  package init(location: String, written: String? = nil, cell: CellReference? = nil) {
    self.location = location
    self.written = written
    self.cell = cell
  }
}
