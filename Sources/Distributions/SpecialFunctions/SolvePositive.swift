#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds the x > 0 between `low` and `high` at which a monotone function is 0.
///
/// Newton's method for ln x, which for the logarithm of a tail probability is nearly exact far
/// out; where a step would leave the bracket the geometric mean takes its place. `evaluate`
/// gives the function and its derivative by ln x; the sign at x tells on which side the root
/// lies. Ends at a step of two units in the last place, or when noise stops the progress.
func solvePositive(
  low: Double, high: Double, start: Double, increasing: Bool,
  _ evaluate: (Double) -> (value: Double, slope: Double)
) -> Double {
  var low = max(low, .leastNonzeroMagnitude)
  var high = min(high, .greatestFiniteMagnitude)
  var x = start > low && start < high ? start : low.squareRoot() * high.squareRoot()
  var previousStep = Double.infinity
  for _ in 0..<500 {
    let (value, slope) = evaluate(x)
    if value == 0 { return x }
    let step = -value / slope
    if step.magnitude <= 0x1p-51 { return x + x * step }
    if step.magnitude < 1e-9, step.magnitude >= previousStep { return x }
    previousStep = step.magnitude
    if (value > 0) == increasing { high = x } else { low = x }
    guard low * (1 + 0x1p-51) < high else { return x }
    let next = step.magnitude < 0.01 ? x + x * (step + 0.5 * step * step) : x * exp(step)
    x = next > low && next < high ? next : low.squareRoot() * high.squareRoot()
  }
  return x
}
