/// Times of runs at several numbers of trials, and the line through them.
public struct RunTimes: Sendable {
  /// Seconds of each run, by its trials.
  private var seconds: [Int: [Double]] = [:]

  /// No times yet.
  public init() {}

  /// - Parameter seconds: of one run, above 0.
  public mutating func add(trials: Int, seconds: Double) {
    self.seconds[trials, default: []].append(seconds)
  }

  /// The numbers of trials that were run, ascending.
  public var trials: [Int] { seconds.keys.sorted() }

  /// The number of runs at all numbers of trials.
  public var runCount: Int { seconds.values.reduce(0) { $0 + $1.count } }

  /// The median and the least and greatest seconds at a number of trials; nil where none ran.
  public func spread(at trials: Int) -> (median: Double, least: Double, greatest: Double)? {
    guard let sorted = seconds[trials]?.sorted(), let least = sorted.first, let most = sorted.last
    else { return nil }
    let middle = sorted.count / 2
    let median =
      sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    return (median, least, most)
  }

  /// What a run takes: `fixed` seconds and `perTrial` more for each trial.
  ///
  /// Least squares through the medians, each weighted by 1/seconds², since the error of a time
  /// grows with it. Neither part is negative: where the line would be, it goes through the origin.
  /// With a single number of trials it goes through the origin too.
  public var line: (fixed: Double, perTrial: Double) {
    var weights = 0.0
    var trialsMean = 0.0
    var secondsMean = 0.0
    let points = trials.map { (trials: Double($0), seconds: spread(at: $0)!.median) }
    for point in points {
      let weight = 1 / (point.seconds * point.seconds)
      weights += weight
      trialsMean += weight * point.trials
      secondsMean += weight * point.seconds
    }
    guard weights > 0 else { return (0, 0) }
    trialsMean /= weights
    secondsMean /= weights
    var products = 0.0
    var squares = 0.0
    var throughOrigin = (products: 0.0, squares: 0.0)
    for point in points {
      let weight = 1 / (point.seconds * point.seconds)
      products += weight * (point.trials - trialsMean) * (point.seconds - secondsMean)
      squares += weight * (point.trials - trialsMean) * (point.trials - trialsMean)
      throughOrigin.products += weight * point.trials * point.seconds
      throughOrigin.squares += weight * point.trials * point.trials
    }
    if squares > 0 {
      let perTrial = products / squares
      let fixed = secondsMean - perTrial * trialsMean
      if perTrial >= 0, fixed >= 0 { return (fixed, perTrial) }
    }
    return (0, throughOrigin.products / throughOrigin.squares)
  }

  /// The estimated seconds of a run of `trials`.
  public func seconds(for trials: Int) -> Double { line.fixed + line.perTrial * Double(trials) }
}
