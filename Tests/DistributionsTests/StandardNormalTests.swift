import Distributions
import RandomStreams
import Testing

struct StandardNormalTests {
  @Test func `the distribution function never falls by more than one unit in the last place`() {
    var previous = 0.0
    for step in 0...200_000 {
      let z = -39 + 78 * (Double(step) / 200_000)
      let value = standardNormalCDF(z)
      #expect(value >= previous.nextDown)
      previous = max(previous, value)
    }
    var z = -1.0
    for _ in 0..<20_000 {
      #expect(standardNormalCDF(z.nextUp) >= standardNormalCDF(z).nextDown)
      z = z.nextUp
    }
  }

  @Test func `the quantile inverts the distribution function in the lower tail`() {
    for step in 1...20_000 {
      let z = -37 * (Double(step) / 20_000)
      let back = standardNormalQuantile(standardNormalCDF(z))
      #expect((back - z).magnitude < 4e-15 * max(1, z.magnitude))
    }
  }

  @Test func `the quantile is odd about one half and monotone where its formulas meet`() {
    for step in 1..<1024 {
      let p = Double(step) / 1024
      #expect(standardNormalQuantile(p) == -standardNormalQuantile(1 - p))
    }
    for seam in [0.075, 0.925, 1.388_794_386_496_402e-11] {
      var p = seam * (1 - 1e-14)
      for _ in 0..<200 {
        #expect(
          standardNormalQuantile(p.nextUp)
            >= standardNormalQuantile(p) - 4e-16 * standardNormalQuantile(p).magnitude)
        p = p.nextUp
      }
    }
  }

  @Test func `the ends of the unit interval and what lies outside`() {
    #expect(standardNormalQuantile(0) == -.infinity)
    #expect(standardNormalQuantile(1) == .infinity)
    #expect(standardNormalQuantile(.leastNonzeroMagnitude) < -38)
    for bad in [-0.1, 1.1, .nan, .infinity, -.infinity] {
      #expect(standardNormalQuantile(bad).isNaN)
    }
    #expect(standardNormalCDF(-.infinity) == 0)
    #expect(standardNormalCDF(.infinity) == 1)
    #expect(standardNormalCDF(.nan).isNaN)
  }

  @Test func `every open unit number has a finite quantile`() {
    #expect(standardNormalQuantile(openUnit(UInt64.min)).isFinite)
    #expect(standardNormalQuantile(openUnit(UInt64.max)).isFinite)
  }
}
