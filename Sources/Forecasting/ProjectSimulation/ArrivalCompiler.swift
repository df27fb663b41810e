import Distributions
import InvestmentPipeline
import RandomStreams

/// Turns the streams of arrivals of a validated scenario, one by one, into an `ArrivalPlan`.
struct ArrivalCompiler {
  private let parts: ProjectSimulationCompiler
  private(set) var register: RegisterCompiler
  private let chainOrder: [Int]

  private var curveNumbers: [ArrivalPlan.CurveKey: Int] = [:]
  private var curveKeys: [ArrivalPlan.CurveKey] = []
  private var thresholds: [Double] = []
  private var rows: [Int] = []
  private var rowNumbers: [Int32: Int] = [:]
  private var groups: [ArrivalPlan.Group] = []
  private var groupNumbers: [String: Int] = [:]
  private var streams: [ArrivalPlan.Stream] = []

  /// - Parameter register: gives curves, thresholds and loading rows, and takes the rows that only
  ///   arrivals need.
  init(_ parts: ProjectSimulationCompiler, _ register: RegisterCompiler) {
    self.parts = parts
    self.register = register
    chainOrder = ProjectSimulationCompiler.orderOfIDs(parts.scenario.city.chains)
  }

  private var openMonths: ClosedRange<Int> { parts.scenario.planYear.openMonths }

  var plan: ArrivalPlan {
    ArrivalPlan(
      rows: rows, groups: groups, streams: streams, thresholds: thresholds, curveKeys: curveKeys,
      slotCount: openMonths.count)
  }

  /// The plan of a scenario that differs in its rates alone.
  ///
  /// - Parameter register: with the curves of that scenario.
  static func plan(
    like plan: ArrivalPlan, _ register: RegisterCompiler, openMonths: ClosedRange<Int>
  ) -> ArrivalPlan {
    let thresholds = plan.curveKeys.flatMap { Self.thresholds($0, register, openMonths) }
    var groups = plan.groups.map { _ in ArrivalPlan.Group(chains: []) }
    for stream in plan.streams {
      for chain in stream.chains {
        groups[stream.group].bound(
          chain.row, by: Self.bound(thresholds, chain.thresholds, openMonths.count))
      }
    }
    return ArrivalPlan(
      rows: plan.rows, groups: groups, streams: plan.streams, thresholds: thresholds,
      curveKeys: plan.curveKeys, slotCount: plan.slotCount)
  }

  mutating func add(_ stream: ArrivalStream) throws(DistributionError) {
    let months = openMonths.map { month in
      stream.monthlyRates[month - 1]
        * (month == openMonths.lowerBound ? parts.scenario.planYear.firstMonthShare : 1)
    }
    let mean = months.reduce(0, +)
    guard mean > 0 else { return }
    let group = groupNumber(stream)
    var chains: [ArrivalPlan.Chain] = []
    var weights: [Double] = []
    var sizes = [try InvestmentDistribution(stream.sizes)]
    for number in chainOrder {
      let id = parts.scenario.city.chains[number].id
      guard let weight = stream.chainWeights[id], weight > 0 else { continue }
      weights.append(weight)
      var chain = chain(number, of: stream, group: group)
      if let own = stream.chainSizes[id] {
        chain.sizes = sizes.count
        sizes.append(try InvestmentDistribution(own))
      }
      chains.append(chain)
    }
    streams.append(
      ArrivalPlan.Stream(
        key: EntityKey(id: "arrivals.\(stream.id)"), group: group, mean: mean,
        shape: stream.dispersion > 0 ? 1 / (stream.dispersion * stream.dispersion) : .infinity,
        monthTotals: Self.totals(months), chainTotals: Self.totals(weights), chains: chains,
        sizes: sizes))
  }

  private mutating func groupNumber(_ stream: ArrivalStream) -> Int {
    let group = "\(stream.districtID) \(stream.stage.rawValue)"
    if let number = groupNumbers[group] { return number }
    groupNumbers[group] = groups.count
    groups.append(ArrivalPlan.Group(chains: []))
    return groups.count - 1
  }

  /// The arrivals of a stream that are of one chain.
  private mutating func chain(
    _ number: Int, of stream: ArrivalStream, group: Int
  ) -> ArrivalPlan.Chain {
    let chain = parts.scenario.city.chains[number]
    let example = Lead(
      id: stream.id, name: stream.id, districtID: stream.districtID, chainID: chain.id,
      channelID: stream.channelID, stage: stream.stage, investment: .point(.zero),
      isManufacturing: chain.isManufacturing)
    let adjustments = parts.scenario.adjustments.filter { $0.filter.matches(example) }
    let first = firstThreshold(
      ArrivalPlan.CurveKey(
        district: stream.districtID, stage: stream.stage,
        shift: adjustments.reduce(0) { $0 + $1.scoreShift }))
    let bound = Self.bound(thresholds, first, openMonths.count)
    let row = rowNumber(register.rowNumber(stream.districtID, chain.id))
    groups[group].bound(row, by: bound)
    return ArrivalPlan.Chain(
      row: row,
      segment: parts.segment(parts.districts[stream.districtID]!, number, stream.channelID),
      thresholds: first,
      investmentFactor: adjustments.reduce(1) { $0 * $1.investmentFactor }, sizes: 0)
  }

  /// The index of a curve's first threshold.
  private mutating func firstThreshold(_ curve: ArrivalPlan.CurveKey) -> Int {
    if let first = curveNumbers[curve] { return first }
    let first = thresholds.count
    curveNumbers[curve] = first
    curveKeys.append(curve)
    thresholds += Self.thresholds(curve, register, openMonths)
    return first
  }

  /// Months of arrival × months of signing.
  private static func thresholds(
    _ curve: ArrivalPlan.CurveKey, _ register: RegisterCompiler, _ openMonths: ClosedRange<Int>
  ) -> [Double] {
    openMonths.flatMap { month in
      let probabilities = register.curves.arrivalCurve(
        district: curve.district, stage: curve.stage, month: month)!
      return openMonths.map { later in
        later < month
          ? -.infinity : register.threshold(probabilities[later - 1], shift: curve.shift)
      }
    }
  }

  /// The highest of a curve's thresholds.
  private static func bound(_ thresholds: [Double], _ first: Int, _ count: Int) -> Double {
    (1...count).reduce(-.infinity) { max($0, thresholds[first + $1 * count - 1]) }
  }

  private mutating func rowNumber(_ row: Int32) -> Int {
    if let number = rowNumbers[row] { return number }
    rowNumbers[row] = rows.count
    rows.append(Int(row))
    return rows.count - 1
  }

  /// Sums of the shares of `weights`, up to 1.
  private static func totals(_ weights: [Double]) -> [Double] {
    let whole = weights.reduce(0, +)
    var sum = 0.0
    return weights.map { weight in
      sum += weight / whole
      return sum
    }
  }
}
