package import ExactDistributions
package import InvestmentPipeline
package import RandomStreams

extension CompiledScenario {
  /// The probability of a target as the mean of its probability given the factors; nil when there
  /// is none of this id.
  ///
  /// - Cost: for 2,700 leads some tenths of a second to prepare, then some microseconds a vector.
  package func conditionalProbability(
    of target: Target.ID, _ plan: ConditionalPlan = ConditionalPlan()
  ) -> ConditionalProbability? {
    guard let index = scenario.targets.firstIndex(where: { $0.id == target }) else { return nil }
    let question = SumQuestion(targets[index], table: table)
    guard case .found(let answer) = conditionalProbabilities([question], plan)[0] else {
      return nil
    }
    return answer
  }

  /// P(target | factors), by which tests compare with the exact distribution.
  package func conditionalProbability(of target: Target.ID, vector: Int, seed: Seed)
    -> (values: FactorValues, table: Double, direct: Double)?
  {
    guard let index = scenario.targets.firstIndex(where: { $0.id == target }) else { return nil }
    let question = SumQuestion(targets[index], table: table)
    let average = FactorAverage(factors, ConditionalPlan(seed: seed))
    return average.probability(
      AdditiveSum(self, question.key), question.threshold, vector: vector)
  }

  /// Answers questions; those about one sum share its tables.
  ///
  /// - Parameter simulated: by question, the probability from trials, by which the cost of a
  ///   simulation of the same error is estimated; nil to answer whatever it costs.
  func conditionalProbabilities(
    _ questions: [SumQuestion], _ plan: ConditionalPlan, control: EngineControl = EngineControl(),
    simulated: [Double]? = nil
  ) -> [ConditionalAnswer] {
    let average = FactorAverage(factors, plan, control: control)
    var answers = [ConditionalAnswer](repeating: .interrupted, count: questions.count)
    for (key, places) in questions.indicesByKey {
      control.beginNext()
      guard control.goesOn(after: 0) else { break }
      let found = average.answers(
        AdditiveSum(self, key), places.map { questions[$0].threshold },
        simulation: simulated.map { simulated in
          SimulationEstimate(
            probabilities: places.map { simulated[$0] }, eventCount: leads.count)
        })
      for (place, answer) in zip(places, found) { answers[place] = answer }
      control.targetsAnswered += places.count
    }
    return answers
  }
}
