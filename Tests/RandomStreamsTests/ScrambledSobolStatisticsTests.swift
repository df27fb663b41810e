import RandomStreams
import Testing

/// Statistical tests: each names its false-alarm share and the smallest defect it would catch.
struct ScrambledSobolStatisticsTests {
  static let seedCount = 64
  /// Points of 64 replicates in 16 dimensions for seeds 0 ..< 63 and all ones.
  static let sobols = (0..<seedCount).map { index in
    ScrambledSobol(
      seed: Seed(index == 63 ? .max : UInt64(index)),
      keys: (0..<16).map { EntityKey(id: "factor-\($0)") })
  }

  private func centred(_ sobol: ScrambledSobol, _ trial: UInt32, _ dimension: Int) -> Double {
    openUnit(sobol.word(trial: trial, dimension: dimension)) - 0.5
  }

  /// Each point alone is uniform over scrambles. χ² of 65,536 words in 256 classes (255 degrees
  /// of freedom) above 393 or below 157: false-alarm share 10⁻⁶ each side and class. Would catch
  /// classes whose shares are off by a tenth.
  @Test(arguments: [0, 1, 12_345] as [UInt32], [0, 8, 16, 24] as [UInt32])
  func `a point is uniform over scrambles`(point: UInt32, shift: UInt32) {
    var counts = [Int](repeating: 0, count: 256)
    for sobol in Self.sobols {
      for dimension in 0..<16 {
        for replicate in 0..<64 as Range<UInt32> {
          let word = sobol.word(trial: point * 64 + replicate, dimension: dimension)
          counts[Int(word >> shift & 0xFF)] += 1
        }
      }
    }
    let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - 256) * (Double($1) - 256) / 256 }
    #expect(157 < chiSquare && chiSquare < 393)
  }

  /// Words of one point in neighbouring dimensions, replicates and seeds do not go together:
  /// correlation of about 60,000 pairs beyond 5 of its standard errors of 0.004, false-alarm
  /// share 6·10⁻⁷. Would catch a correlation of 0.04, or of one pair in 25 that is the same.
  @Test(arguments: [0, 5, 4095] as [UInt32])
  func `dimensions, replicates and seeds do not go together`(point: UInt32) {
    var sums = [0.0, 0.0, 0.0]
    var counts = [0.0, 0.0, 0.0]
    for seed in 0..<Self.seedCount {
      for dimension in 0..<16 {
        for replicate in 0..<64 as Range<UInt32> {
          let trial = point * 64 + replicate
          let word = centred(Self.sobols[seed], trial, dimension)
          func pair(_ kind: Int, _ other: Double) {
            sums[kind] += 12 * word * other
            counts[kind] += 1
          }
          if dimension > 0 { pair(0, centred(Self.sobols[seed], trial, dimension - 1)) }
          if replicate > 0 { pair(1, centred(Self.sobols[seed], trial - 1, dimension)) }
          if seed > 0 { pair(2, centred(Self.sobols[seed - 1], trial, dimension)) }
        }
      }
    }
    for kind in 0..<3 { #expect(abs(sums[kind] / counts[kind].squareRoot()) < 5) }
  }

  /// Owen (1997), "Monte Carlo variance of scrambled net quadrature", SIAM J. Numer. Anal. 34,
  /// doi:10.1137/S0036142994277468: the mean of a sum of d coordinates over a net of n points
  /// has the variance d/(12·n³), where independent draws have d/(12·n).
  ///
  /// 64 seeds × 64 replicates: the sample variance of 4096 nearly normal means has a relative
  /// error of 0.022; off by more than 0.11 has a false-alarm share of 6·10⁻⁷. Would catch two
  /// replicates in nine that are copies, or scrambles of the top bits only.
  @Test func `means of replicates vary as scrambled nets do`() {
    let n = 64
    var squares = 0.0
    var grandSquares = 0.0
    for sobol in Self.sobols {
      var grandSum = 0.0
      for replicate in 0..<64 {
        var sum = 0.0
        for point in 0..<n {
          for dimension in 0..<16 {
            sum += centred(sobol, UInt32(point * 64 + replicate), dimension)
          }
        }
        squares += sum * sum / Double(n * n)
        grandSum += sum / Double(n)
      }
      grandSquares += grandSum * grandSum / (64 * 64)
    }
    let theory = 16 / (12 * Double(n * n * n))
    #expect(abs(squares / 4096 / theory - 1) < 0.11)
    // Replicates are independent: the mean of 64 has a 64th of the variance. Over 64 seeds the
    // ratio is χ²/64 with 64 degrees of freedom: outside 0.31 … 2.12 once in a million. Would
    // catch replicates that share a fiftieth of their variance. Plain draws would give 4096.
    let ratio = grandSquares / 64 / (theory / 64)
    #expect(0.31 < ratio && ratio < 2.12)
  }
}
