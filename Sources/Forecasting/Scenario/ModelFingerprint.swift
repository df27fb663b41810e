package import InvestmentPipeline
package import RandomStreams
import Synchronization

/// What decides the results of trials as a 64-bit number, the same in every process: accumulators
/// of equal digests may be merged.
package struct ModelFingerprint: Sendable, Equatable, CustomStringConvertible {
  /// Of the inputs of trials: everything but names, targets, provenance and the order of
  /// leads and streams of arrivals.
  package let trials: EntityKey
  /// With what is kept of the trials: metrics and targets, and the versions of program and streams.
  package let kept: EntityKey

  /// `kept`, as 16 hexadecimal digits.
  package var description: String {
    let digits = String(kept.rawValue, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  init(_ scenario: Scenario, table: MetricTable, schedule: MetricSchedule) {
    var inputs = scenario
    inputs.id = ""
    inputs.title = BilingualText(zh: "", en: "")
    inputs.reason = inputs.title
    inputs.leads = []
    inputs.arrivals.sort { $0.id < $1.id }
    inputs.lastYearInvestment = [:]
    inputs.blend = nil
    inputs.targets = []
    inputs.jointTargets = []
    inputs.levers = []
    inputs.assumptions = []
    inputs.inputFiles = []
    let trials = Self.digest(
      of: [Self.digest(of: inputs)]
        + scenario.leads.map(Self.digest).sorted { $0.rawValue < $1.rawValue })
    self.trials = trials
    kept = Self.digest(of: [
      trials, EntityKey(id: luodiVersion), EntityKey(rawValue: UInt64(randomStreamVersion)),
      Self.digest(
        of: scenario.targets.map { [$0.id, $0.metric, $0.comparison, $0.value] as [Any] }),
      Self.digest(
        of: scenario.jointTargets.map { [$0.id, $0.targetIDs, $0.requirement] as [Any] }),
      Self.digest(of: table.measures),
      Self.digest(of: schedule.isKept.map { EntityKey(rawValue: $0 ? 1 : 0) }),
    ])
  }

  /// Written out, since a register may have many thousand leads and reflection is slow.
  package static func digest(of lead: Lead) -> EntityKey {
    digest(of: [
      EntityKey(id: lead.id), EntityKey(id: lead.districtID), EntityKey(id: lead.chainID),
      EntityKey(id: lead.channelID), EntityKey(id: lead.stage.rawValue),
      digest(of: lead.investment),
      EntityKey(rawValue: lead.isManufacturing ? 1 : 0), digest(of: lead.scoreShift),
      lead.signingProbability.map(digest) ?? EntityKey(rawValue: 1),
      lead.signedOn.map(digest) ?? EntityKey(rawValue: 1),
      lead.stageSince.map(digest) ?? EntityKey(rawValue: 1),
    ])
  }

  /// As by reflection.
  private static func digest(of date: CalendarDate) -> EntityKey {
    func part(_ label: EntityKey, _ number: Int) -> EntityKey {
      digest(of: [label, EntityKey(rawValue: UInt64(truncatingIfNeeded: number)).child(1)])
    }
    return digest(of: [part(year, date.year), part(month, date.month), part(day, date.day)])
  }

  private static let (year, month, day) = (
    EntityKey(id: "year"), EntityKey(id: "month"), EntityKey(id: "day")
  )

  private static func digest(of estimate: InvestmentEstimate) -> EntityKey {
    let amounts: [Money] =
      switch estimate {
      case .point(let amount): [amount]
      case .range(let low, let high): [low, high]
      case .threePoint(let low, let mode, let high): [low, mode, high]
      }
    return digest(of: amounts.map { EntityKey(rawValue: UInt64(bitPattern: $0.tenThousandYuan)) })
  }

  private static func digest(of number: Double) -> EntityKey {
    // Zero has two signs.
    EntityKey(rawValue: number == 0 ? 0 : number.bitPattern).child(0)
  }

  /// In their order.
  private static func digest(of parts: [EntityKey]) -> EntityKey {
    parts.reduce(EntityKey(rawValue: UInt64(parts.count))) {
      $0.child(Int(truncatingIfNeeded: $1.rawValue))
    }
  }

  /// By reflection: a field that is added to a type counts by itself. The entries of dictionaries
  /// and sets have no order.
  package static func digest(of value: Any) -> EntityKey {
    switch value {
    case let number as Double: return digest(of: number)
    case let number as any BinaryInteger:
      return EntityKey(rawValue: UInt64(truncatingIfNeeded: number)).child(1)
    case let flag as Bool: return EntityKey(rawValue: flag ? 1 : 0).child(2)
    case let text as String: return EntityKey(id: text)
    default: break
    }
    let mirror = Mirror(reflecting: value)
    // A case without values has no children either.
    if mirror.displayStyle == .enum, mirror.children.isEmpty { return EntityKey(id: "\(value)") }
    var parts = mirror.children.map { child in
      digest(of: [EntityKey(id: child.label ?? ""), digest(of: child.value)])
    }
    if mirror.displayStyle == .dictionary || mirror.displayStyle == .set {
      parts.sort { $0.rawValue < $1.rawValue }
    }
    return digest(of: parts)
  }
}

/// What identifies the model of a result: 16 hexadecimal digits, computed when first read, compared or encoded.
///
/// Results of one model are known to be of it without.
@propertyWrapper
public struct LazyFingerprint: Sendable, Codable, Equatable {
  private enum Source: Sendable {
    case known(String)
    case model(FingerprintOnDemand)
  }

  private var source: Source

  /// The digits.
  public var wrappedValue: String {
    get {
      switch source {
      case .known(let text): text
      case .model(let made): made.value.description
      }
    }
    set { source = .known(newValue) }
  }

  /// Creates a property with known digits.
  public init(wrappedValue: String) { source = .known(wrappedValue) }

  init(of made: FingerprintOnDemand) { source = .model(made) }

  public init(from decoder: any Decoder) throws {
    source = .known(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }

  public static func == (left: LazyFingerprint, right: LazyFingerprint) -> Bool {
    if case .model(let one) = left.source, case .model(let other) = right.source, one === other {
      return true
    }
    return left.wrappedValue == right.wrappedValue
  }
}

/// A fingerprint made when it is first asked for, once for all copies of a model: reflection over a scenario takes
/// longer than compiling it, and checks of scenarios need none.
final class FingerprintOnDemand: Sendable {
  private let scenario: Scenario
  private let table: MetricTable
  private let schedule: MetricSchedule
  private let made = Mutex<ModelFingerprint?>(nil)

  init(_ scenario: Scenario, table: MetricTable, schedule: MetricSchedule) {
    self.scenario = scenario
    self.table = table
    self.schedule = schedule
  }

  var value: ModelFingerprint {
    made.withLock { made in
      if let made { return made }
      let fingerprint = ModelFingerprint(scenario, table: table, schedule: schedule)
      made = fingerprint
      return fingerprint
    }
  }
}
