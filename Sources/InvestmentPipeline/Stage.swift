/// The stage of a lead. The cases are in the order of progress; the raw value is the key in files.
///
/// A project counts as signed (引进) in the month in which it reaches `signed`.
public enum Stage: String, Sendable, Codable, CodingKeyRepresentable, CaseIterable, Comparable {
  /// 线索
  case identified
  /// 对接
  case contacted
  /// 洽谈
  case negotiating
  /// 过会
  case approved
  /// 签约
  case signed
  /// 开工
  case started
  /// 投产
  case producing
  /// 流失
  case lost

  /// The stages from which a lead can still be signed, in order.
  public static let beforeSigning: [Stage] = [.identified, .contacted, .negotiating, .approved]

  /// Whether the left stage precedes the right one.
  public static func < (left: Stage, right: Stage) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }

  /// The name of the stage in registers and reports.
  public var name: BilingualText {
    switch self {
    case .identified: BilingualText(zh: "线索", en: "identified")
    case .contacted: BilingualText(zh: "对接", en: "contacted")
    case .negotiating: BilingualText(zh: "洽谈", en: "negotiating")
    case .approved: BilingualText(zh: "过会", en: "approved")
    case .signed: BilingualText(zh: "签约", en: "signed")
    case .started: BilingualText(zh: "开工", en: "started")
    case .producing: BilingualText(zh: "投产", en: "producing")
    case .lost: BilingualText(zh: "流失", en: "lost")
    }
  }
}
