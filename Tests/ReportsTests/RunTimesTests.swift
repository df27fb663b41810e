import Reports
import Testing

struct RunTimesTests {
  @Test func `times on a line give the line back`() {
    var times = RunTimes()
    for trials in [1000, 2000, 4000] {
      times.add(trials: trials, seconds: 0.02 + 3e-5 * Double(trials))
    }
    #expect(abs(times.line.fixed - 0.02) < 1e-12)
    #expect(abs(times.line.perTrial - 3e-5) < 1e-15)
    #expect(abs(times.seconds(for: 1_000_000) - 30.02) < 1e-9)
    #expect(times.trials == [1000, 2000, 4000] && times.runCount == 3)
  }

  @Test func `one slow run of several does not bend the line`() throws {
    var times = RunTimes()
    for trials in [1000, 2000, 4000] {
      for _ in 0..<3 { times.add(trials: trials, seconds: 1e-4 * Double(trials) + 0.1) }
    }
    let before = times.line
    times.add(trials: 4000, seconds: 60)
    #expect(times.line == before)
    let spread = try #require(times.spread(at: 4000))
    #expect(spread.median == 0.5 && spread.least == 0.5 && spread.greatest == 60)
  }

  @Test func `an even number of runs has the middle of the middle two`() throws {
    var times = RunTimes()
    for seconds in [4, 1, 2, 9] { times.add(trials: 10, seconds: Double(seconds)) }
    #expect(try #require(times.spread(at: 10)).median == 3)
    #expect(times.spread(at: 11) == nil)
  }

  @Test func `no part of the line is negative`() {
    // More trials in less time, and a line that would start below zero.
    for seconds in [[1.0, 0.5], [1.0, 4.0]] {
      var times = RunTimes()
      times.add(trials: 1000, seconds: seconds[0])
      times.add(trials: 2000, seconds: seconds[1])
      #expect(times.line.fixed == 0 && times.line.perTrial > 0, "\(times.line)")
    }
  }

  @Test func `one number of trials is taken in proportion`() {
    var times = RunTimes()
    times.add(trials: 500, seconds: 2)
    #expect(times.line == (0, 0.004))
    #expect(RunTimes().line == (0, 0))
  }
}
