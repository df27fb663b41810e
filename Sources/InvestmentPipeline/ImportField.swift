/// The content of a column. The raw value is its key in machine-readable reports.
public enum ImportField: String, Sendable, Codable, CaseIterable {
  /// Identifier, project name, investment.
  case id, name, investment
  /// The lower end of an investment range.
  case investmentLow = "investment_low"
  /// The upper end of an investment range.
  case investmentHigh = "investment_high"
  /// The classification of a lead and its stage.
  case district, chain, channel, stage
  /// The signing date.
  case signedOn = "signed_on"
  /// The day of entering the stage.
  case stageSince = "stage_since"
  /// Notes: investor, place of origin, land.
  case investor, source, land
  /// Funds in place.
  case paidIn = "paid_in"
  /// Fixed-asset investment.
  case fixedAssets = "fixed_assets"
  /// The responsible unit.
  case responsibleUnit = "responsible_unit"
  /// The contact person.
  case contact
  /// Content that a register does not hold, such as running numbers, other dates, jobs and taxes.
  case other

  /// The name shown in reports.
  public var name: BilingualText {
    switch self {
    case .id: BilingualText(zh: "编号", en: "id")
    case .name: BilingualText(zh: "项目名称", en: "name")
    case .investment: BilingualText(zh: "投资额", en: "investment")
    case .investmentLow: BilingualText(zh: "投资额下限", en: "lowest investment")
    case .investmentHigh: BilingualText(zh: "投资额上限", en: "greatest investment")
    case .district: BilingualText(zh: "区县", en: "district")
    case .chain: BilingualText(zh: "产业链", en: "industry chain")
    case .channel: BilingualText(zh: "渠道", en: "channel")
    case .stage: BilingualText(zh: "阶段", en: "stage")
    case .signedOn: BilingualText(zh: "签约日期", en: "signed on")
    case .stageSince: BilingualText(zh: "进入本阶段日期", en: "at the stage since")
    case .investor: BilingualText(zh: "投资方", en: "investor")
    case .source: BilingualText(zh: "来源地", en: "source")
    case .land: BilingualText(zh: "占地", en: "land")
    case .paidIn: BilingualText(zh: "到位资金", en: "paid in")
    case .fixedAssets: BilingualText(zh: "固定资产投资", en: "fixed assets")
    case .responsibleUnit: BilingualText(zh: "责任单位", en: "responsible unit")
    case .contact: BilingualText(zh: "联系人", en: "contact")
    case .other: BilingualText(zh: "其他", en: "other")
    }
  }
}
