/// The distribution of the part of a sum that has atoms, value by value: what leads of fixed
/// amounts add.
///
/// The values that can be reached are found once; for each vector of probabilities the distribution
/// then takes one pass. For few fixed amounts only, where a single value has a noticeable
/// probability.
struct AtomTree: Sendable {
  private struct Layer: Sendable {
    var part: Int
    var presence: Double
    /// Where each value goes with nothing added, and with the lead's value added.
    var without: [Int32]
    var with: [Int32]
    var count: Int
  }

  private let layers: [Layer]
  /// Reachable values of the whole, ascending.
  let values: [Int64]

  /// Nil when more than `limit` values would have to be kept.
  init?(_ sum: AdditiveSum, limit: Int = 30_000) {
    var layers: [Layer] = []
    var values: [Int64] = [0]
    var kept = 1
    for (index, part) in sum.parts.enumerated() {
      guard case .atom(let value, let presence) = sum.distributions[Int(part.distribution)],
        presence > 0
      else {
        continue
      }
      let next = Set(values + values.map { $0 + value }).sorted()
      kept += next.count
      guard kept <= limit else { return nil }
      let places = Dictionary(uniqueKeysWithValues: next.enumerated().map { ($1, Int32($0)) })
      layers.append(
        Layer(
          part: index, presence: presence, without: values.map { places[$0]! },
          with: values.map { places[$0 + value]! }, count: next.count))
      values = next
    }
    self.layers = layers
    self.values = values
  }

  /// The probabilities of `values`, given that only fixed amounts are signed, times
  /// `probabilityOfRest`, that of no other lead adding anything.
  func distribution(_ probabilities: [Double], probabilityOfRest: Double) -> [Double] {
    var masses = [probabilityOfRest]
    for layer in layers {
      var next = [Double](repeating: 0, count: layer.count)
      let p = probabilities[layer.part] * layer.presence
      for index in masses.indices {
        next[Int(layer.without[index])] += masses[index] * (1 - p)
        next[Int(layer.with[index])] += masses[index] * p
      }
      masses = next
    }
    return masses
  }

  /// P(sum ≥ value, and only fixed amounts are signed).
  func probability(
    atLeast value: Int64, _ probabilities: [Double], probabilityOfRest: Double
  ) -> Double {
    let masses = distribution(probabilities, probabilityOfRest: probabilityOfRest)
    var result = 0.0
    for index in masses.indices where values[index] >= value { result += masses[index] }
    return result
  }
}

extension AdditiveSum {
  var hasOnlyAtoms: Bool { distributions.allSatisfy(\.isAtom) }

  /// The probability that no lead with a continuous distribution adds anything.
  func probabilityOfAtomsAlone(_ probabilities: [Double]) -> Double {
    var product = 1.0
    for (index, part) in parts.enumerated() where !distributions[Int(part.distribution)].isAtom {
      product *= 1 - probabilities[index] * distributions[Int(part.distribution)].presence
    }
    return product
  }

  /// The greatest number that divides all values; nil unless all are atoms.
  var latticeStep: Int64? {
    guard hasOnlyAtoms else { return nil }
    let step = distributions.reduce(Int64(0)) { Self.commonDivisor($0, $1.value.magnitude.asInt64) }
    return max(1, step)
  }

  private static func commonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    b == 0 ? a : commonDivisor(b, a % b)
  }
}

extension UInt64 {
  fileprivate var asInt64: Int64 { Int64(truncatingIfNeeded: self) }
}
