import Distributions
import InvestmentPipeline
import RandomStreams

/// Turns the leads of a validated scenario, one by one, into the arrays of a `CompiledScenario`.
struct RegisterCompiler {
  private(set) var leads: [CompiledScenario.PipelineLead] = []
  private(set) var distributions: [InvestmentDistribution] = []
  private(set) var thresholds: [Double] = []
  /// What decides each curve.
  private(set) var curveKeys: [CurveKey] = []
  /// Whether some leads cannot be signed within the year.
  private(set) var hasClosedCurves = false
  /// By curve, of being signed by the end of the year.
  private(set) var signingProbabilities: [Double] = []
  private(set) var knownResults: [CompiledScenario.KnownResult] = []
  private(set) var rows: [(district: District.ID, chain: IndustryChain.ID)] = []
  private(set) var problems: [Problem] = []

  private let scenario: Scenario
  let curves: ConversionCurves
  private let scopes: [Scope: Int32]
  private let studentT: StudentT?
  private var rowNumbers: [Row: Int32] = [:]
  private var curveNumbers: [CurveKey: Int32] = [:]

  private struct Row: Hashable {
    var district: District.ID
    var chain: IndustryChain.ID
  }

  /// Leads of equal values and no probability of their own share a curve.
  struct CurveKey: Hashable {
    var district: District.ID
    var stage: Stage
    /// Months at the stage; nil where they are unknown or tell nothing.
    var age: Double?
    var shift: Double
    /// The probability of being signed by the end of the year, where it is stated.
    var stated: Double?
  }

  init(_ scenario: Scenario, table: MetricTable, drift: DriftDraw?) {
    self.scenario = scenario
    curves = ConversionCurves(
      rates: scenario.conversionRates, pace: scenario.pace, shift: scenario.conversionShift,
      planYear: scenario.planYear, drift: drift)
    scopes = Dictionary(
      uniqueKeysWithValues: table.scopes.enumerated().map { ($1, Int32($0)) })
    studentT = scenario.dependence.studentDegreesOfFreedom.flatMap {
      try? StudentT(degreesOfFreedom: $0)
    }
  }

  /// - Parameter number: the index of the lead in the scenario.
  mutating func add(_ lead: Lead, number: Int) {
    let segment = CompiledScenario.Segment(
      district: scopes[.district(lead.districtID)]!, chain: scopes[.chain(lead.chainID)]!,
      channel: scopes[.channel(lead.channelID)]!, isManufacturing: lead.isManufacturing)
    if let signedOn = lead.signedOn {
      addKnownResult(lead, signedOn: signedOn, segment: segment)
    } else if Stage.beforeSigning.contains(lead.stage) {
      addPipelineLead(lead, number: number, segment: segment)
    }
  }

  /// Projects signed in the plan year count; those of earlier years do not.
  private mutating func addKnownResult(
    _ lead: Lead, signedOn: CalendarDate, segment: CompiledScenario.Segment
  ) {
    guard signedOn.year == scenario.planYear.year, lead.stage != .lost,
      case .point(let money) = lead.investment
    else { return }
    knownResults.append(
      CompiledScenario.KnownResult(
        segment: segment, month: signedOn.month - 1, amount: money.tenThousandYuan))
  }

  private mutating func addPipelineLead(
    _ lead: Lead, number: Int, segment: CompiledScenario.Segment
  ) {
    let adjustments = scenario.adjustments.filter { $0.filter.matches(lead) }
    let shift = adjustments.reduce(lead.scoreShift) { $0 + $1.scoreShift }
    let factor = adjustments.reduce(1) { $0 * $1.investmentFactor }
    guard factor <= Scenario.greatestInvestmentFactor else {
      problems.append(
        Problem(
          path: "leads[\(lead.id)].investment", value: "\(factor)",
          reason: BilingualText(
            zh: "各项调整的投资额倍数之积是 \(factor)，最多 \(Int(Scenario.greatestInvestmentFactor))。",
            en:
              "The investment factors of its adjustments multiply to \(factor), of at most \(Int(Scenario.greatestInvestmentFactor))."
          ),
          remedy: BilingualText(
            zh: "调小 adjustments 中的倍数。", en: "Lower the factors under adjustments.")))
      return
    }
    guard let curve = curveNumber(lead, shift: shift) else { return }
    do {
      distributions.append(
        try InvestmentDistribution(
          lead.investment, uncertainty: scenario.estimateUncertainty[lead.stage] ?? 0,
          factor: factor))
    } catch {
      problems.append(
        Problem(
          path: "leads[\(lead.id)].investment", value: "\(error.value)",
          reason: BilingualText(
            zh: "投资额无法构成分布。", en: "No distribution can be made of the investment."),
          remedy: BilingualText(zh: "检查投资额与调整系数。", en: "Check the amounts and the factor.")))
      return
    }
    leads.append(
      CompiledScenario.PipelineLead(
        number: Int32(number), key: EntityKey(id: lead.id), curve: curve,
        row: rowNumber(lead.districtID, lead.chainID), distribution: Int32(distributions.count - 1),
        segment: segment))
  }

