import InvestmentPipeline
import Registers

/// Reads `arrivals`: future leads by channel and district.
struct ArrivalSection {
  let names: NameIndex
  let city: City

  func read(_ field: Field?) -> [ArrivalStream] {
    guard
      let fields = field?.mapping([
        "stage", "dispersion", "chains", "sizes", "districts", "channels",
      ])
    else { return [] }
    let common = (stage: fields["stage"].flatMap(stage), dispersion: fields["dispersion"]?.number())
    let commonChains = fields["chains"]
    let chains = weights(commonChains)
    let sizes = fields["sizes"]
    var own: [String: Fields] = [:]
    for (key, entry) in fields["districts"]?.mapping(nil)?.all ?? [] {
      own[names.district(key)] = entry.mapping(["chains", "sizes"])
      entry.reading.note("arrivals.districts.\(names.district(key))", as: entry.path)
    }
    var distributions: [String: SizeDistribution] = [:]
    var streams: [ArrivalStream] = []
    for (key, entry) in fields.required("channels")?.mapping(nil)?.all ?? [] {
      let channel = names.channel(key)
      guard let values = entry.mapping(["stage", "dispersion", "months", "per_month"]) else {
        continue
      }
      entry.reading.note("arrivals.channels.\(channel)", as: entry.path)
      let stage = values["stage"].map { self.stage($0) ?? .identified } ?? common.stage
      if stage == nil {
        entry.report(
          both("渠道“\(key)”的新增线索没有阶段。", "The arrivals of “\(key)” have no stage."),
          both(
            "在 arrivals.stage 写一个，如 identified。",
            "State one under arrivals.stage, such as identified."))
      }
      for key in ["stage", "dispersion"] {
        guard let location = values[key] ?? fields[key] else { continue }
        entry.reading.note("arrivals.channels.\(channel).\(key)", as: location.path)
      }
      let months = MonthWeights.read(values["months"])
      for (name, rate) in values.required("per_month")?.mapping(nil)?.all ?? [] {
        let district = names.district(name)
        let number = rate.number() ?? 0
        rate.reading.note("arrivals.channels.\(channel).per_month.\(district)", as: rate.path)
        if distributions[district] == nil {
          noteChains(own[district]?["chains"] ?? commonChains, of: district)
          distributions[district] = distribution(
            own[district]?["sizes"], sizes, district: district, in: fields.parent)
        }
        streams.append(
          ArrivalStream(
            districtID: district, channelID: channel,
            monthlyRates: (1...12).map { number * (months[$0] ?? 1) },
            dispersion: values["dispersion"]?.number() ?? common.dispersion ?? 0,
            stage: stage ?? .identified,
            chainWeights: own[district]?["chains"].map(weights) ?? chains,
            sizes: distributions[district]!))
      }
    }
    return streams
  }

  /// Gives the paths of a district's weights the location of the weights.
  private func noteChains(_ field: Field?, of district: String) {
    guard let field, field.node.entries != nil else { return }
    let path = "arrivals.districts.\(district).chains"
    field.reading.note(path, as: field.path)
    for (key, entry) in field.mapping(nil)?.all ?? [] {
      field.reading.note("\(path).\(names.chain(key))", as: entry.path)
    }
  }

  private func stage(_ field: Field) -> Stage? {
    guard let text = field.text() else { return nil }
    if let stage = NameIndex.stage(text) { return stage }
    var problem = Problem.unknown(
      text, both("阶段", "stage"),
      among: Stage.beforeSigning.flatMap { [$0.rawValue, $0.name.zh] }, at: field.path)
    problem.location = "\(field.node.location)"
    field.reading.findings.add(problem)
    return .identified
  }

  private func weights(_ field: Field?) -> [String: Double] {
    var weights: [String: Double] = [:]
    for (key, entry) in field?.mapping(nil)?.all ?? [] {
      weights[names.chain(key)] = entry.share() ?? 1
    }
    return weights
  }

  /// The distribution of a district: its own figures where it states them, the city's otherwise.
  private func distribution(_ own: Field?, _ common: Field?, district: String, in parent: Field)
    -> SizeDistribution
  {
    let standIn = SizeDistribution(median: .hundredMillionYuan(1), logDeviation: 1)
    let keys = ["median", "log_deviation", "tail"]
    let path = "arrivals.districts.\(district).sizes"
    guard own != nil || common != nil else {
      parent.reading.findings.add(
        at: parent.node.location, path: path,
        both("新增线索没有规模分布。", "Arrivals have no size distribution."),
        both(
          "在 arrivals.sizes 写 median、log_deviation。",
          "State median and log_deviation under arrivals.sizes."))
      return standIn
    }
    let fields = [own?.mapping(keys), common?.mapping(keys)].compactMap(\.self)
    func value<Value>(
      _ key: String, among fields: [Fields], _ prefix: String, _ read: (Field) -> Value?
    )
      -> Value?
    {
      guard let field = fields.lazy.compactMap({ $0[key] }).first else {
        _ = fields.last?.required(key)
        return nil
      }
      let value = read(field)
      field.reading.note("\(path).\(prefix)\(key)", as: field.path)
      return value
    }
    var distribution = standIn
    if let median = value("median", among: fields, "", { $0.money() }) {
      distribution.median = median
    }
    if let deviation = value("log_deviation", among: fields, "", { $0.number() }) {
      distribution.logDeviation = deviation
    }
    let tails = fields.compactMap {
      $0["tail"]?.mapping(["from", "share", "exponent", "greatest"])
    }
    guard !tails.isEmpty else { return distribution }
    let from = value("from", among: tails, "tail.") { $0.money() }
    let share = value("share", among: tails, "tail.") { $0.share() }
    let exponent = value("exponent", among: tails, "tail.") { $0.number() }
    let greatest = value("greatest", among: tails, "tail.") { $0.money() }
    guard let from, let share, let exponent, let greatest else { return distribution }
    distribution.tail = SizeDistribution.Tail(
      from: from, share: share, exponent: exponent, greatest: greatest)
    return distribution
  }
}

/// Reads numbers by month, such as `pace`.
enum MonthWeights {
  static func read(_ field: Field?) -> [Int: Double] {
    var weights: [Int: Double] = [:]
    for (key, entry) in field?.mapping(nil)?.all ?? [] {
      guard let month = DecimalNumber(key.halfWidth)?.whole, (1...12).contains(month) else {
        entry.report(
          both("“\(key)”不是月份。", "“\(key)” is not a month."),
          both("键写 1 到 12。", "The keys are months, 1 … 12."))
        continue
      }
      if let value = entry.number() { weights[month] = value }
    }
    return weights
  }
}
