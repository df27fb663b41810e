import InvestmentPipeline

/// Words of a fitted size distribution.
enum SizeFitWords {
  static func headline(projects: String, number: String, size: String, lower: String, upper: String)
    -> BilingualText
  {
    BilingualText(
      zh: "按\(projects)个项目拟合：每\(number)个项目中约有1个达到\(size)亿元（90%区间为\(lower)亿元至\(upper)亿元）。",
      en: "Fitted to \(projects) projects: one project in \(number) reaches about \(size)亿元 (90% "
        + "interval \(lower)–\(upper)亿元).")
  }

  static func headlineWithoutTail(projects: String) -> BilingualText {
    BilingualText(
      zh: "按\(projects)个项目拟合。",
      en: "Fitted to \(projects) projects.")
  }

  static func about(
    file: String, projects: String, withoutAmount: String, least: String, below: String
  ) -> BilingualText {
    BilingualText(
      zh: "\(file)：采用\(projects)个项目；未计入：无金额的\(withoutAmount)行，不足\(least)亿元的项目\(below)个。",
      en: "\(file): \(projects) projects used; excluded: \(withoutAmount) rows without an "
        + "amount, \(below) projects below \(least)亿元.")
  }

  static func aboutAll(file: String, projects: String, withoutAmount: String) -> BilingualText {
    BilingualText(
      zh: "\(file)：采用\(projects)个项目；未计入：无金额的\(withoutAmount)行。",
      en: "\(file): \(projects) projects used; excluded: \(withoutAmount) rows without an amount.")
  }

  static let histogram = BilingualText(
    zh: "项目规模分布：实际与拟合（亿元）",
    en: "Project sizes, observed and fitted (亿元)")

  static func observedAndFitted(observed: String, fitted: String) -> BilingualText {
    BilingualText(
      zh: "实际\(observed)个，拟合\(fitted)个",
      en: "\(observed) observed, \(fitted) fitted")
  }

  static let parameters = BilingualText(
    zh: "拟合参数",
    en: "Fitted parameters")

  static let parameter = BilingualText(
    zh: "参数",
    en: "Parameter")

  static let bodyMedian = BilingualText(
    zh: "主体（对数正态）中位数，亿元",
    en: "Body (log-normal): median, 亿元")

  static let bodyDeviation = BilingualText(
    zh: "主体对数标准差",
    en: "Body: standard deviation of the logarithm")

  static func tailShare(threshold: String) -> BilingualText {
    BilingualText(
      zh: "\(threshold)亿元及以上项目占比（尾部）",
      en: "Tail: share of projects of \(threshold)亿元 or more")
  }

  static let tailExponent = BilingualText(
    zh: "尾部（帕累托）指数",
    en: "Tail (Pareto): exponent")

  static let largeProjects = BilingualText(
    zh: "大项目",
    en: "Large projects")

  static let oneIn = BilingualText(
    zh: "平均多少个项目中有1个",
    en: "One project in")

  static let size = BilingualText(
    zh: "规模（亿元）",
    en: "Size (亿元)")

  static let survival = BilingualText(
    zh: "达到各规模的项目数",
    en: "Projects that reach a size")

  static let observed = BilingualText(
    zh: "实际",
    en: "Observed")

  static let fitted = BilingualText(
    zh: "拟合",
    en: "Fitted")

  static let thresholds = BilingualText(
    zh: "尾部指数对起点的敏感性",
    en: "Sensitivity of the exponent to the threshold")

  static let threshold = BilingualText(
    zh: "尾部起点（亿元）",
    en: "Threshold (亿元)")

  static func note(greatest: String) -> BilingualText {
    BilingualText(
      zh: "区间仅反映样本有限带来的不确定性；超过样本最大值（\(greatest)亿元）的规模由尾部形状外推，无数据支持。",
      en: "The intervals reflect the limited sample only. Sizes above the largest project "
        + "(\(greatest)亿元) are extrapolated from the form of the tail; no data supports them.")
  }

