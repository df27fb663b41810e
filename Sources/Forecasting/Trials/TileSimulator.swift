import ExactDistributions
import InvestmentPipeline
import RandomStreams
import TileEngine

/// A consumer of the values of a tile's metrics and targets, in the order in which they are summed up.
protocol MetricConsumer {
  /// Called before the values of `trials`.
  mutating func begin(_ trials: Range<Int>)
  /// Takes a metric's values by trial; negative where the metric has no value.
  ///
  /// - Parameter isConstant: whether all values are the same.
  mutating func add(
    _ values: UnsafeBufferPointer<Int64>, toMetric index: Int, isConstant: Bool, using tile: Tile)
  /// Takes the values of a measure of the project simulation.
  mutating func add(
    _ values: UnsafeBufferPointer<Int64>, toYearMeasure index: Int, using tile: Tile)
  /// Gives access to the counts of ranks, to which the tile's are added.
  mutating func addRanks(_ add: (inout [Int]) -> Void)
  /// Takes the shortfalls of a target by trial, negative for a hit; joint targets come last.
  mutating func add(
    shortfalls: UnsafeBufferPointer<Int64>, toTarget index: Int, using tile: Tile)
}

extension ForecastAccumulator: MetricConsumer {}

/// Simulates tiles of trials of one scenario and sums up their metrics and targets: the state of
/// one thread.
@safe final class TileSimulator {
  let model: CompiledScenario
  private let seed: Seed
  private let tile: Tile
  /// One row of `width` values for each buffer below.
  private let memory: ScratchBuffer<Int64>
  /// Sums of a scope through a month, by trial.
  let investment: UnsafeMutableBufferPointer<Int64>
  private let manufacturing: UnsafeMutableBufferPointer<Int64>
  private let shares: UnsafeMutableBufferPointer<Int64>
  private let projectSimulation: ProjectSimulation?
  /// Sums of what started through a month, by trial, and the funds in place by its end.
  let startedInvestment: UnsafeMutableBufferPointer<Int64>
  private let startedCount: UnsafeMutableBufferPointer<Int64>
  private let carriedOver: UnsafeMutableBufferPointer<Int64>
  let funds: UnsafeMutableBufferPointer<Int64>
  /// By scope and month.
  private let knownSums: [KnownSums]
  /// Projects signed before the plan year that have not started, of the scope being summed up.
  private var carriedOverCount = 0
  /// By size and trial.
  private let counts: [UnsafeMutableBufferPointer<Int64>]
  /// Metric of the table → targets on it.
  private let targetsByMetric: [Int: [Int]]
  /// By target, joint ones last, and by trial: negative where it is met.
  private let shortfalls: [UnsafeMutableBufferPointer<Int64>]
  /// Metric of the table → its place among the watched ones.
  private let watched: [Int: Int]
  private let watchedValues: [UnsafeMutableBufferPointer<Int64>]

  /// What is known to have been signed in a scope in a month.
  private struct KnownSums {
    var investment: Int64 = 0
    var manufacturing: Int64 = 0
    /// By size of the table.
    var counts: [Int64]
  }

  /// - Parameters:
  ///   - projects: of the thread, where the model simulates projects.
  ///   - watched: metrics of the table whose values are kept for `values(ofWatched:)`.
  init(
    _ model: CompiledScenario, seed: Seed, points: FactorPoints, width: Int, level: InstructionSet,
    memory projects: ProjectMemory?, watching watched: [Int] = []
  ) {
    self.model = model
    self.seed = seed
    let distributions = model.distributions
    tile = Tile(
      model.program, seed: seed,
      factorKeys: model.factors.isIndependent ? [] : model.factors.factorKeys,
      points: points, greatestWidth: width, level: level,
      record: model.year == nil ? nil : projects?.record
    ) { number, stream in distributions[number].draw(using: &stream) }
    let outcomeCount = model.targets.count + model.jointTargets.count
    memory = ScratchBuffer(
      repeating: 0,
      count: width * (7 + model.table.sizes.count + outcomeCount + watched.count))
    var free = unsafe memory.values[...]
    func lanes() -> UnsafeMutableBufferPointer<Int64> {
      defer { unsafe free = unsafe free.dropFirst(width) }
      return unsafe UnsafeMutableBufferPointer(rebasing: free.prefix(width))
    }
    unsafe investment = unsafe lanes()
    unsafe manufacturing = unsafe lanes()
    unsafe shares = unsafe lanes()
    let tile = tile
    projectSimulation = model.year.map {
      ProjectSimulation($0, tile, seed: seed, width: width, memory: projects!)
    }
    unsafe startedInvestment = unsafe lanes()
    unsafe startedCount = unsafe lanes()
    unsafe carriedOver = unsafe lanes()
    unsafe funds = unsafe lanes()
    unsafe counts = unsafe model.table.sizes.map { _ in unsafe lanes() }
    targetsByMetric = Dictionary(grouping: model.targets.indices) { model.targets[$0].metricIndex }
    unsafe shortfalls = unsafe (0..<outcomeCount).map { _ in unsafe lanes() }
    knownSums = Self.knownSums(model)
    self.watched = Dictionary(uniqueKeysWithValues: watched.enumerated().map { ($1, $0) })
    unsafe watchedValues = unsafe watched.map { _ in unsafe lanes() }
  }

