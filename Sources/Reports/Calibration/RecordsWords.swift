import InvestmentPipeline

/// Words of a fit to dated records.
enum RecordsWords {
  static func headline(
    file: String, leads: String, from: String, asOf: String, signings: String
  ) -> BilingualText {
    BilingualText(
      zh: "\(file)：\(from)至\(asOf)，项目\(leads)个，签约\(signings)个。",
      en: "\(file): \(leads) leads from \(from) to \(asOf), \(signings) signed.")
  }

  static func moves(jumps: String, returns: String) -> BilingualText {
    BilingualText(
      zh: "越过的阶段按停留时长为零计（\(jumps)次）；退回或重启的项目，原阶段按流失计，并重新进入（\(returns)次）。截至日仍在谈的项目按删失数据计入停留时长。",
      en:
        "Stages that were jumped over count as passed in no time (\(jumps)); a lead that falls back or comes again is lost at its "
        + "stage and comes anew (\(returns)). Leads still open at the as-of date count as censored."
    )
  }

  static let dwell = BilingualText(zh: "停留时长的分布", en: "Dwell times")

  static let ended = BilingualText(zh: "结束", en: "Ended")

  static let open = BilingualText(zh: "仍在", en: "Open")

  static let variation = BilingualText(
    zh: "变异系数（90%区间）", en: "Coefficient of variation (90%)")

  static let variationUsed = BilingualText(zh: "采用", en: "Used")

  static let gain = BilingualText(zh: "对数似然提高", en: "Log-likelihood gain")

  static let seasons = BilingualText(zh: "月度特征", en: "Seasons")

  static let noSeasons = BilingualText(
    zh: "记录不足24个月，或各月差异未超出偶然波动：不估计月度特征。",
    en:
      "With fewer than 24 months, or months that differ no more than their errors, no seasons are estimated."
  )

  static let month = BilingualText(zh: "月份", en: "Month")

  static let pace = BilingualText(zh: "节奏", en: "Pace")

  static let shift = BilingualText(zh: "转化率偏移（probit）", en: "Shift of conversion (probit)")

  static let shiftError = BilingualText(zh: "收缩前标准误", en: "Error before shrinkage")

  static let drift = BilingualText(zh: "各期之间的变化（漂移）", en: "Drift between periods")

  static let cityDrift = BilingualText(
    zh: "全市标准差（对数优势）", en: "City (sd of log odds)")

  static let districtDrift = BilingualText(
    zh: "县（市、区）标准差", en: "Districts' own")

  static let chainDrift = BilingualText(zh: "产业链标准差", en: "Chains' own")

  static let asLoadings = BilingualText(zh: "相当于载荷", en: "As loadings")

  static func driftNote(periods: String, months: String, pace: String, arrivals: String)
    -> BilingualText
  {
    BilingualText(
      zh:
        "按\(periods)个\(months)个月的时期估计，括号内为90%区间；办理速度的对数标准差\(pace)；县（市、区）新增线索数的变异系数（泊松波动之外）\(arrivals)。“相当于载荷”是用全市、县（市、区）、产业链因子表示同样变化时的载荷：漂移与载荷只用其一。片段用漂移表示全市和县（市、区）的变化（载荷为0），用载荷表示产业链的变化，避免重复计算。",
      en:
        "From \(periods) periods of \(months) months, with 90% intervals; standard deviation of the log speed \(pace); coefficient "
        + "of variation of a district's arrivals, Poisson variation aside, \(arrivals). “As loadings”: the loadings on factors of "
        + "the city, the districts and the chains that describe the same variation. Use drift or loadings, not both: the fragment "
        + "states what the city and its districts vary as drift, with loadings of 0, and what chains vary as a loading."
    )
  }

  static let fewPeriods = BilingualText(
    zh: "时期不足8个，漂移的大小主要由先验决定。",
    en: " With fewer than 8 periods the size of the drift rests mostly on its prior.")

  static let noDrift = BilingualText(
    zh: "完整时期不足4个：不估计漂移，预测区间可能偏窄。",
    en:
      "With fewer than 4 whole periods no drift is estimated; intervals of forecasts may be too narrow."
  )

  static let arrivals = BilingualText(zh: "新增线索", en: "Arrivals")

  static let count = BilingualText(zh: "数量", en: "Number")

  static let sizes = BilingualText(zh: "投资规模（亿元）", en: "Investment of projects (亿元)")

  static let sizesOfSigned = BilingualText(
    zh: "按期间内签约项目估计；各产业链向总体收缩（信度估计），项目越多、产业链间差别越大，自身数据的权重越高。",
    en:
      "Of the projects signed in the window. Chains are credibility estimates: a chain's own projects count the more, the more it has "
      + "and the more chains differ.")

  static let sizesOfLeads = BilingualText(
    zh: "签约项目不足30个，按全部新增线索估计；各产业链向总体收缩（信度估计），项目越多、产业链间差别越大，自身数据的权重越高。",
    en:
      "Fewer than 30 projects were signed: of all leads that came. Chains are credibility estimates: a chain's own projects count the "
      + "more, the more it has and the more chains differ.")

  static let noArrivalFragment = BilingualText(
    zh: "记录缺渠道、产业链或投资额（至少30个），情景片段不含新增线索。",
    en:
      "The fragment has no arrivals: records need channels, chains and at least 30 investments for them."
  )
}
