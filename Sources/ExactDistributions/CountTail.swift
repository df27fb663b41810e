#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Tail probabilities of a number of independent events with probabilities of their own.
///
/// The distribution is tilted by e^(θS) until the threshold lies in its middle and is then
/// inverted on its lattice; |φ(ω)| ≤ exp(−σ²(1 − cos ω)) says where the series may end. Tilting
/// keeps the relative error of a tail near that of its middle (Daniels 1987,
/// doi:10.2307/1403269): some twenty frequencies do, whatever the number of events.
struct CountTail: Sendable {
  /// Events of equal loading row, threshold and distribution: the first one's part, the probability
  /// that a signed lead counts, and how many there are.
  struct Group: Sendable {
    var threshold: Double
    var row: Int
    var presence: Double
    var count: Int
  }

  let groups: [Group]
  /// What every event adds to the sum.
  let step: Int64
  let eventCount: Int

  /// What probabilities may be off, in absolute terms: rounding of Σ log(1 + p(e^θ − 1)), at
  /// 100,000 events.
  static let numericalError = 1e-12

  /// Nil unless all parts of the sum add one and the same amount above 0.
  init?(_ sum: AdditiveSum) {
    guard !sum.isSigned, let step = sum.distributions.first?.value, step > 0,
      sum.distributions.allSatisfy({ $0.isAtom && $0.value == step })
    else { return nil }
    self.step = step
    var groups: [Group] = []
    for part in sum.parts {
      let presence = sum.distributions[Int(part.distribution)].presence
      if let last = groups.last, last.row == Int(part.row), last.threshold == part.threshold,
        last.presence == presence
      {
        groups[groups.count - 1].count += 1
      } else {
        groups.append(
          Group(
            threshold: part.threshold, row: Int(part.row), presence: presence, count: 1))
      }
    }
    self.groups = groups
    eventCount = sum.parts.count
  }

  /// By group, the probability of an event.
  func fillProbabilities(
    scores: [Double], weights: [Double], thresholdScale: Double, into result: inout [Double]
  ) {
    var row = -1
    var threshold = 0.0
    var signed = 0.0
    for (index, group) in groups.enumerated() {
      if group.row != row || group.threshold != threshold {
        (row, threshold) = (group.row, group.threshold)
        signed = AdditiveSum.probability(
          threshold * thresholdScale, scores[group.row], weights[group.row])
      }
      result[index] = signed * group.presence
    }
  }

  /// P(sum ≥ value), or P(sum < value) for a miss.
  func probability(
    atLeast value: Int64, _ probabilities: [Double], isMiss: Bool, _ places: inout Places
  ) -> Double {
    let least = value <= 0 ? 0 : Int((value - 1) / step) + 1
    if least <= 0 { return isMiss ? 0 : 1 }
    if least > eventCount { return isMiss ? 1 : 0 }
    var mean = 0.0
    for (index, group) in groups.enumerated() { mean += Double(group.count) * probabilities[index] }
    if Double(least) - 0.5 >= mean {
      let upper = upperTail(least, probabilities, &places)
      return isMiss ? 1 - upper : upper
    }
    // Fewer than k events are more than n − k failures.
    let lower = upperTail(eventCount - least + 1, probabilities.map { 1 - $0 }, &places)
    return isMiss ? lower : 1 - lower
  }

  /// What one thread works in.
  struct Places: Sendable {
    fileprivate var tilted: [Double] = []
    fileprivate var real: [Double] = []
    fileprivate var imaginary: [Double] = []
    fileprivate var versine: [Double] = []
    fileprivate var sine: [Double] = []
  }

  /// The logarithm of what is left out.
  private static let smallest = 37.0
  /// The least θσ: at the mean itself the inversion has a pole.
  private static let leastTilt = 3.0

  /// P(at least `least` events) for `least` − ½ at or above their mean.
  private func upperTail(_ least: Int, _ p: [Double], _ places: inout Places) -> Double {
    var certain = 0
    var possible = 0
    for (index, group) in groups.enumerated() {
      if p[index] >= 1 {
        certain += group.count
      } else if p[index] > 1e-30 {
        possible += group.count
      }
    }
    let k = least - certain
    if k <= 0 { return 1 }
    if k > possible { return 0 }

    let tilt = tilted(k: k, possible: possible, p, &places)
    let (points, last) = inversionPoints(tilt, k: k, possible: possible)
    multiply(points: points, last: last, &places)
    let series = inversionSeries(theta: tilt.theta, k: k, points: points, last: last, places)
    var exponent = -tilt.theta * Double(k)
    let growth = expm1(tilt.theta)
    for (index, group) in groups.enumerated() where p[index] > 1e-30 && p[index] < 1 {
      exponent += Double(group.count) * log1p(p[index] * growth)
    }
    var result = exp(exponent) * series / Double(points)
    if points == possible + 1 { result -= 1 / expm1(tilt.theta * Double(points)) }
    return min(1, max(0, result))
  }

  /// A tilt θ and the moments of the tilted distribution.
  private struct Tilt {
    var theta: Double
    var mean: Double
    var variance: Double
  }

