/// ∫ f over [low, high] by adaptive Gauss–Legendre quadrature: five points against twice five.
///
/// Ends with an error estimate below `tolerance` times the magnitude of the whole integral, or
/// after `depth` halvings (a jump or a singular end costs that many).
func integral(
  from low: Double, to high: Double, tolerance: Double = 1e-11, depth: Int = 40,
  of f: (Double) -> Double
) -> Double {
  func panel(_ low: Double, _ high: Double) -> Double {
    let centre = 0.5 * (low + high)
    let half = 0.5 * (high - low)
    var sum = 0.568_888_888_888_888_9 * f(centre)
    for (node, weight) in [
      (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
      (0.906_179_845_938_664_0, 0.236_926_885_056_189_1),
    ] {
      sum += weight * (f(centre - half * node) + f(centre + half * node))
    }
    return half * sum
  }
  func refine(_ low: Double, _ high: Double, _ whole: Double, _ limit: Double, _ depth: Int)
    -> Double
  {
    let centre = 0.5 * (low + high)
    let left = panel(low, centre)
    let right = panel(centre, high)
    if depth == 0 || (left + right - whole).magnitude <= limit { return left + right }
    return refine(low, centre, left, limit, depth - 1)
      + refine(centre, high, right, limit, depth - 1)
  }
  let whole = panel(low, high)
  let half = panel(low, 0.5 * (low + high)) + panel(0.5 * (low + high), high)
  let limit = tolerance * max(whole.magnitude, half.magnitude)
  return refine(low, high, whole, limit, depth)
}
