public import InvestmentPipeline

/// The contents of a scenario and the sources of its inputs.
public struct ScenarioReport {
  let scenario: Scenario
  let language: Language

  /// A report on `scenario` in `language`.
  public init(_ scenario: Scenario, language: Language) {
    self.scenario = scenario
    self.language = language
  }

  /// The register, the rates, the dependence structure and the targets.
  public func overview(usesColour: Bool = false) -> String {
    TextRenderer(usesColour: usesColour).render(
      [
        .headline(
          SharedWords.about(
            city: scenario.city.name[language], year: "\(scenario.planYear.year)",
            scenario: scenario.title[language], reason: scenario.reason[language])[language]),
        .heading(ScenarioWords.leadsByStage[language]), .table(stages),
        .heading(ScenarioWords.rates[language]), .table(rates),
      ] + dwellTimes + [
        .heading(ScenarioWords.loadings[language]), .table(loadings),
      ] + year + [.heading(ScenarioWords.targets[language]), .table(targets)] + levers)
  }

  /// The inputs of the project simulation, if there are any: arrivals, followers, quotas, landing.
  private var year: [ReportBlock] {
    let city = scenario.city
    var blocks: [ReportBlock] = []
    if !scenario.arrivals.isEmpty {
      let rows = city.channels.compactMap { channel -> [String]? in
        let own = scenario.arrivals.filter { $0.channelID == channel.id }
        guard let first = own.first else { return nil }
        let months = scenario.planYear.openMonths.map { month in
          own.reduce(0) { $0 + $1.monthlyRates[month - 1] }
        }
        return [
          channel.name[language], first.stage.name[language],
          number(months.reduce(0, +) / Double(months.count)), number(first.dispersion),
        ]
      }
      blocks += [
        .heading(ScenarioWords.arrivals[language]),
        .table(
          Table(
            columns: [
              (SharedWords.channel[language], .leading), (SharedWords.stage[language], .leading),
              (ScenarioWords.perMonth[language], .trailing),
              (ScenarioWords.dispersion[language], .trailing),
            ], rows: rows)),
      ]
      blocks += ArrivalSizes(scenario, language).blocks
    }
    if let followers = scenario.followers {
      blocks.append(
        .paragraph(
          ScenarioWords.followers(
            size: SharedWords.money(amount: number(followers.anchorSize.inHundredMillionYuan))[
              language],
            means: city.chains.compactMap { chain in
              followers.meanPerAnchor[chain.id].map { "\(chain.name[language]) \(number($0))" }
            }.joined(separator: language == .chinese ? "、" : ", "),
            districtShare: number(followers.inDistrictShare * 100),
            delay: number(followers.meanDelayMonths),
            sizes: followerSizes(followers))[language]))
    }
    return blocks + quotas
  }

  /// One phrase if it holds for all chains, otherwise one for each chain.
  private func followerSizes(_ followers: Followers) -> String {
    let phrases = scenario.city.chains.compactMap { chain -> (chain: String, text: String)? in
      guard followers.meanPerAnchor[chain.id] != nil else { return nil }
      switch followers.sizes[chain.id] {
      case .relative(let median, _)?:
        return (
          chain.name[language],
          ScenarioWords.relativeSize(share: number(median * 100))[language]
        )
      case .independent(let sizes)?:
        let mean = SharedWords.money(amount: number(sizes.summary.mean))[language]
        return (chain.name[language], ScenarioWords.independentSize(mean: mean)[language])
      case nil: return nil
      }
    }
    if let first = phrases.first, phrases.allSatisfy({ $0.text == first.text }) {
      return first.text
    }
    return phrases.map { "\($0.chain) \($0.text)" }.joined(
      separator: language == .chinese ? "；" : "; ")
  }

  /// At most two digits after the point.
  private func number(_ value: Double) -> String {
    NumberText.plain((value * 100).rounded() / 100)
  }

