import TileEngine

extension ForecastModel {
  /// The cells in which a scope counts.
  struct ScopeCells: Sendable {
    var manufacturing: [Int] = []
    var others: [Int] = []
  }

  /// Puts the leads in the order in which tiles play them and gives each scope its cells.
  ///
  /// - Returns: the program, and the cells of every scope of the table; those of the city are
  ///   its districts'.
  static func tileProgram(
    leads: [PipelineLead], thresholds: [Double], laws: [InvestmentLaw], factors: FactorModel,
    ceiling: Int64, table: MetricTable, schedule: MetricSchedule
  ) -> (TileProgram, [ScopeCells]) {
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
    guard !slots.isEmpty else { return (program, cells) }

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
    // Leads past the room of a scope's last cell get a new one.
    var room = [[Int]](repeating: [0, 0], count: table.scopes.count)
    let groups = Dictionary(grouping: leads.indices) { place(leads[$0]) }
    for (key, members) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let isManufacturing = key[4]
      var rest = members[...]
      while !rest.isEmpty {
        let part = rest.prefix(TileProgram.leadsPerCell)
        rest = rest.dropFirst(part.count)
        let scopes = key[1...3].filter { $0 >= 0 }.map(Int.init)
        let numbers = scopes.map { scope in
          if room[scope][Int(isManufacturing)] < part.count {
            let number = program.addCell()
            if isManufacturing == 1 {
              cells[scope].manufacturing.append(number)
            } else {
              cells[scope].others.append(number)
            }
            room[scope][Int(isManufacturing)] = TileProgram.leadsPerCell
          }
          room[scope][Int(isManufacturing)] -= part.count
          return isManufacturing == 1
            ? cells[scope].manufacturing.last! : cells[scope].others.last!
        }
        program.addPlace(row: Int(key[0]), cells: numbers)
        for index in part {
          let lead = leads[index]
          program.addLead(
            key: lead.key, curve: Int(lead.curve), law: laws[Int(lead.law)].tileLaw,
            lawNumber: Int(lead.law))
        }
      }
    }
    for scope in table.scopes.indices where table.isDistrict(scope) {
      cells[0].manufacturing += cells[scope].manufacturing
      cells[0].others += cells[scope].others
    }
    return (program, cells)
  }
}

extension InvestmentLaw {
  var tileLaw: TileLaw {
    switch self {
    case .fixed(let amount): .fixed(amount)
    case .logNormal(let law):
      .logNormal(median: law.median, logStandardDeviation: law.logStandardDeviation)
    case .threePoint: .other
    }
  }
}
