import InvestmentPipeline
import Registers

/// Reads `quotas`: land, energy, and how projects are admitted to them.
struct QuotaSection {
  let names: NameIndex

  func read(_ field: Field?) -> Quotas? {
    guard let fields = field?.mapping(["land", "energy", "priority", "merit"]) else { return nil }
    var merit: Merit?
    let priority = fields["priority"].flatMap { field -> String? in
      guard let text = field.text() else { return nil }
      if ["first_come", "score"].contains(text) { return text }
      var problem = Problem.unknown(
        text, both("次序", "priority"), among: ["first_come", "score"], at: field.path)
      problem.location = "\(field.node.location)"
      field.reading.findings.add(problem)
      return nil
    }
    if let section = fields["merit"]?.mapping(MeritMeasure.allCases.map(\.rawValue)) {
      var criteria: [MeritMeasure: Merit.Criterion] = [:]
      for (key, entry) in section.all {
        guard let measure = MeritMeasure(rawValue: key),
          let values = entry.mapping(["medians", "log_deviation", "weight", "floor"])
        else { continue }
        criteria[measure] = Merit.Criterion(
          medians: names.byChain(values.required("medians"), as: "quotas.merit.\(key).medians") {
            measure == .researchIntensity ? $0.share() : $0.number()
          },
          logDeviation: values["log_deviation"]?.number() ?? 0,
          weight: values["weight"]?.share() ?? 0,
          floor: values["floor"].map {
            (measure == .researchIntensity ? $0.share() : $0.number()) ?? 0
          })
      }
      merit = Merit(criteria: criteria, ranksByScore: priority == "score")
    } else if priority == "score", let location = fields["priority"] {
      location.report(
        both("按评分排队要有评分指标。", "Admission by score needs measures to score."),
        both(
          "在 quotas.merit 写指标，或写 priority: first_come。",
          "State them under quotas.merit, or write priority: first_come."))
    }
    let quotas = Quotas(land: quota(fields["land"]), energy: quota(fields["energy"]), merit: merit)
    if quotas.land == nil, quotas.energy == nil, merit == nil {
      field?.report(
        both("quotas 里没有 land、energy 或 merit。", "quotas has none of land, energy and merit."),
        both("写上其中一项，或删去 quotas。", "State one of them, or take quotas away."))
    }
    return quotas
  }

  private func quota(_ field: Field?) -> Quota? {
    guard let field,
      let fields = field.mapping(["districts", "pool", "share", "per_hundred_million_yuan"])
    else { return nil }
    var districts: [String: Double] = [:]
    for (key, entry) in fields["districts"]?.mapping(nil)?.all ?? [] {
      let id = names.district(key)
      districts[id] = entry.number() ?? 0
      field.reading.note("\(field.path).districts.\(id)", as: entry.path)
    }
    if fields["districts"] == nil, fields["pool"] == nil {
      field.report(
        both("没有写有多少：缺 districts 或 pool。", "How much there is, is missing: districts or pool."),
        both("写各县（市、区）的数量，或写全市统筹的 pool。", "State the districts' amounts, or the city's pool."))
    }
    return Quota(
      districts: districts, pool: fields["pool"]?.number() ?? 0,
      share: fields["share"]?.share() ?? 1,
      needPerHundredMillionYuan: names.byChain(
        fields.required("per_hundred_million_yuan"), as: "\(field.path).per_hundred_million_yuan"
      ) { $0.number() })
  }
}