  static let infiniteMeanNote = BilingualText(
    zh: "指数的区间包含1以下的值：不设上限时均值可能为无穷大，情景中须为尾部设上限。",
    en: "The interval of the exponent extends below 1, where the mean is infinite without an "
      + "upper limit: a scenario must set one.")

  static func rareSizeNote(projects: String, number: String) -> BilingualText {
    BilingualText(
      zh: "样本共\(projects)个项目，平均不足1个达到“\(number)个中有1个”的规模。",
      en: "The sample has \(projects) projects: on average fewer than one of them reaches the "
        + "size of one in \(number).")
  }

  static func tooFewInTail(threshold: String, count: String, least: String) -> BilingualText {
    BilingualText(
      zh: "\(threshold)亿元及以上的项目仅\(count)个，拟合尾部至少需要\(least)个。",
      en: "Only \(count) projects of \(threshold)亿元 or more; fitting the tail takes at least "
        + "\(least).")
  }

  static func tooFewInBody(threshold: String, count: String, least: String) -> BilingualText {
    BilingualText(
      zh: "不足\(threshold)亿元的项目仅\(count)个，拟合主体至少需要\(least)个。",
      en: "Only \(count) projects below \(threshold)亿元; fitting the body takes at least \(least).")
  }

  static func notLogNormal(threshold: String) -> BilingualText {
    BilingualText(
      zh: "不足\(threshold)亿元的项目不符合对数正态分布：没有峰值，或几乎相等。",
      en: "The projects below \(threshold)亿元 are not log-normal: they have no mode or are almost "
        + "equal.")
  }

  static func tooWide(threshold: String, deviation: String, most: String) -> BilingualText {
    BilingualText(
      zh: "不足\(threshold)亿元的项目拟合出的对数标准差为\(deviation)，超过情景可填的上限\(most)。",
      en:
        "The projects below \(threshold)亿元 give a log standard deviation of \(deviation); scenarios "
        + "accept \(most) at most.")
  }

  static let mean = BilingualText(
    zh: "均值（亿元）",
    en: "Mean (亿元)")

  static let limit = BilingualText(
    zh: "最大规模（亿元）",
    en: "Greatest size (亿元)")

  static let meanColumn = BilingualText(
    zh: "均值",
    en: "Mean")

  static let tailPart = BilingualText(
    zh: "来自尾部",
    en: "From the tail")

  static let noLimit = BilingualText(
    zh: "不设上限",
    en: "none")

  static let infinite = BilingualText(
    zh: "无穷大",
    en: "infinite")

  static func observedMean(mean: String, greatest: String, percent: String) -> BilingualText {
    BilingualText(
      zh: "样本均值为\(mean)亿元，最大的一个项目（\(greatest)亿元）占样本总额的\(percent)%。",
      en: "The mean of the list is \(mean)亿元; its largest project (\(greatest)亿元) is \(percent)% "
        + "of the total.")
  }

  static func tailDecides(percent: String, count: String) -> BilingualText {
    BilingualText(
      zh: "注意：均值的\(percent)%来自尾部的\(count)个项目，主要取决于尾部指数和最大规模；请用 --greatest 填写有依据的最大规模，并比较几种取值下的预测。",
      en: "Warning: \(percent)% of the mean comes from the \(count) projects of the tail, so that "
        + "its exponent and the greatest size decide it: give a greatest size that you can defend "
        + "(--greatest), and compare forecasts for several.")
  }

  static let fragment = BilingualText(
    zh: "情景片段",
    en: "Fragment for a scenario")

  static func fragmentNote(least: String) -> BilingualText {
    BilingualText(
      zh: "片段针对全部项目，包括按拟合推算的不足\(least)亿元的项目；新增线索数也须包括这些项目。",
      en:
        "The fragment is for all projects, those below \(least)亿元 that the fit implies among them; the "
        + "number of arrivals must include them too.")
  }

  static let remedy = BilingualText(
    zh: "请调整 --threshold 或 --least，或补充项目。",
    en: "Choose another --threshold or --least, or add projects.")
}
