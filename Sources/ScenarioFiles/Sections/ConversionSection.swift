import InvestmentPipeline
import Registers

/// Reads `conversion`: the city's rates, and what single districts state otherwise.
enum ConversionSection {
  private enum Key: String, CaseIterable {
    case rate = "conversion_rate"
    case dwell = "dwell_months"
    case dwellVariation = "dwell_variation"
    case lostDwell = "lost_dwell_months"
    case lostVariation = "lost_dwell_variation"

    /// Whether a stage may do without.
    var isOptional: Bool { self != .rate && self != .dwell }
  }

  /// The rates of every district of the city.
  ///
  /// The place of a rate in effect is noted under its district's path, also where it is the
  /// city's rate that is in effect.
  static func read(_ field: Field?, city: City, names: NameIndex) -> [String: ConversionRates] {
    guard let field, let fields = field.mapping(["city", "districts"]) else { return [:] }
    let common = fields["city"].map { values($0) } ?? [:]
    var own: [String: [String: Double]] = [:]
    for (key, district) in fields["districts"]?.mapping(nil)?.all ?? [] {
      let id = names.district(key)
      if own[id] != nil {
        district.report(
          both("“\(key)”所指的县（市、区）重复填写。", "The district of “\(key)” is stated already."),
          both("合成一处。", "Join the two."))
      }
      own[id] = values(district, as: "conversion.districts.\(id)")
    }
    var rates: [String: ConversionRates] = [:]
    for id in own.keys where !city.districts.contains(where: { $0.id == id }) {
      rates[id] = ConversionRates(
        identified: standIn, contacted: standIn, negotiating: standIn, approved: standIn)
    }
    for district in city.districts {
      let values = DistrictValues(
        field: field, district: district, own: own[district.id] ?? [:], common: common)
      rates[district.id] = ConversionRates(
        identified: values.rate(.identified), contacted: values.rate(.contacted),
        negotiating: values.rate(.negotiating), approved: values.rate(.approved))
    }
    return rates
  }

  /// What is stated of a district, its own values before the city's.
  private struct DistrictValues {
    var field: Field
    var district: District
    /// By `stage.key`.
    var own: [String: Double]
    var common: [String: Double]

    func rate(_ stage: Stage) -> StageRate {
      let dwell = DwellTime(
        meanMonths: value(stage, .dwell) ?? 0.5, variation: value(stage, .dwellVariation) ?? 1)
      let months = value(stage, .lostDwell)
      let variation = value(stage, .lostVariation)
      return StageRate(
        conversionRate: value(stage, .rate) ?? 0.5, dwellTime: dwell,
        lostDwellTime: months == nil && variation == nil
          ? nil
          : DwellTime(
            meanMonths: months ?? dwell.meanMonths, variation: variation ?? dwell.variation))
    }

    /// Nil where nothing is stated, which is reported unless the stage may do without.
    private func value(_ stage: Stage, _ key: Key) -> Double? {
      let name = "\(stage.rawValue).\(key.rawValue)"
      if let value = own[name] { return value }
      let reading = field.reading
      let path = "conversion.districts.\(district.id).\(name)"
      if let value = common[name] {
        reading.note(path, as: "conversion.city.\(name)")
        return value
      }
      let missing = "conversion.city.\(name)"
      guard !key.isOptional, !reading.findings.paths.contains(missing),
        !reading.findings.paths.contains(path)
      else { return nil }
      reading.findings.add(
        at: field.node.location, path: missing,
        both(
          "\(stage.name.zh)阶段缺 \(key.rawValue)，\(district.name.zh)等县（市、区）没有可用数值。",
          "\(key.rawValue) of the stage \(stage.rawValue) is missing for \(district.name.en)."),
        both(
          "在 conversion.city.\(stage.rawValue) 里写上。",
          "State it in conversion.city.\(stage.rawValue)."))
      return nil
    }
  }

  private static let standIn = StageRate(conversionRate: 0.5, dwellTimeMonths: 1)

  /// The values stated, by `stage.key`; those that cannot be read stand in as 0.5.
  private static func values(_ field: Field, as path: String? = nil) -> [String: Double] {
    var values: [String: Double] = [:]
    for (name, stageField) in field.stages()?.all ?? [] {
      guard let stage = NameIndex.stage(name),
        let fields = stageField.mapping(Key.allCases.map(\.rawValue))
      else { continue }
      for key in Key.allCases {
        guard let field = fields[key.rawValue] else { continue }
        let name = "\(stage.rawValue).\(key.rawValue)"
        values[name] = (key == .rate ? field.share() : field.number()) ?? 0.5
        if let path { field.reading.note("\(path).\(name)", as: field.path) }
      }
    }
    return values
  }
}
