import InvestmentPipeline
import Registers

/// Reads `drift`: the variation of rates and speed from period to period.
enum DriftSection {
  static func read(_ field: Field?) -> Drift? {
    guard let fields = field?.mapping(["period_months", "city", "districts", "pace"]) else {
      return nil
    }
    return Drift(
      periodMonths: fields["period_months"]?.wholeNumber() ?? 3,
      cityDeviations: fields["city"]?.numbersByStage() ?? [:],
      districtDeviations: fields["districts"]?.numbersByStage() ?? [:],
      paceDeviation: fields["pace"]?.number() ?? 0)
  }
}

/// Reads `last_year`, the signed investment of the year before, in all or by month, and `blend`, its weight.
enum LastYearSection {
  static func blend(_ field: Field?) -> RunRateBlend? {
    guard let fields = field?.mapping(["model_share", "run_rate_deviation"]),
      let share = fields.required("model_share")?.share(),
      let deviation = fields.required("run_rate_deviation")?.share()
    else { return nil }
    return RunRateBlend(modelShare: share, runRateDeviation: deviation)
  }

  static func read(_ field: Field?) -> [Int: Money] {
    guard let fields = field?.mapping(["signed_investment"]),
      let investment = fields.required("signed_investment")
    else { return [:] }
    let path = "last_year.signed_investment"
    guard investment.node.entries != nil else {
      guard let total = investment.money() else { return [:] }
      for month in 1...12 { investment.reading.note("\(path).\(month)", as: path) }
      // A twelfth each: how it spread over the months is not known.
      let share = Money(tenThousandYuan: total.tenThousandYuan / 12)
      return Dictionary(uniqueKeysWithValues: (1...12).map { ($0, share) })
    }
    let months = MonthWeights.read(investment) { $0.money() }
    let missing = (1...12).filter { months[$0] == nil }
    if !missing.isEmpty {
      let list = missing.map(String.init)
      investment.report(
        both(
          "缺\(list.joined(separator: "、"))月。",
          "Month \(list.joined(separator: ", ")) is missing."),
        both("写齐 1 到 12 月，或只写全年合计。", "State months 1 … 12, or the year's total alone."))
    }
    return months
  }
}
