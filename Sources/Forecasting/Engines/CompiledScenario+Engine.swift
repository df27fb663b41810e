public import ExactDistributions
public import InvestmentPipeline
import LinearAlgebra
import RandomStreams

extension CompiledScenario {
  /// - Throws: `Problems` when this engine cannot answer for the scenario: `exact` where leads
  ///   depend on each other, either where the scenario has more than the leads of its register.
  public func check(_ engine: Engine) throws(Problems) {
    if year != nil || hasParameterDraws, engine == .exact || engine == .conditional {
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
              + "exact distribution (--engine exact).")
          : BilingualText(
            zh: "Student-t 连接函数使线索之间不独立，精确分布（--engine exact）不成立。",
            en: "Under the Student-t copula leads depend on each other, so the total has no exact "
              + "distribution (--engine exact)."),
        remedy: remedy)
    ])
  }

  /// The forecast with the targets' probabilities from `engine` where it can answer, and the
  /// simulation's beside them. `simulate` gives the forecast back as it is.
  ///
  /// Where a simulation of the same error would be cheaper than the conditional engine, and that
  /// would take seconds, the simulation's answer stays, and says so.
  ///
  /// - Parameters:
  ///   - plan: nil for one with the forecast's seed.
  ///   - onProgress: called on the calling thread, a few times a second; return false to stop.
  ///     Targets not answered by then keep the simulation's answer, and `completion` is
  ///     `interrupted`.
  /// - Throws: as `check(_:)`.
  /// - Cost: some tenths of a second for each metric with a target.
  public func answered(
    _ forecast: Forecast, by engine: Engine, _ plan: ConditionalPlan? = nil,
    onProgress: @escaping (EngineProgress) -> Bool = { _ in true }
  ) throws(Problems) -> Forecast {
    let plan = plan ?? ConditionalPlan(seed: forecast.seed)
    guard engine != .simulate else { return forecast }
    try check(engine)
    guard year == nil, !hasParameterDraws else { return simulated(forecast, engine) }
    var questions: [SumQuestion?] = targets.map { SumQuestion($0, table: table) }
    questions += zip(scenario.jointTargets, jointTargets).map { joint, members in
      // At least one of several is no question about one sum.
      joint.requirement == .any
        ? nil : SumQuestion(strictestOf: members.map { targets[$0] }, table: table)
    }
    let asked = questions.compactMap { $0 }
    let control = EngineControl(targetCount: asked.count, onProgress: onProgress)
    let simulated =
      forecast.targets.map(\.probability) + forecast.joint.map(\.probability)
    let probabilities = zip(questions, simulated).compactMap { $0 == nil ? nil : $1 }
    let found =
      isIndependent && engine != .conditional
      ? exactAnswers(asked, plan, control) : conditionalAnswers(asked, plan, control, probabilities)
    var next = found.makeIterator()
    let answers = questions.map { $0 == nil ? nil : next.next() }

    var result = forecast
    result.engine = engine
    if control.isInterrupted { result.completion = .interrupted }
    for index in result.targets.indices {
      let target = result.targets[index]
      let chosen = choose(
        answers[index], engine, probability: target.probability,
        standardError: target.standardError, trials: forecast.trials)
      result.targets[index].probability = chosen.probability
      result.targets[index].standardError = chosen.standardError
      result.targets[index].answer = chosen.answer
    }
    for index in result.joint.indices {
      let joint = result.joint[index]
      let chosen = choose(
        answers[targets.count + index], engine, probability: joint.probability,
        standardError: joint.standardError, trials: forecast.trials)
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
      ("drift", scenario.drift != nil),
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

  private enum Found {
    case answer(Figure)
    /// None, for this reason.
    case simulate(BilingualText)
  }

  private struct Figure {
    var probability: Double
    var standardError: Double
    var numericalError: Double
    var upperBound: Double?
    var lowerBound: Double?
    var factorVectors: Int?
    var method: EngineAnswer.Method

    /// What it leaves open.
    var error: Double {
      upperBound ?? lowerBound.map { 1 - $0 } ?? standardError + numericalError
    }
  }

  private func exactAnswers(
    _ questions: [SumQuestion], _ plan: ConditionalPlan, _ control: EngineControl
  ) -> [Found] {
    exactProbabilities(questions, given: nil, pool: plan.pool, control: control).map {
      guard let found = $0 else { return .simulate(EngineReason.interrupted) }
      return .answer(
        Figure(
          probability: found.value, standardError: 0, numericalError: found.numericalError,
          upperBound: found.upperBound, lowerBound: found.lowerBound, method: .exact))
    }
  }

  private func conditionalAnswers(
    _ questions: [SumQuestion], _ plan: ConditionalPlan, _ control: EngineControl,
    _ simulated: [Double]
  ) -> [Found] {
    conditionalProbabilities(questions, plan, control: control, simulated: simulated).map {
      switch $0 {
      case .dearerThanSimulation: return .simulate(EngineReason.dearer)
      case .interrupted: return .simulate(EngineReason.interrupted)
      case .found(let found):
        let method: EngineAnswer.Method =
          switch (found.usesCumulants, found.isShifted) {
          case (false, false): found.isIntegrated ? .factorIntegral : .conditionalFourier
          case (false, true): .shiftedFourier
          case (true, false): .conditionalCumulants
          case (true, true): .shiftedCumulants
          }
        return .answer(
          Figure(
            probability: found.value, standardError: found.standardError,
            numericalError: found.numericalError, upperBound: found.upperBound,
            lowerBound: found.lowerBound, factorVectors: found.vectorCount, method: method))
      }
    }
  }

  /// What is printed as the target's probability, and why.
  private func choose(
    _ found: Found?, _ engine: Engine, probability: Double, standardError: Double, trials: Int
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
    let figure: Figure
    switch found {
    case .simulate(let reason): return simulation(reason)
    case .answer(let answer): figure = answer
    }
    // Of a simulation without a hit the spread is 0, the error is not.
    let simulated = max(standardError, 1 / Double(trials))
    // An answer whose numerical error exceeds the sampling error of the simulation is of no use.
    if figure.numericalError > 4 * simulated, figure.method != .exact {
      return simulation(EngineReason.numerical)
    }
    if engine == .auto, figure.error > simulated {
      return simulation(EngineReason.simulationIsFiner)
    }
    let answer = EngineAnswer(
      method: figure.method, reason: EngineReason.of(figure.method),
      numericalError: figure.numericalError, upperBound: figure.upperBound,
      lowerBound: figure.lowerBound, factorVectors: figure.factorVectors,
      simulatedProbability: probability, simulatedStandardError: standardError, disagrees: false)
    return (
      figure.probability, figure.standardError,
      answer.judged(figure.probability, figure.standardError, trials: trials)
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

  static let dearer = BilingualText(
    zh: "条件算法达到同样精度比模拟更费时，采用模拟。",
    en: "A simulation of the same error is cheaper than the conditional answer: simulated.")
  static let interrupted = BilingualText(
    zh: "运行被中断，采用模拟。", en: "Interrupted before this target was answered: simulated.")

  static func of(_ method: EngineAnswer.Method) -> BilingualText {
    switch method {
    case .simulation: severalMetrics
    case .exact:
      BilingualText(
        zh: "线索互不相关：用傅里叶变换求精确分布。",
        en: "Leads are independent: the exact distribution, by Fourier transform.")
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
    case .factorIntegral:
      BilingualText(
        zh: "所有线索只受一个方向的公共因子影响：给定因子求精确概率，再对因子作数值积分，没有抽样误差。",
        en: "All leads respond to one common factor: exact for each value of it, integrated over "
          + "it; no sampling error.")
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
