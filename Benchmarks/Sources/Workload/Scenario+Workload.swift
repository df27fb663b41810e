import InvestmentPipeline

extension Scenario {
  /// Workload W as a planner would state it: every lead with its own probability of signing by
  /// the end of the year and the 10th and 90th percentile of its investment.
  init(_ columns: Columns, districtCount: Int, chainCount: Int) {
    func name(_ text: String) -> BilingualText { BilingualText(zh: text, en: text) }
    var isManufacturing = [Bool](repeating: false, count: chainCount)
    for (chain, flag) in zip(columns.chain, columns.manufacturing) where flag != 0 {
      isManufacturing[Int(chain)] = true
    }
    let city = City(
      id: "w", name: name("W"),
      districts: (0..<districtCount).map { District(id: "d\($0)", name: name("d\($0)")) },
      chains: (0..<chainCount).map {
        IndustryChain(id: "c\($0)", name: name("c\($0)"), isManufacturing: isManufacturing[$0])
      },
      channels: [Channel(id: "all", name: name("all"))])
    // The stated probability scales the curve to its own value at the horizon, so any rates that
    // let an approved lead be signed within the year leave the distribution of the year as stated.
    let rate = StageRate(conversionRate: 0.5, dwellTimeMonths: 3)
    let rates = ConversionRates(
      identified: rate, contacted: rate, negotiating: rate, approved: rate)
    let leads = columns.probability.indices.map { index in
      Lead(
        id: "L\(index)", name: "", districtID: city.districts[Int(columns.district[index])].id,
        chainID: city.chains[Int(columns.chain[index])].id, channelID: "all", stage: .approved,
        investment: .range(
          low: Money(tenThousandYuan: columns.low[index]),
          high: Money(tenThousandYuan: columns.high[index])),
        isManufacturing: columns.manufacturing[index] != 0,
        signingProbability: columns.probability[index])
    }
    self.init(
      id: "workload", title: name("W"), reason: name("W"), city: city,
      planYear: PlanYear(year: 2023, asOf: CalendarDate(year: 2022, month: 12, day: 31)!),
      leads: leads,
      conversionRates: Dictionary(
        uniqueKeysWithValues: city.districts.map { ($0.id, rates) }),
      dependence: Dependence(
        cityLoading: columns.loadings[0], districtLoading: columns.loadings[1],
        chainLoading: columns.loadings[2]),
      targets: columns.thresholds.enumerated().map { index, threshold in
        Target(
          id: "t\(index)", title: name("t\(index)"), metric: Metric(.signedInvestment),
          comparison: .atLeast,
          value: .investment(Money(tenThousandYuan: Int64((threshold * 10_000).rounded()))))
      })
  }

  /// The 26 numbers that workload W keeps of a trial, the total of manufacturing as its share.
  var workloadMetrics: [Metric] {
    [Metric(.signedInvestment)]
      + city.districts.map { Metric(.signedInvestment, over: .district($0.id)) }
      + city.chains.map { Metric(.signedInvestment, over: .chain($0.id)) }
      + [
        Metric(.projectCount(atLeast: .hundredMillionYuan(1))),
        Metric(.projectCount(atLeast: .hundredMillionYuan(10))),
        Metric(.manufacturingShare),
      ]
  }
}
