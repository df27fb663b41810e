import Distributions
import ExactDistributions
import InvestmentPipeline
import LinearAlgebra
import RandomStreams
import TileEngine

extension CompiledScenario {
  /// The cells in which a scope counts.
  struct ScopeCells: Sendable {
    var manufacturing: [Int] = []
    var others: [Int] = []
  }

  /// Where projects count that are looked at one by one.
  struct ProjectSegments {
    /// In the order of the program's leads.
    var leadKeys: [EntityKey] = []
    var leadSegments: [Int32] = []
    private(set) var ofLeads: [(segment: Segment, cells: [Int])] = []
    var open: [(segment: Segment, cells: [Int])] = []
    private var numbers: [[Int32]: Int32] = [:]

    mutating func add(_ lead: PipelineLead, cells: [Int]) {
      let key = [lead.segment.district, lead.segment.chain] + cells.map(Int32.init)
      let number = numbers[key] ?? Int32(ofLeads.count)
      if number == ofLeads.count {
        numbers[key] = number
        ofLeads.append((lead.segment, cells))
      }
      leadKeys.append(lead.key)
      leadSegments.append(number)
    }
  }
}

/// Puts the leads in the order in which tiles simulate them and gives each scope its cells.
struct TileCompiler {
  private let table: MetricTable
  private let distributions: [InvestmentDistribution]
  private let wanted: Set<Int>
  private let wantsDistricts: Bool
  /// Leads that a cell can count.
  private let leadsPerCell: Int
  /// By scope, the slots at whose ends its sums are kept, where projects are simulated one by one.
  private let endSlots: [[Int]]?
  /// What a scope's last cell can still count, by scope: of others, of manufacturing.
  private var room: [[Int]]

  private(set) var program: TileProgram
  /// The cells of every scope of the table, those of the city being its districts'.
  private(set) var cells: [CompiledScenario.ScopeCells]
  /// Those of the leads and of the open segments.
  private(set) var segments = CompiledScenario.ProjectSegments()

  /// - Parameters:
  ///   - openSegments: where projects may come to that are no leads yet.
  ///   - simulatesProjects: whether projects are simulated one by one.
  init(
    leads: [CompiledScenario.PipelineLead], thresholds: [Double],
    distributions: [InvestmentDistribution],
    factors: FactorModel, ceiling: Int64, table: MetricTable, schedule: MetricSchedule,
    openSegments: [CompiledScenario.Segment], simulatesProjects: Bool
  ) {
    self.table = table
    self.distributions = distributions
    let slots = schedule.slotMonths
    program = TileProgram(
      slotCount: max(1, slots.count), thresholds: Self.thresholds(thresholds, of: slots),
      sizes: table.sizes.map(\.tenThousandYuan), ceiling: ceiling)
    cells = [CompiledScenario.ScopeCells](
      repeating: CompiledScenario.ScopeCells(), count: table.scopes.count)
    room = [[Int]](repeating: [0, 0], count: table.scopes.count)
    endSlots = simulatesProjects ? Self.endSlots(table, schedule) : nil
    let wanted = Set(schedule.parts.map(\.scope))
    self.wanted = wanted
    wantsDistricts = wanted.contains { table.isDistrict($0) || $0 == 0 }
    // Other projects are counted in the same cells as the leads.
    leadsPerCell =
      TileProgram.leadsPerCell - (openSegments.isEmpty ? 0 : Int(Scenario.greatestArrivalCount))
    guard !slots.isEmpty else { return }
    for row in factors.idiosyncraticWeight.indices {
      _ = program.addRow(
        loadings: factors.scoreLoadings.row(row), weight: factors.idiosyncraticWeight[row])
    }
    add(leads)
    for segment in openSegments {
      let numbers = keptScopes(of: segment).map { cell($0, segment.isManufacturing, for: 1) }
      segments.open.append((segment, numbers))
    }
    for scope in table.scopes.indices where table.isDistrict(scope) {
      cells[0].manufacturing += cells[scope].manufacturing
      cells[0].others += cells[scope].others
    }
  }

