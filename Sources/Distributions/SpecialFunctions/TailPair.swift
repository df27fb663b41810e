/// A probability and its complement, each with its own relative accuracy.
struct TailPair {
  let lower: Double
  let upper: Double

  init(lower: Double) { (self.lower, upper) = (lower, 1 - lower) }
  init(upper: Double) { (lower, self.upper) = (1 - upper, upper) }
  init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }
}