  /// Finds leads of one random key, which would draw the same numbers. Cheaper all at once than
  /// lead by lead.
  mutating func checkKeys() {
    let keys = leads.map(\.key.rawValue).sorted()
    let shared = Set(zip(keys, keys.dropFirst()).filter { $0 == $1 }.map(\.0))
    guard !shared.isEmpty else { return }
    var first: [UInt64: Lead.ID] = [:]
    for lead in scenario.leads where shared.contains(EntityKey(id: lead.id).rawValue) {
      let key = EntityKey(id: lead.id).rawValue
      guard let other = first[key] else {
        first[key] = lead.id
        continue
      }
      problems.append(
        Problem(
          path: "leads[\(lead.id)].id", value: lead.id,
          reason: BilingualText(
            zh: "编号与“\(other)”的随机数键相同。", en: "Its id has the random key of “\(other)”."),
          remedy: BilingualText(zh: "给其中一条换一个编号。", en: "Give one of the two another id.")))
    }
  }

  /// The loading row of leads of the district and the chain.
  mutating func rowNumber(_ district: District.ID, _ chain: IndustryChain.ID) -> Int32 {
    let row = Row(district: district, chain: chain)
    if let number = rowNumbers[row] { return number }
    let number = Int32(rows.count)
    rowNumbers[row] = number
    rows.append((district, chain))
    return number
  }

  private func age(of lead: Lead) -> Double? {
    guard let day = lead.stageSince,
      !curves.isMemoryless(district: lead.districtID, stage: lead.stage)
    else { return nil }
    return scenario.planYear.age(since: day, pace: scenario.pace)
  }

  /// Nil when the lead cannot be signed this year, or its probability cannot be met.
  private mutating func curveNumber(_ lead: Lead, shift: Double) -> Int32? {
    let key = CurveKey(
      district: lead.districtID, stage: lead.stage, age: age(of: lead), shift: shift,
      stated: lead.signingProbability)
    if key.stated == nil, let number = curveNumbers[key] { return number >= 0 ? number : nil }
    guard let probabilities = probabilities(key) else {
      problems.append(
        Problem(
          path: "leads[\(lead.id)].probability", value: "\(key.stated ?? 0)",
          reason: BilingualText(
            zh: "按转化率和月度节奏，该阶段在年底前不可能签约，无法换算到各月。",
            en:
              "By the conversion rates and the pace its stage cannot be signed within the year, so the "
              + "probability has no months to fall in."),
          remedy: BilingualText(
            zh: "改正所在阶段或转化率，或把概率改为 0。",
            en: "Correct the stage or the rates, or state 0.")))
      return nil
    }
    let number = Int32(curveKeys.count)
    let isOpen = addCurve(key, probabilities)
    if key.stated == nil { curveNumbers[key] = isOpen ? number : -1 }
    return isOpen ? number : nil
  }

  /// By month, before the shift; nil where a stated probability cannot be met.
  private func probabilities(_ key: CurveKey) -> [Double]? {
    let probabilities = curves.curve(district: key.district, stage: key.stage, age: key.age)!
    guard let stated = key.stated else { return probabilities }
    let reached = probabilities.last!
    guard reached > 0 || stated == 0 else { return nil }
    return probabilities.map { reached > 0 ? $0 * (stated / reached) : 0 }
  }

  /// Adds a curve, unless leads of it cannot be signed within the year; returns whether they can.
  private mutating func addCurve(_ key: CurveKey, _ probabilities: [Double]) -> Bool {
    let scores = probabilities.map { threshold($0, shift: key.shift) }
    guard scores.last! > -.infinity else {
      hasClosedCurves = true
      return false
    }
    thresholds += scores
    curveKeys.append(key)
    signingProbabilities.append(shifted(probabilities.last!, by: key.shift))
    return true
  }

  /// Adds the curves of a scenario that differs in its rates alone, in their order; returns whether all of them
  /// are open, so that the leads are those of that scenario.
  mutating func addCurves(_ keys: [CurveKey]) -> Bool {
    keys.allSatisfy { key in probabilities(key).map { addCurve(key, $0) } ?? false }
  }

  /// The score at or below which a lead of this probability is signed: the quantile of the
  /// score's own distribution, normal or Student-t. The shift is on the probit scale: Φ(Φ⁻¹(G) +
  /// β).
  func threshold(_ probability: Double, shift: Double) -> Double {
    guard probability > 0 else { return -.infinity }
    guard probability < 1 else { return .infinity }
    guard let studentT else { return standardNormalQuantile(probability) + shift }
    return studentT.quantile(shifted(probability, by: shift))
  }
}
