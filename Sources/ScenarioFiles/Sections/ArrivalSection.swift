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
    let sizeSection = SizeSection(names: names)
    let sizes = sizeSection.mapping(fields["sizes"])
    var own: [String: Fields] = [:]
    var districtSizes: [String: SizeSection.Mapping] = [:]
    for (key, entry) in fields["districts"]?.mapping(nil)?.all ?? [] {
      let district = names.district(key)
      own[district] = entry.mapping(["chains", "sizes"])
      districtSizes[district] = sizeSection.mapping(own[district]?["sizes"])
      entry.reading.note("arrivals.districts.\(district)", as: entry.path)
    }
    var notedDistricts: Set<String> = []
    var streams: [ArrivalStream] = []
    for (key, entry) in fields.required("channels")?.mapping(nil)?.all ?? [] {
      let channel = names.channel(key)
      guard let values = entry.mapping(["stage", "dispersion", "months", "sizes", "per_month"])
      else {
        continue
      }
      entry.reading.note("arrivals.channels.\(channel)", as: entry.path)
      let stage = values["stage"].map { self.stage($0) ?? .identified } ?? common.stage
      if stage == nil { reportMissingStage(of: key, entry) }
      for key in ["stage", "dispersion"] {
        guard let location = values[key] ?? fields[key] else { continue }
        entry.reading.note("arrivals.channels.\(channel).\(key)", as: location.path)
      }
      let months = MonthWeights.read(values["months"])
      let channelSizes = sizeSection.mapping(values["sizes"])
      for (name, rate) in values.required("per_month")?.mapping(nil)?.all ?? [] {
        let district = names.district(name)
        let number = rate.number() ?? 0
        rate.reading.note("arrivals.channels.\(channel).per_month.\(district)", as: rate.path)
        if notedDistricts.insert(district).inserted {
          noteChains(own[district]?["chains"] ?? commonChains, of: district)
        }
        let path = "arrivals.channels.\(channel).sizes.\(district)"
        let mappings = [districtSizes[district], channelSizes, sizes].compactMap(\.self)
        if mappings.isEmpty { reportMissingSizes(in: fields.parent) }
        streams.append(
          ArrivalStream(
            districtID: district, channelID: channel,
            monthlyRates: (1...12).map { number * (months[$0] ?? 1) },
            dispersion: values["dispersion"]?.number() ?? common.dispersion ?? 0,
            stage: stage ?? .identified,
            chainWeights: own[district]?["chains"].map(weights) ?? chains,
            sizes: sizeSection.distribution(mappings, path: path),
            chainSizes: sizeSection.chainDistributions(mappings, path: path)))
      }
    }
    return streams
  }

  private func reportMissingStage(of channel: String, _ entry: Field) {
    entry.report(
      both("渠道“\(channel)”的新增线索没有阶段。", "The arrivals of “\(channel)” have no stage."),
      both(
        "在 arrivals.stage 写一个，如 identified。",
        "State one under arrivals.stage, such as identified."))
  }

  private func reportMissingSizes(in section: Field) {
    section.reading.findings.add(
      at: section.node.location, path: "\(section.path).sizes",
      both("新增线索没有规模分布。", "Arrivals have no size distribution."),
      both(
        "在 arrivals.sizes 写 median、log_deviation。",
        "State median and log_deviation under arrivals.sizes."))
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
}

/// Reads numbers by month, such as `pace`.
enum MonthWeights {
  static func read(_ field: Field?) -> [Int: Double] { read(field) { $0.number() } }

  static func read<Value>(_ field: Field?, _ value: (Field) -> Value?) -> [Int: Value] {
    var weights: [Int: Value] = [:]
    for (key, entry) in field?.mapping(nil)?.all ?? [] {
      guard let month = DecimalNumber(key.halfWidth)?.whole, (1...12).contains(month) else {
        entry.report(
          both("“\(key)”不是月份。", "“\(key)” is not a month."),
          both("键写 1 到 12。", "The keys are months, 1 … 12."))
        continue
      }
      if let value = value(entry) { weights[month] = value }
    }
    return weights
  }
}
