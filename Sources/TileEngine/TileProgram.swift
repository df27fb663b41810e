import CTileEngine
public import RandomStreams

/// The distribution of the amount of a signed lead.
public enum TileDistribution: Sendable {
  /// A fixed amount in 万元.
  case fixed(Int64)
  /// A log-normal amount, given by its median in 万元 and its log standard deviation.
  case logNormal(median: Double, logStandardDeviation: Double)
  /// A distribution that the `otherAmount` function of the tile draws from.
  case other

  /// An upper bound, in 万元, of the amounts that the kernels hold in 32 bits.
  static let greatestAmount = 2e9
  /// An upper bound of the magnitude of the kernels' normal draws.
  static let reach = 6.78
}

/// The leads in the order in which tiles simulate them: by loading row, and within a row by the cells
/// in which they are counted.
///
/// A program is built once and read by all threads. A cell sums up investment and size counts of a
/// part of the city by month slot and trial; the builder assigns the parts.
public struct TileProgram: Sendable {
  /// A loading row: the factors with loadings other than 0, and the weight of the own score.
  struct Row: Sendable {
    var factors: [Int]
    var loadings: [Double]
    var weight: Double
  }

  /// Leads of one row that are counted in the same cells.
  struct LeadGroup: Sendable {
    var row: Int
    var leads: Range<Int>
    var cells: [Int]
  }

  /// The number of month slots, which is the number of thresholds of a lead.
  public let slotCount: Int
  /// The sizes in 万元, ascending, from which projects are counted.
  public let sizes: [Int64]
  /// The amount in 万元 above which a project is not signed.
  let ceiling: Int64
  private(set) var thresholds: [Double]
  private(set) var rows: [Row] = []
  private(set) var groups: [LeadGroup] = []
  private(set) var leads: [LTLead] = []
  /// Lead number → distribution number of the builder, for distributions that the kernels do not
  /// implement.
  private(set) var otherDistributions: [Int32: Int] = [:]
  /// The number of such leads in the last group, and the greatest number in a group.
  private var otherCount = 0
  private(set) var greatestOtherCount = 0
  /// The number of cells.
  public private(set) var cellCount = 0
  /// By cell and slot, the row of sums in which recorded projects are counted.
  private var recordedRows: [Int32] = []
  private(set) var recordedRowCount = 0

  /// Creates a program without leads.
  ///
  /// - Parameters:
  ///   - slotCount: the number of month slots.
  ///   - thresholds: by curve and slot; a lead is signed in the first slot whose threshold its latent
  ///     score does not exceed.
  ///   - sizes: the sizes in 万元, ascending, from which projects are counted.
  ///   - ceiling: the amount in 万元 above which a project is not signed.
  public init(slotCount: Int, thresholds: [Double], sizes: [Int64], ceiling: Int64) {
    self.slotCount = slotCount
    self.thresholds = thresholds
    self.sizes = sizes
    self.ceiling = ceiling
  }

  /// Adds a row with one loading per factor and the weight of the own score; returns its number.
  public mutating func addRow(loadings: some Collection<Double>, weight: Double) -> Int {
    let used = loadings.enumerated().filter { $0.element != 0 }
    rows.append(Row(factors: used.map(\.offset), loadings: used.map(\.element), weight: weight))
    return rows.count - 1
  }

  /// Adds a cell; returns its number. At most `leadsPerCell` leads may be counted in it.
  ///
  /// - Parameter slots: ascending, those whose ends matter: where projects are recorded, the slots between two
  ///   of them are summed up together. Nil for all.
  public mutating func addCell(endingAt slots: [Int]? = nil) -> Int {
    cellCount += 1
    for slot in 0..<slotCount {
      if slot == 0 || slots?.contains(slot - 1) ?? true { recordedRowCount += 1 }
      recordedRows.append(Int32(recordedRowCount - 1))
    }
    return cellCount - 1
  }

  func withRecordedRows(_ body: (UnsafePointer<Int32>) -> Void) {
    unsafe recordedRows.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
  }

  /// The row of a cell's slot where projects are recorded.
  func recordedRow(cell: Int, slot: Int) -> Int { Int(recordedRows[cell * slotCount + slot]) }

