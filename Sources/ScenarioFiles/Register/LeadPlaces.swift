import InvestmentPipeline

/// Where each lead was written.
struct LeadPlaces {
  private struct Place {
    var file: Int
    var row: CSVRows.Row
  }

  private var files: [(name: String, columns: RegisterColumns)] = []
  private var places: [String: Place] = [:]

  mutating func add(file: String, columns: RegisterColumns) { files.append((file, columns)) }

  /// Notes that `id` stands in `row` of the file added last; hands back where it stood before.
  mutating func add(_ id: String, _ row: CSVRows.Row) -> String? {
    let earlier = places.updateValue(Place(file: files.count - 1, row: row), forKey: id)
    return earlier.map { "\(files[$0.file].name):\($0.row.line)" }
  }

  /// The place and the text of `leads[JM-0017].investment`; nil for other paths.
  func find(_ path: String) -> (location: String, written: String?)? {
    guard path.hasPrefix("leads["), let close = path.lastIndex(of: "]") else { return nil }
    let id = String(path[path.index(path.startIndex, offsetBy: 6)..<close])
    let key = String(path[close...].dropFirst(2))
    guard let place = places[id] else { return nil }
    let file = files[place.file]
    guard let column = RegisterColumn(rawValue: key), let head = file.columns.places[column] else {
      return ("\(file.name):\(place.row.line)", nil)
    }
    let text = place.row.fields[head.index].trimmingBlanks
    return ("\(file.name):\(place.row.line), column \(head.head)", text.isEmpty ? nil : text)
  }
}
