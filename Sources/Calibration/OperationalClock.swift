package import InvestmentPipeline

/// Time that passes as fast as leads are dealt with (operational time): a day counts by the speed of its calendar
/// month and of its period over the mean speed.
///
/// Dwell times have one distribution in operational time. In days of the calendar they would look more varied than they
/// are, and leads that waited through a slow period would be taken for slow ones.
package struct OperationalClock: Sendable, Equatable {
  private let start: CalendarDate
  /// Operational days from the start to each day, and to the day after the last.
  private let days: [Double]

  /// - Parameter speed: of a day of the window.
  init(from start: CalendarDate, to end: CalendarDate, speed: (CalendarDate) -> Double) {
    self.start = start
    var days = [0.0]
    for offset in 0...max(0, end.dayNumber - start.dayNumber) {
      days.append(days[offset] + (start.advanced(by: offset).map(speed) ?? 1))
    }
    self.days = days
  }

  /// Operational days from the start of the window to the middle of a day; days before it count as they are.
  private func time(_ day: CalendarDate) -> Double {
    let offset = day.dayNumber - start.dayNumber
    guard offset >= 0 else { return Double(offset) + 0.5 }
    let last = days.count - 2
    guard offset <= last else { return days[last + 1] + Double(offset - last) - 0.5 }
    return (days[offset] + days[offset + 1]) / 2
  }

  /// Whole operational days between two days.
  package func days(from first: CalendarDate, to last: CalendarDate) -> Int {
    Int((time(last) - time(first)).rounded())
  }

  /// Spells that began when they did and lasted as long as in operational time.
  func converted(_ spells: [StageSpell]) -> [StageSpell] {
    spells.map { spell in
      var result = spell
      result.end = spell.start.advanced(by: days(from: spell.start, to: spell.end)) ?? spell.end
      return result
    }
  }
}