  /// Whether no later slot of the cell has the same row.
  func isLastOfRow(cell: Int, slot: Int) -> Bool {
    slot == slotCount - 1
      || recordedRow(cell: cell, slot: slot) < recordedRow(cell: cell, slot: slot + 1)
  }

  /// The greatest number of leads of a cell, whose counts have sixteen bits.
  public static let leadsPerCell = 65_535

  /// Opens a group: the leads added from now on belong to `row` and are counted in `cells`.
  public mutating func addLeadGroup(row: Int, cells: [Int]) {
    otherCount = 0
    groups.append(LeadGroup(row: row, leads: leads.count..<leads.count, cells: cells))
  }

  /// Adds a lead to the last group.
  ///
  /// - Parameters:
  ///   - key: the key of its draws.
  ///   - curve: the number of its row of thresholds.
  ///   - distribution: the distribution of its amount.
  ///   - distributionNumber: the number passed to the tile's `otherAmount` for a distribution `.other`.
  public mutating func addLead(
    key: EntityKey, curve: Int, distribution: TileDistribution, distributionNumber: Int
  ) {
    var lead = LTLead()
    lead.key = key.rawValue
    lead.curve = Int32(curve * slotCount)
    let threshold = thresholds[curve * slotCount + slotCount - 1]
    Self.set(threshold, of: &lead, weight: rows[groups.last!.row].weight)
    switch distribution {
    case .fixed(let amount) where Double(amount) < TileDistribution.greatestAmount:
      lead.distribution = UInt8(LTFixed)
      lead.amount = Int32(amount)
    case .logNormal(let median, let deviation)
    where median >= 1e-6 && deviation < 10
      && median
        * Double(powerOfTwo(Float(deviation * Self.octavesPerUnit * TileDistribution.reach)))
        < TileDistribution.greatestAmount:
      lead.distribution = UInt8(LTLogNormal)
      lead.median = Float(median)
      lead.octaves = Float(deviation * Self.octavesPerUnit)
    default:
      lead.distribution = UInt8(LTElsewhere)
      otherDistributions[Int32(leads.count)] = distributionNumber
      otherCount += 1
      greatestOtherCount = max(greatestOtherCount, otherCount)
    }
    leads.append(lead)
    groups[groups.count - 1].leads = groups.last!.leads.lowerBound..<leads.count
  }

  /// Replaces the thresholds of all curves.
  ///
  /// - Precondition: there are as many as before.
  public mutating func replaceThresholds(_ thresholds: [Double]) {
    precondition(thresholds.count == self.thresholds.count)
    self.thresholds = thresholds
    for group in groups {
      let weight = rows[group.row].weight
      for lead in group.leads {
        let threshold = thresholds[Int(leads[lead].curve) + slotCount - 1]
        Self.set(threshold, of: &leads[lead], weight: weight)
      }
    }
  }

  private static func set(_ threshold: Double, of lead: inout LTLead, weight: Double) {
    lead.threshold = threshold
    let narrow = threshold / weight * 8192
    let isNarrow = narrow.magnitude < 32_700
    lead.isNarrow = isNarrow ? 1 : 0
    lead.limit = isNarrow ? Int16(narrow.rounded()) : 0
  }

  /// log₂ e.
  private static let octavesPerUnit = 1.442_695_040_888_963_4

  /// The number of size groups; a sink counts four sizes.
  var sizeGroupCount: Int { max(1, (sizes.count + LTSizeLimit - 1) / LTSizeLimit) }

  func sizes(ofGroup group: Int) -> (Int32, Int32, Int32, Int32) {
    func size(_ place: Int) -> Int32 {
      let index = group * LTSizeLimit + place
      return index < sizes.count ? Int32(clamping: sizes[index]) : .max
    }
    return (size(0), size(1), size(2), size(3))
  }

  /// Whether lead groups have cells of their own, which are added to the city's at the end of a group:
  /// faster for groups of many leads, and necessary when 16 bits cannot count all leads.
  var hasLocalCells: Bool {
    leads.count > Self.leadsPerCell || leads.count > 8 * slotCount * groups.count
  }
}