  /// The quotas of land and energy and the lag from signing to start, by district; empty where a
  /// scenario has neither.
  private var quotas: [ReportBlock] {
    let city = scenario.city
    let quotas = [
      (QuotaWords.land, scenario.quotas?.land), (QuotaWords.energy, scenario.quotas?.energy),
    ]
    .compactMap { title, quota in quota.map { (title, $0) } }
    guard !quotas.isEmpty || scenario.landing != nil else { return [] }
    var columns: [(String, Table.Alignment)] = [(SharedWords.district[language], .leading)]
    columns += quotas.map { ($0.0[language], .trailing) }
    if scenario.landing != nil { columns.append((ScenarioWords.startLag[language], .trailing)) }
    var rows = city.districts.map { district in
      [district.name[language]] + quotas.map { number($0.1.districts[district.id] ?? 0) }
        + (scenario.landing.map { [number($0.startLagMonths[district.id] ?? 0)] } ?? [])
    }
    if !quotas.isEmpty {
      rows.append(
        [SharedWords.cityPool[language]] + quotas.map { number($0.1.pool) }
          + (scenario.landing == nil ? [] : ["–"]))
    }
    return [
      .heading(ScenarioWords.quotas[language]),
      .table(Table(columns: columns.map { (title: $0.0, alignment: $0.1) }, rows: rows)),
    ]
  }

  /// The changes of the levers, if there are any.
  private var levers: [ReportBlock] {
    guard !scenario.levers.isEmpty else { return [] }
    let hasCosts = scenario.levers.contains { $0.cost != nil }
    var table = Table(
      columns: [
        (ScenarioWords.lever[language], .leading), (ScenarioWords.path[language], .leading),
        (ScenarioWords.change[language], .leading),
      ], rows: [])
    if hasCosts { table.columns.append((ScenarioWords.cost[language], .leading)) }
    for lever in scenario.levers {
      let unit = lever.unit.map { " " + $0[language] } ?? ""
      for (index, move) in lever.moves.enumerated() {
        var row = [index == 0 ? lever.title[language] : "", move.path]
        row.append("\(move.before) → \(move.after)\(unit)")
        if hasCosts { row.append(index == 0 ? lever.cost?[language] ?? "–" : "") }
        table.rows.append(row)
      }
    }
    return [
      .heading(ScenarioWords.levers[language]), .table(table),
      .paragraph(
        scenario.levers.map {
          SharedWords.labelled(name: $0.title[language], text: $0.reason[language])[language]
        }.joined(separator: "\n")),
    ]
  }

  /// Every input with its provenance, published figures first, grouped by source or reasoning.
  public func assumptions(usesColour: Bool = false) -> String {
    TextRenderer(usesColour: usesColour).render(assumptionBlocks)
  }

  var assumptionBlocks: [ReportBlock] {
    var published = Group()
    var assumed = Group()
    for assumption in scenario.assumptions {
      switch assumption.provenance {
      case .published(let source): published.add(assumption, under: source)
      case .assumed(let reasoning): assumed.add(assumption, under: reasoning)
      }
    }
    return [
      .headline(
        ScenarioWords.summary(published: "\(published.count)", assumed: "\(assumed.count)")[
          language]),
      .heading(ScenarioWords.published[language] + "\n"),
    ] + blocks(published, ScenarioWords.source) + [
      .heading(ScenarioWords.assumed[language] + "\n")
    ] + blocks(assumed, ScenarioWords.reasoning)
  }

  /// Assumptions grouped by source or reasoning, in the order of first occurrence.
  private struct Group {
    var count = 0
    var statements: [String] = []
    var members: [String: [Assumption]] = [:]

    mutating func add(_ assumption: Assumption, under statement: String) {
      count += assumption.count
      if members[statement] == nil { statements.append(statement) }
      members[statement, default: []].append(assumption)
    }
  }

  private func blocks(_ group: Group, _ title: (String) -> BilingualText) -> [ReportBlock] {
    guard !group.statements.isEmpty else { return [.paragraph(ScenarioWords.none[language])] }
    return group.statements.flatMap { statement -> [ReportBlock] in
      let table = Table(
        columns: [
          (ScenarioWords.item[language], .leading),
          (SharedWords.value[language], .trailing),
          (ScenarioWords.location[language], .leading),
        ],
        rows: group.members[statement, default: []].map {
          [$0.path, $0.count > 1 ? "\($0.value) (\($0.count))" : $0.value, $0.location ?? ""]
        })
      return [.heading(title(statement)[language]), .table(table)]
    }
  }

  private var stages: Table {
    let open = Stage.beforeSigning.map { stage in
      row(scenario.leads.filter { $0.stage == stage }, title: stage.name[language])
    }
    let signed = scenario.leads.filter { $0.signedOn?.year == scenario.planYear.year }
    return Table(
      columns: [
        (SharedWords.stage[language], .leading), (ScenarioWords.leads[language], .trailing),
        (ScenarioWords.estimates[language], .trailing),
      ], rows: open + [row(signed, title: ScenarioWords.signedThisYear[language])])
  }