  /// The distribution tilted by e^(θS); its probabilities are left in `places`.
  private func tilted(by theta: Double, _ p: [Double], _ places: inout Places) -> Tilt {
    let factor = exp(theta)
    var tilt = Tilt(theta: theta, mean: 0, variance: 0)
    for (index, group) in groups.enumerated() {
      let chance = p[index]
      guard chance > 1e-30, chance < 1 else {
        places.tilted[index] = 0
        continue
      }
      let odds = chance * factor
      let tilted = odds / (1 - chance + odds)
      places.tilted[index] = tilted
      tilt.mean += Double(group.count) * tilted
      tilt.variance += Double(group.count) * tilted * (1 - tilted)
    }
    return tilt
  }

  /// The tilt at which k − ½ is the mean, or a little more of it where that is too little.
  private func tilted(k: Int, possible: Int, _ p: [Double], _ places: inout Places) -> Tilt {
    places.tilted = p
    var tilt = tilted(by: 0, p, &places)
    let middle = Double(k) - 0.5
    let room = Double(possible)
    // Exact for equal probabilities. Half a step keeps the tilt finite.
    var theta = log(middle * (room - tilt.mean) / (tilt.mean * (room - middle)))
    var (low, high) = (0.0, 700.0)
    for _ in 0..<100 {
      theta = min(max(theta, low), high)
      tilt = tilted(by: theta, p, &places)
      if (tilt.mean - middle).magnitude < 0.1 * tilt.variance.squareRoot() { break }
      if tilt.mean < middle { low = theta } else { high = theta }
      theta += (middle - tilt.mean) / tilt.variance
      if !(theta > low && theta < high) { theta = 0.5 * (low + high) }
    }
    guard theta * tilt.variance.squareRoot() < Self.leastTilt else {
      tilt.theta = theta
      return tilt
    }
    let saddle = theta
    let spread = max(tilt.variance.squareRoot(), 0.5)
    tilt = tilted(by: Self.leastTilt / spread, p, &places)
    // Where tilting widens the distribution, less of it: what cancels grows with the distance.
    while tilt.mean > middle + 4 * spread {
      tilt = tilted(by: saddle + 0.7 * (tilt.theta - saddle), p, &places)
    }
    return tilt
  }

  /// The number of points of the inversion, `possible` + 1 where each value has one, and the last
  /// frequency that matters.
  private func inversionPoints(_ tilt: Tilt, k: Int, possible: Int) -> (points: Int, last: Int) {
    // As many points as keep what comes round, from above (Bernstein's bound) and from below,
    // under e^(−smallest); with a point for every possible value both are known.
    let farther =
      Self.smallest / 3
      + (Self.smallest * Self.smallest / 9 + 2 * Self.smallest * tilt.variance).squareRoot()
    let wanted =
      max(Self.smallest / tilt.theta, farther + max(0, tilt.mean - Double(k))).rounded(.up) + 1
    let points = wanted >= Double(possible) + 1 ? possible + 1 : Int(wanted)
    let last =
      2 * tilt.variance <= Self.smallest
      ? points / 2
      : min(
        points / 2,
        Int(
          (acos(1 - Self.smallest / tilt.variance) * Double(points) / (2 * Double.pi)).rounded(.up))
      )
    return (points, last)
  }

  /// The sum over the frequencies 0 … last of the tilted distribution's tail.
  private func inversionSeries(
    theta: Double, k: Int, points: Int, last: Int, _ places: borrowing Places
  ) -> Double {
    var series = 0.0
    let decay = exp(-theta)
    for index in 0...last {
      let angle = -2 * Double.pi * Double((index * k) % points) / Double(points)
      let turn = Complex(cos(angle), sin(angle))
      // 1 − e^(−θ−iω) = (1 − e^(−θ)) + e^(−θ)·(1 − cos ω) + i·e^(−θ)·sin ω.
      let pole = Complex(
        -expm1(-theta) + decay * places.versine[index], decay * places.sine[index])
      let term = (Complex(places.real[index], places.imaginary[index]) * turn / pole).real
      series += (index == 0 || 2 * index == points ? 1 : 2) * term
    }
    return series
  }

  /// The transform of the tilted distribution at 2πj/points, j = 0 … last.
  private func multiply(points: Int, last: Int, _ places: inout Places) {
    let count = last + 1
    if places.real.count < count {
      places.real = [Double](repeating: 1, count: count)
      places.imaginary = places.real
      places.versine = places.real
      places.sine = places.real
    }
    for index in 0..<count {
      let half = Double.pi * Double(index) / Double(points)
      places.versine[index] = 2 * sin(half) * sin(half)
      places.sine[index] = sin(2 * half)
      places.real[index] = 1
      places.imaginary[index] = 0
    }
    let groups = self.groups
    unsafe places.tilted.withUnsafeBufferPointer { tilted in
      unsafe places.versine.withUnsafeBufferPointer { versine in
        unsafe places.sine.withUnsafeBufferPointer { sine in
          unsafe places.real.withUnsafeMutableBufferPointer { real in
            unsafe places.imaginary.withUnsafeMutableBufferPointer { imaginary in
              for (place, group) in groups.enumerated() where unsafe tilted[place] > 0 {
                let p = unsafe tilted[place]
                for index in 0..<count {
                  var (a, b) = unsafe (1 - p * versine[index], p * sine[index])
                  var (c, d) = unsafe (real[index], imaginary[index])
                  var power = group.count
                  while true {
                    if power & 1 == 1 { (c, d) = (a * c - b * d, a * d + b * c) }
                    power >>= 1
                    if power == 0 { break }
                    (a, b) = (a * a - b * b, 2 * a * b)
                  }
                  unsafe real[index] = c
                  unsafe imaginary[index] = d
                }
              }
            }
          }
        }
      }
    }
  }
}
