import InvestmentPipeline

/// Words on arrivals, quotas, landing and ranks in a forecast's report.
enum ProjectSimulationWords {
  static let sources = BilingualText(
    zh: "签约来源及推迟原因（全年均值）",
    en: "Sources of signed projects and reasons for deferral (means of the year)")

  static let source = BilingualText(
    zh: "来源或原因",
    en: "Source or reason")

  static let arrivals = BilingualText(
    zh: "新增线索签约",
    en: "Signed from new leads")

  static let followers = BilingualText(
    zh: "链主企业带动项目",
    en: "Followers of anchor projects")

  static let deferredByLand = BilingualText(
    zh: "因用地指标不足推迟至下年",
    en: "Deferred to next year: land quota")

  static let deferredByEnergy = BilingualText(
    zh: "因用能指标不足推迟至下年",
    en: "Deferred to next year: energy quota")

  static let refused = BilingualText(
    zh: "亩均指标不达标，不予准入",
    en: "Refused: per-mu measure below the floor")

  static func arrivalsNote(expected: String, deviation: String, channels: String) -> BilingualText {
    BilingualText(
      zh: "当年余下月份预计新增线索\(expected)条（标准差\(deviation)，由假设直接计算）：\(channels)。",
      en: "Expected new leads in the remaining months: \(expected) (standard deviation "
        + "\(deviation), computed from the assumptions): \(channels).")
  }

  static let landing = BilingualText(
    zh: "签约、开工、到位资金（全年均值，亿元）",
    en: "Signed, started, funds in place (means of the year, 亿元)")

  static let signed = BilingualText(
    zh: "签约投资额",
    en: "Signed")

  static let started = BilingualText(
    zh: "开工投资额",
    en: "Started")

  static let fundsInPlace = BilingualText(
    zh: "到位资金",
    en: "Funds in place")

  static let fundsShare = BilingualText(
    zh: "到位/签约",
    en: "Funds/signed")

  static let startedProjects = BilingualText(
    zh: "开工项目数",
    en: "Starts")

  static let monthsToStart = BilingualText(
    zh: "线索到开工（月）",
    en: "Months to start")

  static func startedWithin(months: String) -> BilingualText {
    BilingualText(
      zh: "\(months)个月内开工",
      en: "In \(months) months")
  }

  static let landingNote = BilingualText(
    zh: "签约额为协议金额，不等于到位资金。开工包括往年签约、当年开工的项目；“线索到开工”按转化率和时间间隔推算，仅计最终开工的线索。",
    en: "Signed investment is the agreed amount, not funds in place. Started projects include "
      + "those signed in earlier years. “Months to start” are counted from the lead and follow from the rates and lags, "
      + "for leads that start in the end.")

  static let land = BilingualText(
    zh: "用地指标（亩）",
    en: "Land quota (亩)")

  static let energy = BilingualText(
    zh: "用能指标（吨标煤/年）",
    en: "Energy quota (吨标煤 a year)")

  static let remaining = BilingualText(
    zh: "统计日剩余指标",
    en: "Remaining as of the date")

  static let used = BilingualText(
    zh: "平均使用",
    en: "Mean use")

  static let deferralProbability = BilingualText(
    zh: "发生项目推迟的概率",
    en: "Probability of a deferral")

  static let quotaNote = BilingualText(
    zh: "“平均使用”含市级统筹指标。每追加100亩用地、1万吨标煤用能的边际效果用quotas命令测算。",
    en: "Mean use includes the city pool. The command quotas estimates the marginal value of "
      + "100亩 of land and of 10,000吨标煤 of energy.")

  static let ranks = BilingualText(
    zh: "综合测评名次（各名次的概率）",
    en: "Ranks in the scorecard (probability of each)")

  static func rank(number: String) -> BilingualText {
    BilingualText(
      zh: "第\(number)",
      en: "No. \(number)")
  }

  static let firstPlaces = BilingualText(
    zh: "各分项名列第一的概率",
    en: "Probability of ranking first, by item")

  static let ranksNote = BilingualText(
    zh: "权重由情景设定（用explain命令列出）。名次按每次模拟分别排定，均为概率估计。",
    en: "The scenario sets the weights (the command explain lists them). Ranks are determined in "
      + "each trial; all are probability estimates.")

  static let rates = BilingualText(
    zh: "转化率不确定性的影响",
    en: "Effect of uncertain conversion rates")

  static func ratesNote(
    draws: String, trials: String, parameterDeviation: String, processDeviation: String,
    share: String, shareError: String
  ) -> BilingualText {
    BilingualText(
      zh:
        "转化率存在不确定性：按历史计数或漂移抽取\(draws)组参数，每组模拟\(trials)次。全市引进投资额的标准差：参数不确定性\(parameterDeviation)亿元，"
        + "过程随机性\(processDeviation)亿元；转化率如能确知，最多可消除方差的\(share)（±\(shareError)个百分点）。",
      en:
        "\(draws) parameter draws from history or drift, \(trials) trials each. Standard deviation "
        + "of the city's investment: \(parameterDeviation)亿元 from parameter uncertainty, "
        + "\(processDeviation)亿元 from process variance; rates known exactly would remove \(share) "
        + "of the variance (±\(shareError) points).")
  }

  static func drawsDecide(percent: String) -> BilingualText {
    BilingualText(
      zh: "标准误（±）的方差中约\(percent)%来自参数抽样的组数：要缩小标准误，须增加模拟次数，使组数随之增加。",
      en:
        " About \(percent)% of the variance of ± comes from the number of parameter draws: more trials, and "
        + "with them more draws, make it smaller.")
  }

  static let parameterDeviation = BilingualText(
    zh: "参数抽样间标准差（百分点）",
    en: "Standard deviation between draws (points)")

  static let parameterInterval = BilingualText(
    zh: "参数抽样80%区间",
    en: "80% interval of draws")
}