  private static func knownSums(_ model: CompiledScenario) -> [KnownSums] {
    let sizes = model.table.sizes.map(\.tenThousandYuan)
    var sums = [KnownSums](
      repeating: KnownSums(counts: [Int64](repeating: 0, count: sizes.count)),
      count: model.table.scopes.count * MetricTable.monthCount)
    for result in model.knownResults {
      let segment = result.segment
      for scope in [0, segment.district, segment.chain, segment.channel] {
        let index = Int(scope) * MetricTable.monthCount + result.month
        sums[index].investment += result.amount
        if segment.isManufacturing { sums[index].manufacturing += result.amount }
        for (size, least) in sizes.enumerated() where result.amount >= least {
          sums[index].counts[size] += 1
        }
      }
    }
    return sums
  }

  /// Simulates `trials`, which begin at a multiple of the tile's width.
  ///
  /// - Parameter onProject: called with each project of the project simulation and its trial
  ///   within the tile; nil costs nothing.
  func simulate(_ trials: Range<Int>, onProject: ((Int, ProjectOutcome) -> Void)? = nil) {
    let width = (trials.count + Tile.leastWidth - 1) / Tile.leastWidth * Tile.leastWidth
    let scales =
      model.factors.mixingDistribution == nil
      ? []
      : (0..<width).map { model.factors.thresholdScale(seed: seed, trial: trials.lowerBound + $0) }
    tile.simulate(firstTrial: trials.lowerBound, width: width, thresholdScales: scales)
    projectSimulation?.onProject = onProject
    projectSimulation?.simulate(scales: scales)
    projectSimulation?.onProject = nil
  }

  /// Sums up the trials simulated last and passes their metrics and targets to `consumer`.
  func report(_ trials: Range<Int>, to consumer: inout some MetricConsumer) {
    consumer.begin(trials)
    for part in model.schedule.parts { report(part, trials.count, to: &consumer) }
    if let projectSimulation { add(projectSimulation, trials.count, to: &consumer) }
    for (joint, members) in model.jointTargets.enumerated() {
      let index = model.targets.count + joint
      let joint = unsafe shortfalls[index]
      // A joint target has no amount to fall short by: −1 where it is met, 0 elsewhere.
      let isAny = model.scenario.jointTargets[index - model.targets.count].requirement == .any
      unsafe joint.update(repeating: isAny ? 0 : -1)
      for member in members {
        for lane in joint.indices where unsafe (shortfalls[member][lane] < 0) == isAny {
          unsafe joint[lane] = isAny ? -1 : 0
        }
      }
      unsafe consumer.add(
        shortfalls: UnsafeBufferPointer(rebasing: joint[..<trials.count]), toTarget: index,
        using: tile)
    }
  }

  /// Adds the measures of the project simulation.
  private func add(
    _ simulation: ProjectSimulation, _ laneCount: Int, to consumer: inout some MetricConsumer
  ) {
    guard let plan = model.year else { return }
    for measure in 0..<plan.measures.count {
      unsafe consumer.add(
        UnsafeBufferPointer(rebasing: simulation.values(ofIndex: measure)[..<laneCount]),
        toYearMeasure: measure, using: tile)
    }
    if let scorecard = plan.scorecard { rank(scorecard, plan, simulation, laneCount, &consumer) }
  }

