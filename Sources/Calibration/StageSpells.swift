public import InvestmentPipeline

/// A time that a lead spent at one stage before signing.
public struct StageSpell: Hashable, Sendable {
  /// How a spell ended.
  public enum Outcome: Hashable, Sendable {
    /// The lead came to a later stage.
    case advanced
    /// The lead was lost, or fell back to an earlier stage.
    case lost
    /// The lead was still there at the as-of date (right-censored).
    case open
  }

  /// The stage.
  public var stage: Stage
  /// The district.
  public var districtID: District.ID
  /// The chain; nil if not recorded.
  public var chainID: IndustryChain.ID?
  /// The day on which the lead came.
  public var start: CalendarDate
  /// The day on which it left; the as-of date for an open spell.
  public var end: CalendarDate
  /// How the spell ended.
  public var outcome: Outcome
  /// Days at the stage before the window of observation (left truncation); 0 for a spell within it.
  public var daysBefore: Int

  /// Creates a spell; `start` is not after `end`.
  public init(
    stage: Stage, districtID: District.ID, chainID: IndustryChain.ID? = nil, start: CalendarDate,
    end: CalendarDate, outcome: Outcome, daysBefore: Int = 0
  ) {
    self.stage = stage
    self.districtID = districtID
    self.chainID = chainID
    self.start = start
    self.end = end
    self.outcome = outcome
    self.daysBefore = daysBefore
  }

  /// Days from the beginning to the end.
  public var days: Int { end.dayNumber - start.dayNumber }
}

/// The spells of leads with dated stages, as they were known at an as-of date, and how each lead came.
///
/// A jump over stages is a spell of no length at each stage passed. A lead that falls back to an earlier
/// stage, or comes again after it was lost, ends one spell (as lost) and begins another. Whatever
/// follows signing is ignored.
public struct StageSpells: Sendable {
  /// A lead that came, or came again, within the window.
  public struct Entry: Hashable, Sendable {
    /// The district.
    public var districtID: District.ID
    /// The chain and the channel; nil if not recorded.
    public var chainID: IndustryChain.ID?
    /// The channel; nil if not recorded.
    public var channelID: Channel.ID?
    /// The stage at which it came, before signing.
    public var stage: Stage
    /// The day.
    public var day: CalendarDate
    /// The investment; nil if not recorded.
    public var investment: Money?
  }

  /// A lead that was signed within the window.
  public struct Signing: Hashable, Sendable {
    /// The district.
    public var districtID: District.ID
    /// The chain; nil if not recorded.
    public var chainID: IndustryChain.ID?
    /// The day.
    public var day: CalendarDate
    /// The investment; nil if not recorded.
    public var investment: Money?
  }

  /// A lead that is still at a stage before signing at the as-of date.
  public struct OpenLead: Hashable, Sendable {
    /// The lead's identifier.
    public var id: String
    /// The district.
    public var districtID: District.ID
    /// The stage, and the day on which the lead came to it.
    public var since: StageEvent
    /// The investment; nil if not recorded.
    public var investment: Money?
  }

  /// Leads that are still open, in the order of the records.
  public private(set) var openLeads: [OpenLead] = []
  /// Those that reach into the window, lead by lead.
  public private(set) var spells: [StageSpell] = []
  /// Leads that came within the window.
  public private(set) var entries: [Entry] = []
  /// Leads that were signed within the window.
  public private(set) var signings: [Signing] = []
  /// Leads with an event up to the as-of date.
  public private(set) var leadCount = 0
  /// Stages passed by jumps.
  public private(set) var jumpCount = 0
  /// Moves to an earlier stage, and leads that came again after a loss.
  public private(set) var returnCount = 0
  /// The first day of observation: that which was asked for, or the first event's.
  public let start: CalendarDate
  /// The last day of observation.
  public let asOf: CalendarDate

