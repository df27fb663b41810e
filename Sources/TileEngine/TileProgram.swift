import CTileEngine
import RandomStreams

/// How the amount of a signed lead is drawn.
public enum TileLaw: Sendable {
  case fixed(Int64)
  /// By its median in 万元 and its log standard deviation.
  case logNormal(median: Double, logStandardDeviation: Double)
  /// By a function of the program's own.
  case other

  /// Beyond this the kernels' 32-bit amounts do not reach.
  static let greatestAmount = 2e9
  /// No normal draw of the kernels is further from zero.
  static let reach = 6.78
}

/// Leads in the order in which tiles play them: by loading row, and within a row by the cells
/// of the city in which they count.
///
/// Built once, read by all threads. Cells sum up investment and size counts by month slot and
/// trial; what they stand for is the builder's business.
public struct TileProgram: Sendable {
  /// A loading row: a·F by the factors that are not zero in it.
  struct Row: Sendable {
    var factors: [Int]
    var loadings: [Double]
    var weight: Double
  }

  /// Leads of one row that count in the same cells.
  struct Place: Sendable {
    var row: Int
    var leads: Range<Int>
    var cells: [Int]
  }

  /// Month slots: thresholds a lead has.
  public let slotCount: Int
  /// Sizes by which projects are counted, ascending, 万元.
  public let sizes: [Int64]
  /// Amounts above it do not count.
  let ceiling: Int64
  let thresholds: [Double]
  private(set) var rows: [Row] = []
  private(set) var places: [Place] = []
  private(set) var leads: [LTLead] = []
  /// Lead number → law number of the builder, for laws that the kernels do not know.
  private(set) var otherLaws: [Int32: Int] = [:]
  public private(set) var cellCount = 0

  /// - Parameter thresholds: by curve and slot; signed in the first slot whose threshold the
  ///   latent score does not exceed.
  public init(slotCount: Int, thresholds: [Double], sizes: [Int64], ceiling: Int64) {
    self.slotCount = slotCount
    self.thresholds = thresholds
    self.sizes = sizes
    self.ceiling = ceiling
  }

  /// Adds a row; returns its number.
  public mutating func addRow(loadings: some Collection<Double>, weight: Double) -> Int {
    let used = loadings.enumerated().filter { $0.element != 0 }
    rows.append(Row(factors: used.map(\.offset), loadings: used.map(\.element), weight: weight))
    return rows.count - 1
  }

  /// Makes a new cell; returns its number. At most `leadsPerCell` leads may count in it.
  public mutating func addCell() -> Int {
    cellCount += 1
    return cellCount - 1
  }

  /// Counts of a cell are kept in sixteen bits.
  public static let leadsPerCell = 65_535

  /// Opens a place: the leads added from here on are of `row` and count in `cells`.
  public mutating func addPlace(row: Int, cells: [Int]) {
    places.append(Place(row: row, leads: leads.count..<leads.count, cells: cells))
  }

  /// Adds a lead to the last place.
  ///
  /// - Parameters:
  ///   - curve: number of its thresholds.
  ///   - lawNumber: given to the player's function for a law of `.other`.
  public mutating func addLead(key: EntityKey, curve: Int, law: TileLaw, lawNumber: Int) {
    let threshold = thresholds[curve * slotCount + slotCount - 1]
    var lead = LTLead()
    lead.key = key.rawValue
    lead.threshold = threshold
    lead.curve = Int32(curve * slotCount)
    let narrow = threshold / rows[places.last!.row].weight * 8192
    if narrow.magnitude < 32_700 {
      lead.limit = Int16(narrow.rounded())
      lead.isNarrow = 1
    }
    switch law {
    case .fixed(let amount) where Double(amount) < TileLaw.greatestAmount:
      lead.law = UInt8(LTFixed)
      lead.amount = Int32(amount)
    case .logNormal(let median, let deviation)
    where median >= 1e-6 && deviation < 10
      && median * Double(powerOfTwo(Float(deviation * Self.octavesPerUnit * TileLaw.reach)))
        < TileLaw.greatestAmount:
      lead.law = UInt8(LTLogNormal)
      lead.median = Float(median)
      lead.octaves = Float(deviation * Self.octavesPerUnit)
    default:
      lead.law = UInt8(LTElsewhere)
      otherLaws[Int32(leads.count)] = lawNumber
    }
    leads.append(lead)
    places[places.count - 1].leads = places.last!.leads.lowerBound..<leads.count
  }

  /// log₂ e.
  private static let octavesPerUnit = 1.442_695_040_888_963_4

  /// Sinks count four sizes each.
  var sizeGroupCount: Int { max(1, (sizes.count + LTSizeLimit - 1) / LTSizeLimit) }

  func sizes(ofGroup group: Int) -> (Int32, Int32, Int32, Int32) {
    func size(_ place: Int) -> Int32 {
      let index = group * LTSizeLimit + place
      return index < sizes.count ? Int32(clamping: sizes[index]) : .max
    }
    return (size(0), size(1), size(2), size(3))
  }

  /// Whether places have cells of their own that are added to the city's when they are done:
  /// worth it where a place has many leads, needed where 16 bits could not count all.
  var hasLocalCells: Bool {
    leads.count > Self.leadsPerCell || leads.count > 8 * slotCount * places.count
  }
}
