/// ln u for u in (0, 1], within 2·10⁻⁷ relative.
func naturalLogarithm(_ u: Float) -> Float {
  let offset = Int32(bitPattern: u.bitPattern) - 0x3F35_04F3
  let exponent = offset >> 23
  let f = Float(bitPattern: u.bitPattern &- UInt32(bitPattern: exponent << 23)) - 1
  var p: Float = -0.10106884
  for coefficient: Float in [
    0.16222576, -0.17250831, 0.19900165, -0.24969909, 0.3333506, -0.5000036, 0.99999994,
  ] {
    p = coefficient.addingProduct(p, f)
  }
  return (Float(exponent) * 0.6931472).addingProduct(p, f)
}

/// A standard normal value from two words: √(−2 ln u)·cos 2πv, |z| ≤ 6.77.
///
/// Box & Muller (1958), "A note on the generation of random normal deviates", Annals of
/// Mathematical Statistics 29 (2), doi:10.1214/aoms/1177706645.
func boxMuller(_ first: UInt32, _ second: UInt32) -> Float {
  let u = Float(0x1p-33).addingProduct(Float(first), 0x1p-32)
  let squared = naturalLogarithm(u) * -2
  let radius = (squared > 0 ? squared : 0).squareRoot()
  // cos 2π|v| = sin 2π(¼ − |v|), with v in turns from −½ to ½.
  let f = 0.25 - (Float(Int32(bitPattern: second)) * 0x1p-32).magnitude
  let t = f * f
  var p: Float = 39.71092
  for coefficient: Float in [-76.57499, 81.602234, -41.34168, 6.2831855] {
    p = coefficient.addingProduct(p, t)
  }
  return radius * (p * f)
}

/// 2ˣ for −100 ≤ x ≤ 100, within 10⁻⁷ relative.
func powerOfTwo(_ x: Float) -> Float {
  let exponent = x.rounded(.toNearestOrEven)
  let f = x - exponent
  var p: Float = 0.0013276471
  for coefficient: Float in [0.009675541, 0.05550713, 0.2402212, 0.69314694, 1.0000001] {
    p = coefficient.addingProduct(p, f)
  }
  return Float(bitPattern: p.bitPattern &+ UInt32(bitPattern: Int32(exponent) << 23))
}