  /// - Parameters:
  ///   - records: of any number of years.
  ///   - start: the first day on which all leads were recorded; spells that began before are
  ///     left-truncated. nil: the day of the first event.
  ///   - asOf: later events are ignored.
  public init(_ records: [LeadRecord], from start: CalendarDate? = nil, asOf: CalendarDate) {
    self.asOf = asOf
    let first = records.lazy.compactMap(\.events.first?.day).min()
    self.start = min(asOf, start ?? first ?? asOf)
    for record in records { add(record) }
  }

  private mutating func add(_ record: LeadRecord) {
    guard let record = record.known(on: asOf) else { return }
    leadCount += 1
    // The stage at which the lead is, since when; nil before it comes and once it is lost.
    var current: StageEvent?
    var hasCome = false
    for event in record.events {
      if event.stage >= .signed, event.stage != .lost {
        if let open = current { leave(open, event, record) }
        sign(record, event)
        return
      }
      if event.stage == .lost {
        if let open = current { close(open, on: event.day, .lost, record) }
        current = nil
        continue
      }
      guard let open = current else {
        if hasCome { returnCount += 1 }
        come(record, event)
        hasCome = true
        current = event
        continue
      }
      guard event.stage != open.stage else { continue }
      if event.stage > open.stage {
        leave(open, event, record)
      } else {
        returnCount += 1
        close(open, on: event.day, .lost, record)
        come(record, event)
      }
      current = event
    }
    if let open = current {
      openLeads.append(
        OpenLead(
          id: record.id, districtID: record.districtID, since: open, investment: record.investment))
      close(open, on: asOf, .open, record)
    }
  }

  private mutating func come(_ record: LeadRecord, _ event: StageEvent) {
    guard event.day >= start else { return }
    entries.append(
      Entry(
        districtID: record.districtID, chainID: record.chainID, channelID: record.channelID,
        stage: event.stage, day: event.day, investment: record.investment))
  }

  private mutating func sign(_ record: LeadRecord, _ event: StageEvent) {
    guard event.day >= start else { return }
    signings.append(
      Signing(
        districtID: record.districtID, chainID: record.chainID, day: event.day,
        investment: record.investment))
  }

  /// The lead advances to a later stage, passing those between.
  private mutating func leave(_ open: StageEvent, _ event: StageEvent, _ record: LeadRecord) {
    close(open, on: event.day, .advanced, record)
    for stage in Stage.beforeSigning where stage > open.stage && stage < event.stage {
      jumpCount += 1
      close(StageEvent(stage, event.day), on: event.day, .advanced, record)
    }
  }

  private mutating func close(
    _ open: StageEvent, on day: CalendarDate, _ outcome: StageSpell.Outcome, _ record: LeadRecord
  ) {
    guard day >= start else { return }
    spells.append(
      StageSpell(
        stage: open.stage, districtID: record.districtID, chainID: record.chainID,
        start: open.day, end: day, outcome: outcome,
        daysBefore: max(0, start.dayNumber - open.day.dayNumber)))
  }
}

extension [StageSpells.Entry] {
  /// The stage at which most of them came, the first before signing for none.
  package var commonStage: Stage {
    Stage.beforeSigning.max { first, second in
      count { $0.stage == first } < count { $0.stage == second }
    }!
  }
}

extension StageSpells {
  /// Days of a month on average.
  package static let daysPerMonth = 30.436_875

  /// Counts by stage and district: the leads that left, those that advanced, and the months at risk of all,
  /// open spells included, within the window.
  public var history: ConversionHistory {
    var counts: [Stage: [District.ID: StageCounts]] = [:]
    for spell in spells {
      var own = counts[spell.stage]?[spell.districtID] ?? StageCounts(entered: 0, advanced: 0)
      own.months =
        (own.months ?? 0) + Double(spell.days - spell.daysBefore) / Self.daysPerMonth
      if spell.outcome != .open { own.entered += 1 }
      if spell.outcome == .advanced { own.advanced += 1 }
      counts[spell.stage, default: [:]][spell.districtID] = own
    }
    // Spells of no length alone have no time at risk.
    for (stage, districts) in counts {
      for (district, own) in districts where (own.months ?? 0) <= 0 {
        counts[stage]![district]!.months = nil
      }
    }
    return ConversionHistory(counts)
  }
}
