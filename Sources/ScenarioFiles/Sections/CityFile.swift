import InvestmentPipeline
import Registers

/// Reads city.yaml: the parts of the city, and the published facts for the list of
/// assumptions.
enum CityFile {
  /// The parts of a folder's city; nil where the file cannot be read, which is reported.
  static func read(folder: String, findings: Findings) -> City? {
    guard let file = FolderFiles(root: folder, findings: findings).text("city.yaml"),
      let root = YAMLDocument.read(file.text, file: "city.yaml", findings: findings)
    else { return nil }
    // Only the parts are read here; `luodi check` checks the rest.
    let reading = Reading(findings: Findings())
    return read(
      Overlay.withoutNulls(ProvenanceWords.handDown(root, findings: reading.findings)),
      reading: reading)
  }

  static func read(_ root: SourceNode, reading: Reading) -> City? {
    let top = Field(root, path: "city", reading: reading)
    guard let fields = top.mapping(["id", "name", "districts", "chains", "channels", "facts"])
    else { return nil }
    let id = fields.required("id")?.text()
    let name = fields.required("name")?.bilingual()
    let districts = parts(fields, "districts", ["name", "wards"]) { id, name, fields in
      District(id: id, name: name, wards: fields["wards"]?.texts() ?? [])
    }
    let chains = parts(fields, "chains", ["name", "manufacturing"]) { id, name, fields in
      IndustryChain(
        id: id, name: name, isManufacturing: fields.required("manufacturing")?.flag() ?? false)
    }
    let channels = parts(fields, "channels", ["name"]) { id, name, _ in
      Channel(id: id, name: name)
    }
    if let facts = fields["facts"] { readFacts(facts) }
    return City(
      id: id ?? "city", name: name ?? both("城市", "city"), districts: districts, chains: chains,
      channels: channels)
  }

  private static func parts<Part>(
    _ fields: Fields, _ key: String, _ keys: [String],
    _ make: (String, BilingualText, Fields) -> Part
  ) -> [Part] {
    guard let entries = fields.required(key)?.mapping(nil)?.all else { return [] }
    return entries.compactMap { id, field in
      guard let fields = field.mapping(keys) else { return nil }
      return make(id, fields.required("name")?.bilingual() ?? both(id, id), fields)
    }
  }

  /// Facts are money, shares, counts or dates, and may stand in groups.
  private static func readFacts(_ field: Field) {
    guard let facts = field.mapping(nil)?.all else { return }
    for (_, fact) in facts {
      if fact.node.entries != nil, fact.node["value"] == nil {
        readFacts(fact)
      } else {
        fact.fact()
      }
    }
  }
}

extension Field {
  /// `true` or `false`, in the words planners use.
  func flag() -> Bool? {
    if let text = node.text, let flag = FlagText.parse(text) { return flag }
    report(
      both("这里要写是或否，现在是\(node.kind.zh)。", "Yes or no is wanted here, not \(node.kind.en)."),
      both("写 true 或 false。", "Write true or false."))
    return nil
  }
}
