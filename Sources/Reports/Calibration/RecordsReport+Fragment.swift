import Calibration
import InvestmentPipeline

extension RecordsReport {
  /// YAML that can be used in a scenario unchanged.
  public var fragment: String {
    let source = MachineText.yaml(
      "按 \(inputFile.name) 的 \(leads) 条记录拟合，截至 \(asOf) / fitted to \(leads) records of \(inputFile.name), as of \(asOf)"
    )
    func stage(_ stage: Stage, _ rate: Double, _ months: Double?) -> String {
      let dwell = fit.dwellTimes[stage]
      var parts = ["conversion_rate: \(fixed(rate * 100, 1))%"]
      if let months { parts.append("dwell_months: \(fixed(max(0.01, months)))") }
      if let dwell, dwell.dwellTime.variation != 1 {
        parts.append("dwell_variation: \(fixed(dwell.dwellTime.variation))")
      }
      if let dwell, let lost = dwell.lostDwellTime, let months {
        let scaled = lost.meanMonths * months / dwell.dwellTime.meanMonths
        parts.append("lost_dwell_months: \(fixed(max(0.01, scaled)))")
        parts.append("lost_dwell_variation: \(fixed(lost.variation))")
      }
      return "\(stage.rawValue): {\(parts.joined(separator: ", "))}"
    }
    var lines = ["conversion:", "  assumed: \(source)", "  city:"]
    lines += city.map {
      "    " + stage($0.stage, $0.conversionRate.value, $0.dwellMonths?.value)
    }
    lines.append("  districts:")
    for district in fit.districts {
      lines.append("    \(MachineText.yaml(district)):")
      lines += districts.filter { $0.district == district }.map {
        "      " + stage($0.stage, $0.conversionRate.value, $0.dwellMonths?.value)
      }
    }
    func months(_ values: [Int: Double]) -> String {
      (1...12).map { "\($0): \(fixed(values[$0] ?? 0))" }.joined(separator: ", ")
    }
    if fit.pace.values.contains(where: { abs($0 - 1) >= 0.02 }) {
      lines.append("pace: {assumed: \(source), \(months(fit.pace))}")
    }
    if isSeasonal {
      lines.append("conversion_shift: {assumed: \(source), \(months(fit.conversionShift))}")
    }
    if let drift {
      func stages(_ values: [Stage: RecordsFit.Estimate]) -> String {
        Stage.beforeSigning.compactMap { stage in
          values[stage].map { "\(stage.rawValue): \(fixed(min(3, $0.value)))" }
        }.joined(separator: ", ")
      }
      lines += [
        "drift:", "  assumed: \(source)", "  period_months: \(drift.periodMonths)",
        "  city: {\(stages(drift.cityDeviations))}",
      ]
      if !drift.districtDeviations.isEmpty {
        lines.append("  districts: {\(stages(drift.districtDeviations))}")
      }
      lines.append("  pace: \(fixed(min(3, drift.paceDeviation.value)))")
      // What drift describes of the city and its districts is not to count twice.
      let chain = chainDrift.map { ", chain: \(fixed(min(0.99, $0.loading)))" } ?? ""
      lines += [
        "dependence:", "  assumed: \(source)", "  loadings: {city: 0, district: 0\(chain)}",
      ]
    }
    lines += arrivalLines(source: source) ?? []
    lines.append("history: {file: history.csv, assumed: 同上 / as above}")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Nil where records lack channels, chains or investments, without which a scenario cannot take
  /// arrivals.
  func arrivalLines(source: String) -> [String]? {
    let channels = Set(arrivals.map(\.channel))
    let entries = fit.spells.entries
    guard !arrivals.isEmpty, !channels.contains(nil), let sizes,
      entries.allSatisfy({ $0.chainID != nil })
    else { return nil }
    let weights = Dictionary(grouping: entries, by: \.chainID!).mapValues(\.count)
    let known = weights.sorted { $0.key < $1.key }.map {
      "\(MachineText.yaml($0.key)): \($0.value)"
    }
    var lines = [
      "arrivals:", "  assumed: \(source)",
      "  dispersion: \(fixed(min(3, arrivalDispersion?.value ?? 0)))",
      "  chains: {\(known.joined(separator: ", "))}", "  sizes:",
    ]
    lines += Self.lines(sizes.all).map { "    " + $0 }
    if !sizes.chains.isEmpty {
      lines.append("    chains:")
      for chain in sizes.chains where weights[chain.chain] != nil {
        let figures = [
          "median: \(Self.amount(chain.sizes.median))",
          chain.sizes.logDeviation == sizes.all.logDeviation
            ? nil : "log_deviation: \(fixed(chain.sizes.logDeviation))",
          chain.sizes.tail.map { "tail: {share: \(fixed($0.share * 100, 1))%}" },
        ].compactMap(\.self)
        lines.append("      \(MachineText.yaml(chain.chain)): {\(figures.joined(separator: ", "))}")
      }
    }
    lines.append("  channels:")
    for channel in channels.compactMap(\.self).sorted() {
      let stage = entries.filter { $0.channelID == channel }.commonStage
      let rates = arrivals.filter { $0.channel == channel }
        .map { "\(MachineText.yaml($0.district)): \(fixed($0.perMonth))" }
      lines.append(
        "    \(MachineText.yaml(channel)): {stage: \(stage.rawValue), per_month: {\(rates.joined(separator: ", "))}}"
      )
    }
    return lines
  }

  private static func lines(_ sizes: SizeDistribution) -> [String] {
    var lines = [
      "median: \(amount(sizes.median))",
      "log_deviation: \(NumberText.fixed(sizes.logDeviation, decimals: 2))",
    ]
    if let tail = sizes.tail {
      lines.append(
        "tail: {from: \(amount(tail.from)), share: \(NumberText.fixed(tail.share * 100, decimals: 1))%, "
          + "exponent: \(NumberText.fixed(tail.exponent, decimals: 2)), "
          + "greatest: \(amount(tail.greatest))}")
    }
    return lines
  }

  private static func amount(_ money: Money) -> String {
    let amount = money.inHundredMillionYuan
    return amount < 1
      ? "\(money.tenThousandYuan)万元" : NumberText.plain((amount * 100).rounded() / 100) + "亿元"
  }
}
