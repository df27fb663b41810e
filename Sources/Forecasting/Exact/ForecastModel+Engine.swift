import InvestmentPipeline
import RandomStreams

extension ForecastModel {
  /// - Throws: `Problems` when this engine cannot answer for the scenario: `exact` where leads
  ///   depend on each other, either where more is played than the leads of the register.
  public func check(_ engine: Engine) throws(Problems) {
    if year != nil || rates != nil, engine == .exact || engine == .conditional {
      throw Problems([yearProblem(engine)])
    }
    guard engine == .exact, !isIndependent else { return }
    let hasFactors = !factors.isIndependent
    let remedy = BilingualText(
      zh: "改用 --engine conditional（对因子取平均，精度高）或 --engine auto；或把载荷设为 0，只看互不相关的情形。",
      en: "Use --engine conditional, which averages over the factors, or --engine auto; or set the "
        + "loadings to 0 to see independent leads.")
    throw Problems([
      Problem(
        path: hasFactors ? "dependence.loadings" : "dependence.student_degrees_of_freedom",
        reason: hasFactors
          ? BilingualText(
            zh: "各线索共受公共因子影响，总额不是独立项之和，精确分布（--engine exact）不成立。",
            en: "Leads share factors, so the total is no sum of independent amounts and has no "
              + "exact law (--engine exact).")
          : BilingualText(
            zh: "Student-t 连接函数使线索之间不独立，精确分布（--engine exact）不成立。",
            en: "Under the Student-t copula leads depend on each other, so the total has no exact "
              + "law (--engine exact)."),
        remedy: remedy)
    ])
  }

  /// The forecast with the targets' probabilities from `engine` where it can answer, and the
  /// simulation's beside them. `simulate` gives the forecast back as it is.
  ///
  /// - Throws: as `check(_:)`.
  /// - Cost: some tenths of a second for each metric with a target.
  public func answered(
    _ forecast: Forecast, by engine: Engine, _ plan: ConditionalPlan = ConditionalPlan()
  ) throws(Problems) -> Forecast {
    guard engine != .simulate else { return forecast }
    try check(engine)
    guard year == nil, rates == nil else { return simulated(forecast, engine) }
    var questions: [SumQuestion?] = targets.map { SumQuestion($0, table: table) }
    questions += zip(scenario.jointTargets, jointTargets).map { joint, members in
      // At least one of several is no question about one sum.
      joint.requirement == .any
        ? nil : SumQuestion(strictestOf: members.map { targets[$0] }, table: table)
    }
    let asked = questions.compactMap { $0 }
    let found =
      isIndependent && engine != .conditional
      ? exactAnswers(asked) : conditionalAnswers(asked, plan)
    var next = found.makeIterator()
    let answers = questions.map { $0 == nil ? nil : next.next() }

    var result = forecast
    result.engine = engine
    for index in result.targets.indices {
      let target = result.targets[index]
      let chosen = choose(
        answers[index], engine, probability: target.probability,
        standardError: target.standardError)
      result.targets[index].probability = chosen.probability
      result.targets[index].standardError = chosen.standardError
      result.targets[index].answer = chosen.answer
    }
    for index in result.joint.indices {
      let joint = result.joint[index]
      let chosen = choose(
        answers[targets.count + index], engine, probability: joint.probability,
        standardError: joint.standardError)
      result.joint[index].probability = chosen.probability
      result.joint[index].standardError = chosen.standardError
      result.joint[index].answer = chosen.answer
    }
    return result
  }

  /// All answers from the simulation, since projects depend on each other beyond the factors.
  private func simulated(_ forecast: Forecast, _ engine: Engine) -> Forecast {
    func answer(_ probability: Double, _ error: Double) -> EngineAnswer {
      EngineAnswer(
        method: .simulation, reason: EngineReason.wholeYear, simulatedProbability: probability,
        simulatedStandardError: error, disagrees: false)
    }
    var result = forecast
    result.engine = engine
    for index in result.targets.indices {
      let target = result.targets[index]
      result.targets[index].answer = answer(target.probability, target.standardError)
    }
    for index in result.joint.indices {
      let joint = result.joint[index]
      result.joint[index].answer = answer(joint.probability, joint.standardError)
    }
    return result
  }

  private func yearProblem(_ engine: Engine) -> Problem {
    let parts = [
      ("arrivals", !scenario.arrivals.isEmpty), ("followers", scenario.followers != nil),
      ("quotas", scenario.quotas != nil), ("landing", scenario.landing != nil),
      ("scorecard", scenario.scorecard != nil), ("history", scenario.history != nil),
    ].filter(\.1).map(\.0)
    return Problem(
      path: parts[0], value: parts.joined(separator: ", "),
      reason: BilingualText(
        zh: "情景里有 \(parts.joined(separator: "、"))，总额不再是各线索之和，--engine \(engine.rawValue) 只会算项目库。",
        en: "With \(parts.joined(separator: ", ")) the total is no sum over the register's leads, "
          + "and --engine \(engine.rawValue) knows the register alone."),
      remedy: BilingualText(
        zh: "改用 --engine simulate 或 --engine auto。", en: "Use --engine simulate or --engine auto."))
  }

