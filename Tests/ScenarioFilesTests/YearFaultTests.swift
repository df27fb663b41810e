import InvestmentPipeline
import ScenarioFiles
import Testing

/// The sections on arrivals, followers, quotas, landing, scorecard and history: as read, and every
/// fault of theirs with its place.
@Suite struct YearFaultTests {
  /// What the fixture's baseline is extended by.
  static let year = """
    extends: baseline
    title: 全年
    reason: 一句话
    arrivals:
      assumed: 估计
      stage: 线索
      dispersion: 0.3
      chains: {电池: 3, tourism: 1}
      sizes: {median: 2亿元, log_deviation: 0.8, tail: {from: 10亿元, share: 12%, exponent: 1.8, greatest: 250亿元}}
      districts:
        高新区: {chains: {battery: 1}, sizes: {tail: {share: 15%}}}
      channels:
        专班:
          stage: contacted
          months: {3: 2, 7: 0}
          per_month: {east: 4, 西区: 1.5}
    followers: {assumed: 估计, anchor_size: 20亿元, chains: {电池: 0.8}, in_district: 70%, mean_delay_months: 3, relative_size: 6%, log_deviation: 0.5, channel: 专班, generations: 2}
    quotas:
      assumed: 估计
      priority: score
      land: {districts: {东区: 300}, pool: 100, share: 40%, per_hundred_million_yuan: {others: 12, 电池: 8}}
      energy: {pool: 90000, per_hundred_million_yuan: {others: 500}}
      merit:
        tax_per_mu: {medians: {others: 20, 文旅: 8}, log_deviation: 0.5, weight: 60%, floor: 5}
        research_intensity: {medians: {others: 3%}, weight: 40%}
    landing:
      assumed: 估计
      start_lag_months: {city: 6, districts: {西区: 4}}
      fast_track: {share: 20%, lag_months: 1}
      carried_over_lag_months: 3
      funds: {first: 8%, months: 24}
      within_months: 18
    scorecard: {assumed: 估计, relative_to_target: false, weights: {signed: 30%, funds_in_place: 60%, investment_per_mu: 10%}}
    history: {file: history.csv, assumed: 虚构}
    last_year: {signed_investment: 1200亿元, assumed: 虚构}
    blend: {model_share: 75%, run_rate_deviation: 0.3, assumed: 回测}
    targets:
      begun: {title: 开工, measure: started_projects, district: east, at_least: 2, assumed: 估计}
    """
  static let history = """
    # 测试用
    区县,阶段,进入,晋级,停留月数
    东区,洽谈,40,18,90.5
    高新区,洽谈,10,4,20
    西区,approved,12,11,
    """

  private static func files(_ change: (String) -> String = { $0 }) -> [String: String] {
    ["whole.yaml": change(year), "history.csv": history]
  }