  private func row(_ leads: [Lead], title: String) -> [String] {
    let sum = leads.reduce(Money.zero) { $0 + $1.investment.middle }
    return [title, "\(leads.count)", NumberText.fixed(sum.inHundredMillionYuan, decimals: 1)]
  }

  private var rates: Table {
    Table(
      columns: [(SharedWords.district[language], .leading)]
        + Stage.beforeSigning.map { ($0.name[language], .trailing) },
      rows: scenario.city.districts.map { district in
        [district.name[language]]
          + Stage.beforeSigning.map { stage in
            guard let rate = scenario.conversionRates[district.id]?[stage] else { return "–" }
            return NumberText.plain(rate.conversionRate * 100) + "% · "
              + NumberText.plain(rate.dwellTimeMonths)
          }
      })
  }

  /// The shapes of dwell times, and what is known of the time that leads have spent at their stages; empty
  /// where all dwell times are exponential.
  private var dwellTimes: [ReportBlock] {
    let shaped = scenario.city.districts.flatMap { district in
      Stage.beforeSigning.compactMap { stage -> (stage: Stage, row: [String])? in
        guard let rate = scenario.conversionRates[district.id]?[stage],
          rate.dwellTime.variation != 1 || rate.lostDwellTime != nil
        else { return nil }
        let lost = rate.lostDwellTime
        return (
          stage,
          [
            district.name[language], stage.name[language], number(rate.dwellTime.meanMonths),
            number(rate.dwellTime.variation), lost.map { number($0.meanMonths) } ?? "–",
            lost.map { number($0.variation) } ?? "–",
          ]
        )
      }
    }
    guard !shaped.isEmpty else { return [] }
    let stages = Set(shaped.map(\.stage))
    let leads = scenario.leads.filter { stages.contains($0.stage) }
    return [
      .heading(ScenarioWords.dwellTimes[language]),
      .table(
        Table(
          columns: [
            (SharedWords.district[language], .leading), (SharedWords.stage[language], .leading),
            (ScenarioWords.meanMonths[language], .trailing),
            (ScenarioWords.variation[language], .trailing),
            (ScenarioWords.lostMonths[language], .trailing),
            (ScenarioWords.lostVariation[language], .trailing),
          ], rows: shaped.map(\.row))),
      .paragraph(
        ScenarioWords.ages(
          known: "\(leads.count { $0.stageSince != nil })", leads: "\(leads.count)")[language]),
    ]
  }

  private var loadings: Table {
    let dependence = scenario.dependence
    let rows =
      [(scenario.city.name, dependence.cityLoading)]
      + scenario.city.districts.map {
        ($0.name, dependence.districtLoadings[$0.id] ?? dependence.districtLoading)
      }
      + scenario.city.chains.map {
        ($0.name, dependence.chainLoadings[$0.id] ?? dependence.chainLoading)
      }
    return Table(
      columns: [
        (ScenarioWords.factor[language], .leading), (ScenarioWords.loading[language], .trailing),
      ], rows: rows.map { [$0.0[language], NumberText.plain($0.1)] })
  }

  private var targets: Table {
    Table(
      columns: [
        (SharedWords.target[language], .leading), (SharedWords.requirement[language], .trailing),
      ],
      rows: scenario.targets.map { target in
        let value =
          switch target.value {
          case .investment(let money):
            SharedWords.money(amount: NumberText.plain(money.inHundredMillionYuan))[language]
          case .count(let count): SharedWords.projects(count: "\(count)")[language]
          case .share(let share): NumberText.plain(share * 100) + "%"
          }
        let requirement =
          target.comparison == .moreThan
          ? SharedWords.moreThan(amount: value) : SharedWords.atLeast(amount: value)
        return [target.title[language], requirement[language]]
      })
  }
}

extension InvestmentEstimate {
  /// The point, the most likely amount, or the middle of the range.
  fileprivate var middle: Money {
    switch self {
    case .point(let money), .threePoint(_, let money, _): money
    case .range(let low, let high):
      Money(tenThousandYuan: (low.tenThousandYuan + high.tenThousandYuan) / 2)
    }
  }
}
