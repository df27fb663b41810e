import InvestmentPipeline

/// Words of the time that runs take.
enum BenchWords {
  static func headline(seconds: String) -> BilingualText {
    BilingualText(
      zh: "本机模拟100万次约需\(seconds)秒。",
      en: "One million trials take about \(seconds) s on this machine.")
  }

  static func headlineExtrapolated(seconds: String) -> BilingualText {
    BilingualText(
      zh: "本机模拟100万次约需\(seconds)秒（推算，未实际运行）。",
      en: "One million trials would take about \(seconds) s on this machine (extrapolated, not "
        + "run).")
  }

  static let item = BilingualText(
    zh: "项目",
    en: "Item")

  static let openLeads = BilingualText(
    zh: "在谈线索",
    en: "Open leads")

  static let threads = BilingualText(
    zh: "线程数",
    en: "Threads")

  static let instructionSet = BilingualText(
    zh: "指令集",
    en: "Instruction set")

  static let preparation = BilingualText(
    zh: "读取文件与准备（秒）",
    en: "Reading and preparation, s")

  static let leadDraws = BilingualText(
    zh: "每秒线索抽样次数，中位数（百万）",
    en: "Lead draws per second, median, million")

  static let leadDrawsRange = BilingualText(
    zh: "每秒线索抽样次数，最低–最高（百万）",
    en: "Lead draws per second, range, million")

  static let months = BilingualText(
    zh: "逐月结果所占时间",
    en: "Time for monthly results")

  static let untargeted = BilingualText(
    zh: "目标以外的全年指标所占时间",
    en: "Time for yearly metrics without a target")

  static let memory = BilingualText(
    zh: "内存峰值（MiB）",
    en: "Peak memory, MiB")

  static let trials = BilingualText(
    zh: "模拟次数",
    en: "Trials")

  static let seconds = BilingualText(
    zh: "秒",
    en: "Seconds")

  static let basis = BilingualText(
    zh: "依据",
    en: "Basis")

  static let measured = BilingualText(
    zh: "实测范围内",
    en: "within the measured range")

  static let extrapolated = BilingualText(
    zh: "推算",
    en: "extrapolated")

  static func line(runs: String, least: String, most: String, fixed: String, perThousand: String)
    -> BilingualText
  {
    BilingualText(
      zh: "用时含读取与准备，不含输出；由\(runs)次运行（每次模拟\(least)至\(most)次）拟合的直线得出：固定\(fixed)秒，每千次模拟"
        + "\(perThousand)秒。",
      en: "Times include reading and preparation, not printing. They follow the line fitted to "
        + "\(runs) runs of \(least) to \(most) trials: \(fixed) s fixed, \(perThousand) s per "
        + "thousand trials.")
  }

  static func precision(
    target: String, probability: String, error: String, trials: String, millionError: String
  ) -> BilingualText {
    BilingualText(
      zh: "“\(target)”的可能性为\(probability)（±\(error)个百分点，模拟\(trials)次）。假定标准误与模拟次数的平方根成反比，"
        + "模拟100万次约为±\(millionError)个百分点。",
      en: "“\(target)”: \(probability) (±\(error) points, \(trials) trials). Assuming that the "
        + "standard error is inversely proportional to the square root of the number of trials, "
        + "one million trials give about ±\(millionError) points.")
  }

  static func disturbed(share: String) -> BilingualText {
    BilingualText(
      zh: "测算期间其他程序占用处理器\(share)，测得用时偏长，建议在空闲时重新测算。",
      en: "Other programs used \(share) of the processors during the measurement, which "
        + "lengthens the times; measure again on an idle machine.")
  }
}