  @Test func `all sections are read`() throws {
    let scenario = try CityFixture(Self.files()).load("whole")
    #expect(scenario.arrivals.map(\.id) == ["team.east", "team.west"])
    let east = scenario.arrivals[0]
    #expect(east.stage == .contacted && east.dispersion == 0.3)
    #expect(east.monthlyRates == [4, 4, 8, 4, 4, 4, 0, 4, 4, 4, 4, 4])
    #expect(east.chainWeights == ["battery": 1])
    #expect(east.sizes.median == .hundredMillionYuan(2) && east.sizes.tail?.share == 0.15)
    #expect(east.sizes.tail?.greatest == .hundredMillionYuan(250))
    #expect(scenario.arrivals[1].chainWeights == ["battery": 3, "tourism": 1])
    #expect(scenario.arrivals[1].sizes.tail?.share == 0.12)
    let followers = try #require(scenario.followers)
    #expect(followers.meanPerAnchor == ["battery": 0.8] && followers.channelID == "team")
    #expect(followers.inDistrictShare == 0.7 && followers.generationLimit == 2)
    let quotas = try #require(scenario.quotas)
    #expect(quotas.land?.districts == ["east": 300] && quotas.land?.pool == 100)
    #expect(quotas.land?.need(of: "battery") == 8 && quotas.land?.need(of: "tourism") == 12)
    #expect(quotas.energy?.share == 1 && quotas.energy?.districts == [:])
    #expect(quotas.merit?.ranksByScore == true)
    #expect(quotas.merit?.criteria[.taxPerMu]?.median(of: "tourism") == 8)
    #expect(quotas.merit?.criteria[.researchIntensity]?.median(of: "battery") == 0.03)
    let landing = try #require(scenario.landing)
    #expect(landing.startLagMonths == ["east": 6, "west": 4] && landing.withinMonths == 18)
    #expect(landing.fundsShare(after: 0) == 0.08 && landing.fundsShare(after: 24) == 1)
    #expect(scenario.scorecard?.weights[.fundsInPlace] == 0.6)
    #expect(scenario.lastYearInvestment[7] == .hundredMillionYuan(100))
    #expect(scenario.lastYearInvestment.count == 12)
    #expect(scenario.blend == RunRateBlend(modelShare: 0.75, runRateDeviation: 0.3))
    let counts = try #require(scenario.history?.counts)
    #expect(counts[.negotiating]?["east"] == StageCounts(entered: 50, advanced: 22, months: 110.5))
    #expect(counts[.approved]?["west"] == StageCounts(entered: 12, advanced: 11))
    #expect(scenario.inputFiles.map(\.name).contains("history.csv"))
    #expect(
      scenario.targets.contains { $0.metric == Metric(.startedCount, over: .district("east")) })
    // Every number has its place and its word.
    let paths = scenario.assumptions.map(\.path)
    for path in [
      "arrivals.channels.专班.per_month.east", "followers.chains.电池", "quotas.land.pool",
      "landing.fast_track.share", "scorecard.weights.signed", "history",
    ] {
      #expect(paths.contains(path), "\(path)")
    }
  }

  // The chain before the district, the district before the channel, the channel before the city.
  @Test func `sizes are read key by key`() throws {
    let text = Self.year
      .replacingOccurrences(
        of: "tail: {share: 15%}", with: "tail: {share: 15%}, chains: {电池: {median: 5亿元}}"
      )
      .replacingOccurrences(
        of: "      stage: contacted\n",
        with:
          "      stage: contacted\n      sizes: {log_deviation: 1.1, chains: {tourism: {log_deviation: 0, tail: none}, 电池: {median: 4亿元, log_deviation: 0.9}}}\n"
      )
      .replacingOccurrences(
        of: "relative_size: 6%, log_deviation: 0.5",
        with:
          "relative_size: {others: 6%, tourism: 9%}, log_deviation: {others: 0.5}, sizes: {chains: {电池: {median: 3亿元, log_deviation: 0}}}"
      )
      .replacingOccurrences(of: "{电池: 0.8}", with: "{电池: 0.8, tourism: 0.2}")
    let scenario = try CityFixture(Self.files { _ in text }).load("whole")
    let east = scenario.arrivals[0]
    #expect(east.sizes.logDeviation == 1.1 && east.sizes.median == .hundredMillionYuan(2))
    #expect(east.sizes.tail?.share == 0.15)
    let battery = east.sizes(of: "battery")
    #expect(battery.median == .hundredMillionYuan(5) && battery.logDeviation == 0.9)
    #expect(battery.tail?.share == 0.15)
    let west = scenario.arrivals[1]
    #expect(west.sizes(of: "battery").median == .hundredMillionYuan(4))
    #expect(
      west.sizes(of: "tourism") == SizeDistribution(median: .hundredMillionYuan(2), logDeviation: 0)
    )
    #expect(
      scenario.followers?.sizes == [
        "battery": .independent(
          SizeDistribution(median: .hundredMillionYuan(3), logDeviation: 0)),
        "tourism": .relative(median: 0.09, logDeviation: 0.5),
      ])
    #expect(scenario.assumptions.map(\.path).contains("followers.sizes.chains.电池.median"))
  }

  static let faults: [(from: String, to: String, line: Int, says: String)] = [
    ("stage: contacted", "stage: 签约", 14, "before signing"),
    ("stage: 线索", "stage: 线锁", 6, "Did you mean “线索”"),
    ("dispersion: 0.3", "dispersion: -1", 7, "[0, 3]"),
    ("电池: 3,", "电磁: 3,", 8, "no chain"),
    ("{电池: 3, tourism: 1}", "{电池: 0, tourism: 0}", 8, "above 0"),
    ("median: 2亿元", "median: 2", 9, "no unit"),
    ("log_deviation: 0.8", "log_deviation: 8", 9, "[0, 5]"),
    ("log_deviation: 0.5, channel", "log_deviation: 8, channel", 17, "[0, 5]"),
    ("relative_size: 6%, ", "", 17, "“relative_size” is missing"),
    ("relative_size: 6%, ", "relative_size: {文旅: 6%}, ", 17, "have no size"),
    ("relative_size: 6%,", "sizes: {median: 2亿元, log_deviation: 9},", 17, "[0, 5]"),
    (
      "relative_size: 6%,", "sizes: {chains: {电池: {median: 2亿元}}},", 17,
      "“log_deviation” is missing"
    ),
    (
      "relative_size: 6%,", "relative_size: 6%, sizes: {median: 2亿元, log_deviation: 1},", 17,
      "stated twice"
    ),
    ("{share: 15%}", "{share: 15%}, chains: {电池: {median: 0亿元}}", 11, "above 0"),
    ("{share: 15%}", "{share: 15%}, chains: {电磁: {median: 3亿元}}", 11, "no chain"),
    ("contacted\n", "contacted\n      sizes: {log_deviation: 7}\n", 15, "[0, 5]"),
    ("share: 12%", "share: 120%", 9, "between 0 and 1"),
    ("greatest: 250亿元", "greatest: 5亿元", 9, "beginning of the tail"),
    ("exponent: 1.8, ", "", 9, "“exponent” is missing"),
    ("专班:\n", "专版:\n", 14, "no channel"),
    ("{3: 2, 7: 0}", "{13: 2}", 15, "months"),
    ("east: 4", "east: -4", 16, "at least 0"),
    ("east: 4", "eest: 4", 16, "Did you mean “east”"),
    ("anchor_size: 20亿元, ", "", 17, "“anchor_size” is missing"),
    ("{电池: 0.8}", "{电池: 30}", 17, "[0, 20]"),
    ("in_district: 70%", "in_district: 170%", 17, "[0, 1]"),
    ("mean_delay_months: 3", "mean_delay_months: 0.5", 17, "at least 1"),
    ("relative_size: 6%", "relative_size: 0%", 17, "above 0"),
    ("generations: 2", "generations: 0", 17, "1 … 12"),
    ("priority: score", "priority: scores", 20, "Did you mean “score”"),
    ("{东区: 300}", "{东区: -300}", 21, "between 0 and"),
    ("share: 40%", "share: 40", 21, "percent sign"),
    ("{others: 12, 电池: 8}", "{电池: 8}", 21, "No need is stated"),
    ("{others: 12, 电池: 8}", "{others: 12, 电磁: 8}", 21, "no chain"),
    ("{pool: 90000, per", "{per", 22, "How much there is"),
    ("{others: 20, 文旅: 8}", "{文旅: 8}", 24, "No tax per mu"),
    ("{others: 20, 文旅: 8}", "{others: 0, 文旅: 8}", 24, "above 0"),
    ("tax_per_mu", "taxes_per_mu", 24, "Did you mean “tax_per_mu”"),
    ("{city: 6, districts: {西区: 4}}", "{districts: {西区: 4}}", 28, "has no lag"),
    ("西区: 4}}", "西区: -4}}", 28, "[0, 1200]"),
    ("share: 20%", "share: 20", 29, "percent sign"),
    ("carried_over_lag_months: 3", "carried_over_lag_months: 三", 30, "plain number"),
    ("first: 8%", "first: 108%", 31, "[0, 1]"),
    ("months: 24", "months: 0", 31, "[1, 1200]"),
    ("within_months: 18", "within_months: 180", 32, "1 … 120"),
    ("signed: 30%", "singed: 30%", 33, "Did you mean “signed”"),
    ("relative_to_target: false", "relative_to_target: true", 33, "no yearly investment target"),
    ("file: history.csv", "file: histroy.csv", 34, "histroy.csv"),
    ("investment: 1200亿元", "investment: {1: 9亿元, 2: 8亿元}", 35, "Month 3, 4, 5"),
    ("investment: 1200亿元", "investment: 1200", 35, "no unit"),
    ("investment: 1200亿元", "investment: {13: 9亿元}", 35, "months"),
    ("{signed_investment: 1200亿元", "{investment: 1200亿元", 35, "“signed_investment” is missing"),
    ("run_rate_deviation: 0.3", "run_rate_deviation: 6", 36, "at most 5"),
    (
      "started_projects, district: east", "started_projects, chain: 电池", 38,
      "city and its districts"
    ),
    ("  dispersion: 0.3\n", "  dispersal: 0.3\n", 7, "Did you mean “dispersion”"),
    ("  assumed: 估计\n  start", "  #\n  start", 28, "no provenance"),
  ]

  @Test(arguments: faults)
  func `a fault is named with its place`(
    _ fault: (from: String, to: String, line: Int, says: String)
  ) throws {
    let text = Self.year.replacingOccurrences(of: fault.from, with: fault.to)
    try #require(text != Self.year)
    let problems = try CityFixture(Self.files { _ in text }).check()
    let found = problems.filter {
      $0.reason.en.contains(fault.says) || $0.remedy.en.contains(fault.says)
    }
    #expect(!found.isEmpty, "\(fault.to): \(problems)")
    #expect(
      found.contains { $0.location?.hasPrefix("whole.yaml:\(fault.line):") == true },
      "\(fault.to): \(found.map(\.location))")
  }

  @Test func `an endless cascade is refused with its remedy`() throws {
    let text = Self.year.replacingOccurrences(of: "{电池: 0.8}", with: "{电池: 1.2}")
      .replacingOccurrences(of: "relative_size: 6%", with: "relative_size: 100%")
      .replacingOccurrences(of: ", generations: 2", with: "")
    let problems = try CityFixture(Self.files { _ in text }).check()
    #expect(
      problems.contains {
        $0.reason.en.contains("never end") && $0.location?.hasPrefix("whole.yaml:17:") == true
      })
  }

  static let histories: [(String, String)] = [
    ("区县,阶段,进入\n东区,洽谈,40\n", "“advanced” is missing"),
    ("区县,阶段,进入,晋级\n东区,洽谈,40,41\n", "cannot be"),
    ("区县,阶段,进入,晋级\n东区,洽谈,四十,4\n", "not a number"),
    ("区县,阶段,进入,晋级\n东区,签约,40,4\n", "not a stage before signing"),
    ("区县,阶段,进入,晋级\n,洽谈,40,4\n", "district is missing"),
    ("区县,阶段,进入,晋级\n南区,洽谈,40,4\n", "no district"),
    ("区县,阶段,进入,晋级,停留月数\n东区,洽谈,40,4,0\n", "cannot be"),
    ("区县,阶段,进入,晋级\n", "empty"),
  ]

  @Test(arguments: histories)
  func `a history that cannot be is refused`(_ text: String, _ words: String) throws {
    var files = Self.files()
    files["history.csv"] = text
    let problems = try CityFixture(files).check()
    #expect(problems.contains { $0.reason.en.contains(words) }, "\(problems)")
  }
}