  /// By scope, the slots at whose ends its sums are kept: for districts those of the city, too.
  private static func endSlots(_ table: MetricTable, _ schedule: MetricSchedule) -> [[Int]] {
    var slots = [Set<Int>](repeating: [], count: table.scopes.count)
    for part in schedule.parts {
      let ends = part.months.compactMap { month in
        schedule.slotMonths.lastIndex { $0 <= month.month }
      }
      for scope in table.scopes.indices
      where scope == part.scope || (part.scope == 0 && table.isDistrict(scope)) {
        slots[scope].formUnion(ends)
      }
    }
    return slots.map { $0.sorted() }
  }

  /// By curve the thresholds of the months in which leads are told apart.
  static func thresholds(_ thresholds: [Double], of slots: [Int]) -> [Double] {
    let curveCount = thresholds.count / MetricTable.monthCount
    var bySlot: [Double] = []
    bySlot.reserveCapacity(curveCount * max(1, slots.count))
    for curve in 0..<curveCount {
      for month in slots { bySlot.append(thresholds[curve * MetricTable.monthCount + month]) }
    }
    return bySlot
  }

  /// Leads that count in the same kept scopes form groups; those beyond the capacity of a scope's
  /// last cell get a new one.
  private mutating func add(_ leads: [CompiledScenario.PipelineLead]) {
    let groups = Dictionary(grouping: leads.indices) { groupKey(leads[$0]) }
    for (key, members) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      var rest = members[...]
      while !rest.isEmpty {
        let part = rest.prefix(leadsPerCell)
        rest = rest.dropFirst(part.count)
        let scopes = key[1...3].filter { $0 >= 0 }.map(Int.init)
        let numbers = scopes.map { cell($0, key[4] == 1, for: part.count) }
        program.addLeadGroup(row: Int(key[0]), cells: numbers)
        // Leads of a group may differ in scopes that are not kept, and still in district and chain.
        for index in part {
          let lead = leads[index]
          segments.add(lead, cells: numbers)
          program.addLead(
            key: lead.key, curve: Int(lead.curve),
            distribution: distributions[Int(lead.distribution)].tileDistribution,
            distributionNumber: Int(lead.distribution))
        }
      }
    }
  }

  /// Loading row, kept scopes (−1 for others) and whether it is manufacturing.
  private func groupKey(_ lead: CompiledScenario.PipelineLead) -> [Int32] {
    func kept(_ scope: Int32, _ isWanted: Bool) -> Int32 { isWanted ? scope : -1 }
    let segment = lead.segment
    return [
      lead.row, kept(segment.district, wantsDistricts),
      kept(segment.chain, wanted.contains(Int(segment.chain))),
      kept(segment.channel, wanted.contains(Int(segment.channel))),
      segment.isManufacturing ? 1 : 0,
    ]
  }

  private func keptScopes(of segment: CompiledScenario.Segment) -> [Int] {
    (wantsDistricts ? [Int(segment.district)] : [])
      + [Int(segment.chain), Int(segment.channel)].filter { wanted.contains($0) }
  }

  /// The cell of a scope that can count some more leads.
  private mutating func cell(_ scope: Int, _ isManufacturing: Bool, for count: Int) -> Int {
    if room[scope][isManufacturing ? 1 : 0] < count {
      let number = program.addCell(endingAt: endSlots?[scope])
      if isManufacturing {
        cells[scope].manufacturing.append(number)
      } else {
        cells[scope].others.append(number)
      }
      room[scope][isManufacturing ? 1 : 0] = leadsPerCell
    }
    room[scope][isManufacturing ? 1 : 0] -= count
    return isManufacturing ? cells[scope].manufacturing.last! : cells[scope].others.last!
  }
}

extension InvestmentDistribution {
  var tileDistribution: TileDistribution {
    switch self {
    case .fixed(let amount): .fixed(amount)
    case .logNormal(let distribution):
      .logNormal(
        median: distribution.median, logStandardDeviation: distribution.logStandardDeviation)
    case .threePoint, .spliced: .other
    }
  }
}
