import InvestmentPipeline

/// Words of the report as a document: page, Markdown and workbook.
enum ReportPageWords {
  static func title(scenario: String) -> BilingualText {
    BilingualText(
      zh: "招商引资预测报告：\(scenario)",
      en: "Investment promotion forecast: \(scenario)")
  }

  static let conclusion = BilingualText(
    zh: "结论",
    en: "Conclusion")

  static func meaning(requirement: String, word: String) -> BilingualText {
    BilingualText(
      zh: "\(requirement)：\(word)。",
      en: "\(requirement): \(word).")
  }

  static let targets = BilingualText(
    zh: "目标",
    en: "Targets")

  static let districts = BilingualText(
    zh: "县（市、区）",
    en: "Districts")

  static let drivers = BilingualText(
    zh: "主要影响因素",
    en: "Key drivers")

  static let leads = BilingualText(
    zh: "期望投资额最大的在谈项目",
    en: "Leads with the largest expected investment")

  static func leadsNote(deviation: String, independent: String) -> BilingualText {
    BilingualText(
      zh: "全年引进投资额的标准差为\(deviation)亿元；若各项目相互独立，仅由在谈项目自身随机性产生的标准差为\(independent)亿元，其余来自公共因子和其他来源。"
        + "下表按各项目自身的签约概率（不计要素约束）计算。",
      en: "The standard deviation of the year's signed investment is \(deviation)亿元. If leads "
        + "were independent, they alone would account for a standard deviation of "
        + "\(independent)亿元; the rest comes from common factors and other sources. The table "
        + "uses each lead's own signing probability, before quotas.")
  }

  static let lead = BilingualText(
    zh: "项目",
    en: "Lead")

  static let signingProbability = BilingualText(
    zh: "签约概率",
    en: "Signing probability")

  static let expected = BilingualText(
    zh: "期望投资额（亿元）",
    en: "Expected investment, 亿元")

  static let varianceShare = BilingualText(
    zh: "自身方差占总方差的比例",
    en: "Own variance, share of total")

  static let projectSimulation = BilingualText(
    zh: "新增线索、要素保障与落地",
    en: "New leads, quotas and landing")

  static let comparison = BilingualText(
    zh: "情景对比",
    en: "Comparison of scenarios")

  static let assumptions = BilingualText(
    zh: "数据来源与假设",
    en: "Data sources and assumptions")

  static let method = BilingualText(
    zh: "方法与复现",
    en: "Method and reproduction")

  static func methodText(trials: String) -> BilingualText {
    BilingualText(
      zh: "蒙特卡洛模拟：每次模拟按转化曲线和公共因子确定各线索是否签约及签约月份，抽取投资额，逐月考虑要素约束，并计算开工与到位资金；\(trials)次模拟结果的分布即为预测。",
      en: "Monte Carlo simulation: in each trial, conversion curves and common factors determine "
        + "whether and when each lead is signed; amounts are drawn; land and energy quotas apply "
        + "month by month; starts and funds in place follow. The forecast is the distribution "
        + "over \(trials) trials.")
  }

  static func legend(legend: String) -> BilingualText {
    BilingualText(
      zh: "用语：\(legend)。",
      en: "Terms: \(legend).")
  }

  static func command(line: String) -> BilingualText {
    BilingualText(
      zh: "复现命令：\(line)",
      en: "Command: \(line)")
  }

  static let inputFile = BilingualText(
    zh: "输入文件",
    en: "Input file")

  static let contents = BilingualText(
    zh: "目录",
    en: "Contents")

  static let data = BilingualText(
    zh: "数据表",
    en: "Data")

  static let noPictures = BilingualText(
    zh: "未安装绘图程序，本页仅含表格；图表定义文件在 charts 文件夹中。",
    en: "No chart renderer is available: this page has tables only; the chart specifications are "
      + "in the folder charts.")

  static let standardError = BilingualText(
    zh: "标准误",
    en: "Standard error")

  static let distribution = BilingualText(
    zh: "分布",
    en: "Distribution")

  static let reachProbability = BilingualText(
    zh: "达到区间下限的可能性",
    en: "Probability of reaching the lower edge")
}