  /// Of the last tile, by trial: negative where the target is met; joint targets come last.
  func shortfalls(ofTarget index: Int) -> UnsafeBufferPointer<Int64> {
    unsafe UnsafeBufferPointer(shortfalls[index])
  }

  /// Of the last tile, by trial, in base units; negative for an undefined ratio (zero denominator).
  func values(ofWatched index: Int) -> UnsafeBufferPointer<Int64> {
    unsafe UnsafeBufferPointer(watchedValues[index])
  }

  /// Sums up a scope month by month and passes its metrics to `consumer`.
  private func report(
    _ part: MetricSchedule.Part, _ laneCount: Int, to consumer: inout some MetricConsumer
  ) {
    unsafe investment.update(repeating: 0)
    unsafe manufacturing.update(repeating: 0)
    for size in unsafe counts.indices { unsafe counts[size].update(repeating: 0) }
    unsafe startedInvestment.update(repeating: 0)
    unsafe startedCount.update(repeating: 0)
    unsafe carriedOver.update(repeating: 0)
    let sizes = part.sizes
    let wantsShare = unsafe part.measures.contains(counts.count + 1)
    carriedOverCount =
      model.year?.landing?.carriedOver.count { part.scope == 0 || $0.district == part.scope - 1 }
      ?? 0
    let wantsStarts = part.measures.contains { unsafe $0 > counts.count + 1 }
    var nextStart = 0
    var nextMonth = 0
    var nextSlot = 0
    var isConstant = true
    for month in part.months {
      while nextMonth <= month.month {
        addKnownResults(scope: part.scope, month: nextMonth)
        nextMonth += 1
      }
      while nextSlot < model.schedule.slotMonths.count,
        model.schedule.slotMonths[nextSlot] <= month.month
      {
        addSlot(nextSlot, scope: part.scope, sizes: sizes, wantsShare: wantsShare)
        nextSlot += 1
        isConstant = false
      }
      if wantsStarts {
        while nextStart <= month.month {
          addStarts(scope: part.scope, month: nextStart)
          nextStart += 1
        }
        if unsafe month.measures.contains(counts.count + 4) {
          fund(scope: part.scope, through: month.month)
        }
      }
      for measure in month.measures {
        let index = model.table.index(scope: part.scope, month: month.month, measure: measure)
        let values = unsafe self.values(measure, laneCount)
        unsafe consumer.add(values, toMetric: index, isConstant: isConstant, using: tile)
        if !watched.isEmpty, let slot = watched[index] {
          _ = unsafe watchedValues[slot].update(fromContentsOf: values)
        }
        unsafe decideTargets(on: index, values: values, to: &consumer)
      }
    }
  }

  func addKnownResults(scope: Int, month: Int) {
    let known = knownSums[scope * MetricTable.monthCount + month]
    if known.investment > 0 { unsafe add(known.investment, to: investment) }
    if known.manufacturing > 0 { unsafe add(known.manufacturing, to: manufacturing) }
    for (size, count) in known.counts.enumerated() where count > 0 {
      unsafe add(count, to: counts[size])
    }
  }

  private func add(_ number: Int64, to values: UnsafeMutableBufferPointer<Int64>) {
    for lane in values.indices { unsafe values[lane] &+= number }
  }

  /// The districts of the city, or the one that `scope` is.
  private func districts(of scope: Int) -> Range<Int> {
    scope == 0 ? 0..<model.scenario.city.districts.count : scope - 1..<scope
  }

  /// Adds what started over the city or a district in a month.
  func addStarts(scope: Int, month: Int) {
    guard let projectSimulation else { return }
    for district in districts(of: scope) {
      unsafe projectSimulation.add(
        .investment, district: district, month: month, to: startedInvestment)
      unsafe projectSimulation.add(.count, district: district, month: month, to: startedCount)
      unsafe projectSimulation.add(.carriedOver, district: district, month: month, to: carriedOver)
    }
  }