  private struct Found {
    var probability: Double
    var standardError: Double
    var numericalError: Double
    var factorVectors: Int?
    var method: EngineAnswer.Method
  }

  private func exactAnswers(_ questions: [SumQuestion]) -> [Found] {
    exactProbabilities(questions, given: nil).map {
      Found(
        probability: $0.value, standardError: 0, numericalError: $0.numericalError,
        factorVectors: nil, method: .exact)
    }
  }

  private func conditionalAnswers(_ questions: [SumQuestion], _ plan: ConditionalPlan) -> [Found] {
    conditionalProbabilities(questions, plan).map {
      let method: EngineAnswer.Method =
        switch ($0.usesCumulants, $0.isShifted) {
        case (false, false): .conditionalFourier
        case (false, true): .shiftedFourier
        case (true, false): .conditionalCumulants
        case (true, true): .shiftedCumulants
        }
      return Found(
        probability: $0.value, standardError: $0.standardError, numericalError: $0.numericalError,
        factorVectors: $0.vectorCount, method: method)
    }
  }

  /// What is printed as the target's probability, and why.
  private func choose(
    _ found: Found?, _ engine: Engine, probability: Double, standardError: Double
  ) -> (probability: Double, standardError: Double, answer: EngineAnswer) {
    func simulation(_ reason: BilingualText) -> (Double, Double, EngineAnswer) {
      (
        probability, standardError,
        EngineAnswer(
          method: .simulation, reason: reason, simulatedProbability: probability,
          simulatedStandardError: standardError, disagrees: false)
      )
    }
    guard let found else { return simulation(EngineReason.severalMetrics) }
    // Numbers that are off by more than chance is in the simulation help nobody.
    if found.numericalError > 4 * standardError, found.method != .exact {
      return simulation(EngineReason.numerical)
    }
    if engine == .auto, found.standardError + found.numericalError > standardError {
      return simulation(EngineReason.simulationIsFiner)
    }
    let answer = EngineAnswer(
      method: found.method, reason: EngineReason.of(found.method),
      numericalError: found.numericalError, factorVectors: found.factorVectors,
      simulatedProbability: probability, simulatedStandardError: standardError, disagrees: false)
    return (
      found.probability, found.standardError,
      answer.judged(found.probability, found.standardError)
    )
  }
}

/// Why a method was taken.
enum EngineReason {
  static let severalMetrics = BilingualText(
    zh: "涉及多个指标，不是一个和，只能模拟。",
    en: "Several metrics at once are no single sum: simulated.")
  static let wholeYear = BilingualText(
    zh: "情景不止项目库（新增线索、裂变、要素、落地），总额不是各线索之和，只能模拟。",
    en: "More is played than the register (arrivals, followers, quotas, landing): simulated.")
  static let numerical = BilingualText(
    zh: "数值误差大于模拟误差，采用模拟。",
    en: "The numerical error would exceed the simulation's: simulated.")
  static let simulationIsFiner = BilingualText(
    zh: "模拟的误差更小，采用模拟。", en: "The simulation is more precise here: simulated.")

  static func of(_ method: EngineAnswer.Method) -> BilingualText {
    switch method {
    case .simulation: severalMetrics
    case .exact:
      BilingualText(
        zh: "线索互不相关：用傅里叶变换求精确分布。",
        en: "Leads are independent: the exact law, by Fourier transform.")
    case .conditionalFourier:
      BilingualText(
        zh: "给定因子后线索互不相关：逐个因子值求精确概率，再对因子取平均。",
        en: "Given the factors leads are independent: exact for each value of the factors, then "
          + "averaged.")
    case .shiftedFourier:
      BilingualText(
        zh: "罕见事件：把因子移到事件发生之处再加权还原，逐值求精确概率。",
        en: "A rare event: factors shifted to where it happens and weighted back, exact for each "
          + "value.")
    case .conditionalCumulants:
      BilingualText(
        zh: "线索极多：给定因子后用前三阶累积量近似，再对因子取平均。",
        en: "Very many leads: three cumulants given the factors, then averaged.")
    case .shiftedCumulants:
      BilingualText(
        zh: "线索极多且事件罕见：移动因子并加权还原，用前三阶累积量近似。",
        en: "Very many leads and a rare event: factors shifted and weighted back, three cumulants.")
    }
  }
}
