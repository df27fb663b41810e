/// The day on which a lead came to a stage.
public struct StageEvent: Hashable, Sendable, Codable {
  /// The stage.
  public var stage: Stage
  /// The day.
  public var day: CalendarDate

  /// Creates an event.
  public init(_ stage: Stage, _ day: CalendarDate) {
    self.stage = stage
    self.day = day
  }
}

/// The dated stages of a lead, past or still open: what rates, dwell times, seasons and arrivals are
/// estimated from.
public struct LeadRecord: Hashable, Sendable, Codable, Identifiable {
  /// The planners' identifier, unique within the records.
  public var id: String
  /// The district.
  public var districtID: District.ID
  /// The industry chain; nil if not recorded.
  public var chainID: IndustryChain.ID?
  /// The channel that found the lead; nil if not recorded.
  public var channelID: Channel.ID?
  /// The investment, agreed or estimated; nil if not recorded.
  public var investment: Money?
  /// The events in the order of their days; those of one day in the order of the stages.
  public var events: [StageEvent]

  /// Creates a record; events are put in order.
  public init(
    id: String, districtID: District.ID, chainID: IndustryChain.ID? = nil,
    channelID: Channel.ID? = nil, investment: Money? = nil, events: [StageEvent]
  ) {
    self.id = id
    self.districtID = districtID
    self.chainID = chainID
    self.channelID = channelID
    self.investment = investment
    self.events = events.sorted { ($0.day, $0.stage) < ($1.day, $1.stage) }
  }

  /// The record as it was known at the end of a day: later events are removed; nil without an event.
  public func known(on day: CalendarDate) -> LeadRecord? {
    let events = events.filter { $0.day <= day }
    guard !events.isEmpty else { return nil }
    var record = self
    record.events = events
    return record
  }
}
