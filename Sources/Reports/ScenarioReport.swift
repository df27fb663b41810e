import InvestmentPipeline

/// A scenario as it stands, before any trial: what goes in, and where it comes from.
public struct ScenarioReport {
  let scenario: Scenario
  let language: Language

  public init(_ scenario: Scenario, language: Language) {
    self.scenario = scenario
    self.language = language
  }

  /// Register, rates, dependence, targets.
  public func overview(usesColour: Bool = false) -> String {
    TextRenderer(usesColour: usesColour).render(
      [
        .headline(
          Catalogue.about(
            language, scenario.city.name[language], "\(scenario.planYear.year)",
            scenario.title[language], scenario.reason[language])),
        .heading(Catalogue.showStages(language)), .table(stages),
        .heading(Catalogue.showRates(language)), .table(rates),
        .heading(Catalogue.showDependence(language)), .table(loadings),
      ] + year + [.heading(Catalogue.showTargets(language)), .table(targets)] + levers)
  }

  /// Arrivals, followers, quotas and landing, if there are any.
  private var year: [ReportBlock] {
    let city = scenario.city
    func number(_ value: Double) -> String { NumberText.plain((value * 100).rounded() / 100) }
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
        .heading(Catalogue.showArrivals(language)),
        .table(
          Table(
            columns: [
              (Catalogue.channel(language), .leading), (Catalogue.showStage(language), .leading),
              (Catalogue.showPerMonth(language), .trailing),
              (Catalogue.showDispersion(language), .trailing),
            ], rows: rows)),
      ]
    }
    if let followers = scenario.followers {
      blocks.append(
        .paragraph(
          Catalogue.showFollowers(
            language,
            Catalogue.unitMoney(language, number(followers.anchorSize.inHundredMillionYuan)),
            city.chains.compactMap { chain in
              followers.meanPerAnchor[chain.id].map { "\(chain.name[language]) \(number($0))" }
            }.joined(separator: language == .chinese ? "、" : ", "),
            number(followers.inDistrictShare * 100), number(followers.meanDelayMonths),
            number(followers.relativeSize * 100))))
    }
    let quotas = [
      (Catalogue.quotasLand, scenario.quotas?.land), (.quotasEnergy, scenario.quotas?.energy),
    ]
    .compactMap { title, quota in quota.map { (title, $0) } }
    if !quotas.isEmpty || scenario.landing != nil {
      var columns: [(String, Table.Alignment)] = [(Catalogue.district(language), .leading)]
      columns += quotas.map { ($0.0(language), .trailing) }
      if scenario.landing != nil { columns.append((Catalogue.showLag(language), .trailing)) }
      var rows = city.districts.map { district in
        [district.name[language]] + quotas.map { number($0.1.districts[district.id] ?? 0) }
          + (scenario.landing.map { [number($0.startLagMonths[district.id] ?? 0)] } ?? [])
      }
      if !quotas.isEmpty {
        rows.append(
          [Catalogue.yearPool(language)] + quotas.map { number($0.1.pool) }
            + (scenario.landing == nil ? [] : ["–"]))
      }
      blocks += [
        .heading(Catalogue.showQuotas(language)),
        .table(Table(columns: columns.map { (title: $0.0, alignment: $0.1) }, rows: rows)),
      ]
    }
    return blocks
  }

  /// What the levers moved, if there are any.
  private var levers: [ReportBlock] {
    guard !scenario.levers.isEmpty else { return [] }
    let hasCosts = scenario.levers.contains { $0.cost != nil }
    var table = Table(
      columns: [
        (Catalogue.leverName(language), .leading), (Catalogue.leverMove(language), .leading),
        (Catalogue.leverValue(language), .leading),
      ], rows: [])
    if hasCosts { table.columns.append((Catalogue.leverCost(language), .leading)) }
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
      .heading(Catalogue.showLevers(language)), .table(table),
      .paragraph(
        scenario.levers.map {
          Catalogue.answerReason(language, $0.title[language], $0.reason[language])
        }.joined(separator: "\n")),
    ]
  }

  /// Every number with its provenance, published figures first; those that one word speaks
  /// for stand together.
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
      .headline(Catalogue.explainSummary(language, "\(published.count)", "\(assumed.count)")),
      .heading(Catalogue.explainPublished(language) + "\n"),
    ] + blocks(published, .explainSource) + [
      .heading(Catalogue.explainAssumed(language) + "\n")
    ] + blocks(assumed, .explainReasoning)
  }

  /// Assumptions by the word that speaks for them, in the order in which the words come.
  private struct Group {
    var count = 0
    var words: [String] = []
    var members: [String: [Assumption]] = [:]

    mutating func add(_ assumption: Assumption, under word: String) {
      count += assumption.count
      if members[word] == nil { words.append(word) }
      members[word, default: []].append(assumption)
    }
  }

  private func blocks(_ group: Group, _ title: Catalogue) -> [ReportBlock] {
    guard !group.words.isEmpty else { return [.paragraph(Catalogue.explainNone(language))] }
    return group.words.flatMap { word -> [ReportBlock] in
      let table = Table(
        columns: [
          (Catalogue.explainPath(language), .leading),
          (Catalogue.explainValue(language), .trailing),
          (Catalogue.explainPlace(language), .leading),
        ],
        rows: group.members[word, default: []].map {
          [$0.path, $0.count > 1 ? "\($0.value) (\($0.count))" : $0.value, $0.location ?? ""]
        })
      return [.heading(title(language, word)), .table(table)]
    }
  }

  private var stages: Table {
    let open = Stage.beforeSigning.map { stage in
      row(scenario.leads.filter { $0.stage == stage }, title: stage.name[language])
    }
    let signed = scenario.leads.filter { $0.signedOn?.year == scenario.planYear.year }
    return Table(
      columns: [
        (Catalogue.showStage(language), .leading), (Catalogue.showCount(language), .trailing),
        (Catalogue.showSum(language), .trailing),
      ], rows: open + [row(signed, title: Catalogue.showSigned(language))])
  }

  private func row(_ leads: [Lead], title: String) -> [String] {
    let sum = leads.reduce(Money.zero) { $0 + $1.investment.middle }
    return [title, "\(leads.count)", NumberText.fixed(sum.inHundredMillionYuan, decimals: 1)]
  }

  private var rates: Table {
    Table(
      columns: [(Catalogue.district(language), .leading)]
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
        (Catalogue.showFactor(language), .leading), (Catalogue.showLoading(language), .trailing),
      ], rows: rows.map { [$0.0[language], NumberText.plain($0.1)] })
  }

  private var targets: Table {
    Table(
      columns: [
        (Catalogue.target(language), .leading), (Catalogue.requirement(language), .trailing),
      ],
      rows: scenario.targets.map { target in
        let words: Catalogue = target.comparison == .moreThan ? .moreThan : .atLeast
        let value =
          switch target.value {
          case .investment(let money):
            Catalogue.unitMoney(language, NumberText.plain(money.inHundredMillionYuan))
          case .count(let count): Catalogue.unitProjects(language, "\(count)")
          case .share(let share): NumberText.plain(share * 100) + "%"
          }
        return [target.title[language], words(language, value)]
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
