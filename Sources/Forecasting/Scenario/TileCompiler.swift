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

  /// Puts the leads in the order in which tiles simulate them and gives each scope its cells.
  ///
  /// - Parameter openPlaces: where projects may come to that are no leads yet.
  /// - Returns: the program, the cells of every scope of the table, those of the city being its
  ///   districts', and the places of the leads and of `openPlaces`.
  static func tileProgram(
    leads: [PipelineLead], thresholds: [Double], laws: [InvestmentDistribution],
    factors: FactorModel,
    ceiling: Int64, table: MetricTable, schedule: MetricSchedule, openPlaces: [Place]
  ) -> (TileProgram, [ScopeCells], ProjectPlaces) {
    let slots = schedule.slotMonths
    let curveCount = thresholds.count / MetricTable.monthCount
    var bySlot: [Double] = []
    bySlot.reserveCapacity(curveCount * max(1, slots.count))
    for curve in 0..<curveCount {
      for month in slots { bySlot.append(thresholds[curve * MetricTable.monthCount + month]) }
    }
    var program = TileProgram(
      slotCount: max(1, slots.count), thresholds: bySlot,
      sizes: table.sizes.map(\.tenThousandYuan), ceiling: ceiling)
    var cells = [ScopeCells](repeating: ScopeCells(), count: table.scopes.count)
    var places = ProjectPlaces()
    guard !slots.isEmpty else { return (program, cells, places) }

    let wanted = Set(schedule.parts.map(\.scope))
    let wantsDistricts = wanted.contains { table.isDistrict($0) || $0 == 0 }
    func kept(_ scope: Int32, _ isWanted: Bool) -> Int32 { isWanted ? scope : -1 }
    /// Leads that count in the same scopes, of those anybody asked for.
    func place(_ lead: PipelineLead) -> [Int32] {
      [
        lead.row, kept(lead.place.district, wantsDistricts),
        kept(lead.place.chain, wanted.contains(Int(lead.place.chain))),
        kept(lead.place.channel, wanted.contains(Int(lead.place.channel))),
        lead.place.isManufacturing ? 1 : 0,
      ]
    }
    for row in factors.idiosyncraticWeight.indices {
      _ = program.addRow(
        loadings: factors.scoreLoadings.row(row), weight: factors.idiosyncraticWeight[row])
    }
    var room = [[Int]](repeating: [0, 0], count: table.scopes.count)
    // Other projects are counted in the same cells as the leads.
    let leadsPerCell =
      TileProgram.leadsPerCell - (openPlaces.isEmpty ? 0 : Int(Scenario.greatestArrivalCount))
    /// The cell of a scope that can count some more leads.
    func cell(_ scope: Int, _ isManufacturing: Bool, for count: Int) -> Int {
      if room[scope][isManufacturing ? 1 : 0] < count {
        let number = program.addCell()
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
    // Leads beyond the capacity of a scope's last cell get a new one.
    let groups = Dictionary(grouping: leads.indices) { place(leads[$0]) }
    for (key, members) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let isManufacturing = key[4]
      var rest = members[...]
      while !rest.isEmpty {
        let part = rest.prefix(leadsPerCell)
        rest = rest.dropFirst(part.count)
        let scopes = key[1...3].filter { $0 >= 0 }.map(Int.init)
        let numbers = scopes.map { cell($0, isManufacturing == 1, for: part.count) }
        program.addLeadGroup(row: Int(key[0]), cells: numbers)
        // Leads of a place may differ in scopes that are not kept, and still in district and chain.
        for index in part {
          let lead = leads[index]
          places.add(lead, cells: numbers)
          program.addLead(
            key: lead.key, curve: Int(lead.curve), law: laws[Int(lead.law)].tileLaw,
            lawNumber: Int(lead.law))
        }
      }
    }
    for place in openPlaces {
      let scopes = [
        kept(place.district, wantsDistricts),
        kept(place.chain, wanted.contains(Int(place.chain))),
        kept(place.channel, wanted.contains(Int(place.channel))),
      ].filter { $0 >= 0 }
      places.open.append(
        (place, scopes.map { cell(Int($0), place.isManufacturing, for: 1) }))
    }
    for scope in table.scopes.indices where table.isDistrict(scope) {
      cells[0].manufacturing += cells[scope].manufacturing
      cells[0].others += cells[scope].others
    }
    return (program, cells, places)
  }

  /// Where projects count that are looked at one by one.
  struct ProjectPlaces {
    /// In the order of the program's leads.
    var leadKeys: [EntityKey] = []
    var leadPlaces: [Int32] = []
    private(set) var ofLeads: [(place: Place, cells: [Int])] = []
    var open: [(place: Place, cells: [Int])] = []
    private var numbers: [[Int32]: Int32] = [:]

    mutating func add(_ lead: PipelineLead, cells: [Int]) {
      let key = [lead.place.district, lead.place.chain] + cells.map(Int32.init)
      let number = numbers[key] ?? Int32(ofLeads.count)
      if number == ofLeads.count {
        numbers[key] = number
        ofLeads.append((lead.place, cells))
      }
      leadKeys.append(lead.key)
      leadPlaces.append(number)
    }
  }
}

extension InvestmentDistribution {
  var tileLaw: TileLaw {
    switch self {
    case .fixed(let amount): .fixed(amount)
    case .logNormal(let law):
      .logNormal(median: law.median, logStandardDeviation: law.logStandardDeviation)
    case .threePoint, .spliced: .other
    }
  }
}