  /// Funds in place at the end of a month: whole 万元 of each district, which add up to the city's.
  func fund(scope: Int, through month: Int) {
    guard let projectSimulation, let landing = model.year?.landing else { return }
    unsafe funds.update(repeating: 0)
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: funds.count) { sums in
      for district in districts(of: scope) {
        unsafe sums.initialize(repeating: 0)
        for start in 0...month {
          unsafe projectSimulation.addInvestment(
            times: landing.funds[month - start], district: district, month: start, to: sums)
        }
        for lane in sums.indices { unsafe funds[lane] += Int64(sums[lane].rounded()) }
      }
    }
  }

  func addSlot(_ slot: Int, scope: Int, sizes: [Int], wantsShare: Bool) {
    let cells = model.scopeCells[scope]
    for cell in cells.manufacturing {
      if wantsShare { unsafe tile.investment(cell: cell, slot: slot, addedTo: manufacturing) }
      unsafe tile.investment(cell: cell, slot: slot, addedTo: investment)
    }
    for cell in cells.others { unsafe tile.investment(cell: cell, slot: slot, addedTo: investment) }
    for size in sizes {
      for cell in cells.manufacturing {
        unsafe tile.count(cell: cell, slot: slot, size: size, addedTo: counts[size])
      }
      for cell in cells.others {
        unsafe tile.count(cell: cell, slot: slot, size: size, addedTo: counts[size])
      }
    }
  }

  /// Values of a measure by trial, −1 for an undefined ratio (zero denominator).
  private func values(_ measure: Int, _ laneCount: Int) -> UnsafeBufferPointer<Int64> {
    if measure == 0 { return unsafe UnsafeBufferPointer(rebasing: investment[..<laneCount]) }
    if unsafe measure <= counts.count {
      return unsafe UnsafeBufferPointer(rebasing: counts[measure - 1][..<laneCount])
    }
    if unsafe measure > counts.count + 1 {
      return unsafe startedValues(measure - counts.count - 2, laneCount)
    }
    for lane in 0..<laneCount {
      // In millionths, rounded; amounts are far below the 9·10¹² 万元 that fit.
      let share =
        unsafe Double(manufacturing[lane]) / Double(max(1, investment[lane])) * 1_000_000 + 0.5
      unsafe shares[lane] = unsafe investment[lane] > 0 ? Int64(share) : -1
    }
    return unsafe UnsafeBufferPointer(rebasing: shares[..<laneCount])
  }

  /// Values of a measure of landing, −1 for an undefined ratio (zero denominator).
  private func startedValues(_ measure: Int, _ laneCount: Int) -> UnsafeBufferPointer<Int64> {
    let values =
      switch measure {
      case 0: unsafe startedInvestment
      case 1: unsafe startedCount
      case 2: unsafe funds
      default: unsafe shares
      }
    if measure > 2 {
      for lane in 0..<laneCount {
        let share = unsafe Double(carriedOver[lane]) / Double(max(1, carriedOverCount)) * 1_000_000
        unsafe shares[lane] = carriedOverCount > 0 ? Int64(share.rounded()) : -1
      }
    }
    return unsafe UnsafeBufferPointer(rebasing: values[..<laneCount])
  }

  private func decideTargets(
    on metric: Int, values: UnsafeBufferPointer<Int64>, to consumer: inout some MetricConsumer
  ) {
    for index in targetsByMetric[metric] ?? [] {
      let target = model.targets[index]
      let shortfalls = unsafe shortfalls[index]
      if unsafe target.measure == counts.count + 1 {
        for lane in values.indices {
          unsafe shortfalls[lane] = unsafe shareShortfall(
            of: target, lane: lane, value: values[lane])
        }
      } else {
        let least = target.isStrict ? target.value + 1 : target.value
        for lane in values.indices {
          unsafe shortfalls[lane] = unsafe values[lane] >= least ? -1 : target.value - values[lane]
        }
      }
      unsafe consumer.add(
        shortfalls: UnsafeBufferPointer(rebasing: shortfalls[..<values.count]), toTarget: index,
        using: tile)
    }
  }

  /// A share is compared exactly, before it is rounded to millionths. An undefined ratio
  /// misses by the whole of the target. Negative for a hit.
  private func shareShortfall(of target: CompiledScenario.CompiledTarget, lane: Int, value: Int64)
    -> Int64
  {
    guard value >= 0 else { return target.value }
    let left = unsafe manufacturing[lane].multipliedFullWidth(by: 1_000_000)
    let right = unsafe investment[lane].multipliedFullWidth(by: target.value)
    return (target.isStrict ? left > right : left >= right) ? -1 : max(0, target.value - value)
  }
}
