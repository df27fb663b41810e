import InvestmentPipeline

/// Where each lead was written.
package struct LeadPlaces: Sendable {
  private struct Place {
    var register: Int
    var row: Int
  }

  private var registers: [Register] = []
  private var places: [String: Place] = [:]

  package init() {}

  /// The register whose leads are added from here on.
  package mutating func add(_ register: Register) { registers.append(register) }

  /// Notes that `id` stands in `row` of the register added last; returns its earlier location.
  package mutating func add(_ id: String, row: Int) -> String? {
    let earlier = places.updateValue(Place(register: registers.count - 1, row: row), forKey: id)
    return earlier.map {
      "\(registers[$0.register].name):\(registers[$0.register].rows[$0.row].line)"
    }
  }

  /// The place and the text of `leads[JM-0017].investment`; nil for other paths.
  package func find(_ path: String) -> (location: String, written: String?)? {
    guard path.hasPrefix("leads["), let close = path.lastIndex(of: "]") else { return nil }
    let id = String(path[path.index(path.startIndex, offsetBy: 6)..<close])
    let key = String(path[close...].dropFirst(2))
    guard let place = places[id] else { return nil }
    let register = registers[place.register]
    let row = register.rows[place.row].source
    guard let column = RegisterColumn(rawValue: key), let head = register.columns?.places[column]
    else {
      return ("\(register.name):\(row.line)", nil)
    }
    let text = row.fields[head.index].trimmingBlanks
    return ("\(register.name):\(row.line), column \(head.head)", text.isEmpty ? nil : text)
  }
}
