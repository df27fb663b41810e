extension Scenario {
  /// All problems of the scenario, in the order of its parts; empty if a forecast can be computed.
  ///
  /// All problems are found in one pass. Paths use the key names of the files, such as
  /// `conversion.districts.xinhui.identified.conversion_rate`, `leads[JM-0017].investment` and
  /// `targets.city-floor.value`. Conditions on a matrix, such as inconsistent
  /// correlations, are checked by the module `Forecasting`. Cost: linear in leads.
  public func problems() -> [Problem] {
    let names = CityNames(city)
    return city.problems() + planYearProblems() + leadProblems(names) + rateProblems(names)
      + dependenceProblems(names) + adjustmentProblems(names) + yearProblems(names)
      + targetProblems(names)
  }

  private func planYearProblems() -> [Problem] {
    let year = planYear.year
    guard let first = CalendarDate(year: year - 1, month: 12, day: 31),
      let last = CalendarDate(year: year, month: 12, day: 30)
    else {
      return [
        Problem(
          path: "year", value: "\(year)",
          reason: BilingualText(
            zh: "计划年度应在 1901 至 9999 之间。", en: "The plan year must lie in 1901 … 9999."),
          remedy: BilingualText(zh: "填写四位数的年份，如 2023。", en: "Write four digits, such as 2023."))
      ]
    }
    guard planYear.asOf < first || planYear.asOf > last else { return [] }
    return [
      Problem(
        path: "as_of", value: "\(planYear.asOf)",
        reason: BilingualText(
          zh: "统计截止日不在计划年度内，或 \(year) 年已无剩余时间可供预测。",
          en: "The as-of date lies before \(year), or leaves no time to forecast in it."),
        remedy: BilingualText(
          zh: "填写 \(first) 至 \(last) 之间的日期，或修改 year。",
          en: "Give a date from \(first) to \(last), or change year."))
    ]
  }
}

/// The names to which references in a scenario can refer.
struct CityNames {
  let districts: Set<String>
  let chains: Set<String>
  let channels: Set<String>
  let districtNames: [String]
  let chainNames: [String]
  let channelNames: [String]

  init(_ city: City) {
    districts = Set(city.districts.map(\.id))
    chains = Set(city.chains.map(\.id))
    channels = Set(city.channels.map(\.id))
    districtNames = city.districts.flatMap { [$0.id, $0.name.zh, $0.name.en] + $0.wards }
    chainNames = city.chains.flatMap { [$0.id, $0.name.zh, $0.name.en] }
    channelNames = city.channels.flatMap { [$0.id, $0.name.zh, $0.name.en] }
  }

  func unknownDistrict(_ id: String, at path: String) -> Problem? {
    districts.contains(id)
      ? nil
      : .unknown(id, BilingualText(zh: "县（市、区）", en: "district"), among: districtNames, at: path)
  }

  func unknownChain(_ id: String, at path: String) -> Problem? {
    chains.contains(id)
      ? nil
      : .unknown(id, BilingualText(zh: "产业链", en: "chain"), among: chainNames, at: path)
  }

  func unknownChannel(_ id: String, at path: String) -> Problem? {
    channels.contains(id)
      ? nil
      : .unknown(id, BilingualText(zh: "招商渠道", en: "channel"), among: channelNames, at: path)
  }
}
