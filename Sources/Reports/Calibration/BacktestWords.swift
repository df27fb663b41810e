import InvestmentPipeline
import Planning

/// Words of a backtest.
enum BacktestWords {
  static let none = BilingualText(
    zh: "记录太短，没有可检验的预测。至少需要起始期（--least-months）加预测期的记录。",
    en:
      "The records are too short for a forecast to be checked: they need the first months (--least-months) and the months ahead."
  )

  static func headline(file: String, first: String, last: String, quantity: String)
    -> BilingualText
  {
    BilingualText(
      zh: "\(file)：以\(first)至\(last)各月末为起点，只用当时已知的记录预测\(quantity)，再与实际对照。",
      en:
        "\(file): forecasts of the \(quantity) from month ends \(first) to \(last), each from what was known then, against what "
        + "happened.")
  }

  static func quantity(_ quantity: Backtest.Quantity) -> BilingualText {
    switch quantity {
    case .projects: BilingualText(zh: "签约项目数", en: "number of projects signed")
    case .investment: BilingualText(zh: "签约投资额", en: "investment signed (亿元)")
    }
  }

  static func unit(_ quantity: Backtest.Quantity) -> BilingualText {
    switch quantity {
    case .projects: BilingualText(zh: "个项目", en: "projects")
    case .investment: BilingualText(zh: "亿元", en: "亿元")
    }
  }

  static let note = BilingualText(
    zh: "CRPS、尾部CRPS、Brier、对数得分均越小越好；覆盖率括号内为90%区间（按不重叠的起点数计算）。",
    en:
      "CRPS, threshold-weighted CRPS, Brier and logarithmic scores: smaller is better. Coverage with 90% intervals, which count "
      + "origins that do not overlap.")

  static func group(months: String, isByDistrict: Bool) -> BilingualText {
    BilingualText(
      zh: "未来\(months)个月，\(isByDistrict ? "各县（市、区）" : "全市")",
      en: "\(months) months ahead, \(isByDistrict ? "districts" : "city")")
  }

  static func size(origins: String, effective: String, mean: String, unit: String)
    -> BilingualText
  {
    BilingualText(
      zh: "起点\(origins)个（互不重叠的约\(effective)个），实际平均\(mean)\(unit)。",
      en:
        "\(origins) origins (about \(effective) that do not overlap), \(mean) \(unit) on average. "
    )
  }

  static let noVerdict = BilingualText(
    zh: "起点太少，不作评判。", en: "Too few for a verdict.")

  static func skill(model: String, blend: String) -> BilingualText {
    BilingualText(
      zh: "与最好的简单方法相比，模型的CRPS改善\(model)%，组合预测改善\(blend)%（负数为不如）。",
      en:
        "Against the best simple forecast the model's CRPS is better by \(model)%, the blend's by \(blend)% (negative: worse)."
    )
  }

  static let method = BilingualText(zh: "方法", en: "Method")
  static let bias = BilingualText(zh: "偏差", en: "Bias")
  static func bestBlend(share: String, deviation: String) -> BilingualText {
    BilingualText(
      zh: "得分最好的组合中模型占\(share)%；此前同期长度的相对误差为\(deviation)%。",
      en:
        "In the blend that scores best the model weighs \(share)%; the same length before errs by \(deviation)%."
    )
  }

  static let weighted = BilingualText(zh: "尾部CRPS", en: "Tail CRPS")
  static let brier = BilingualText(zh: "Brier", en: "Brier")
  static let logarithmic = BilingualText(zh: "对数得分", en: "Log score")

  static func coverage(_ interval: String) -> BilingualText {
    BilingualText(zh: "\(interval)区间覆盖率", en: "In \(interval)")
  }

  static func transforms(shares: String) -> BilingualText {
    BilingualText(
      zh: "模型PIT直方图（十等分，%）：\(shares)", en: "PIT of the model in ten classes, %: \(shares)")
  }

  static func reliability(classes: String) -> BilingualText {
    BilingualText(
      zh: "“不低于此前同样长度的时期”的预测概率 → 实际比例（次数）：\(classes)",
      en:
        "Probability of at least the same length before → share that happened (number): \(classes)")
  }

  static func name(_ method: Backtest.Method) -> BilingualText {
    switch method {
    case .model: BilingualText(zh: "模型", en: "Model")
    case .blend: BilingualText(zh: "组合（模型＋此前同期长度）", en: "Blend")
    case .pipeline: BilingualText(zh: "在谈线索×转化率", en: "Stage-weighted pipeline")
    case .lastPeriod: BilingualText(zh: "上一季度折算", en: "Last quarter, scaled")
    case .sameLength: BilingualText(zh: "此前同样长度", en: "Same length before")
    case .lastYear: BilingualText(zh: "上年同月", en: "Same months last year")
    }
  }
}
