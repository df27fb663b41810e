/// A common factor, a standard normal variable shared by many leads in a trial.
public enum Factor: Hashable, Sendable, Codable {
  /// The factor of all leads.
  case city
  /// The factor of a district's leads.
  case district(District.ID)
  /// The factor of a chain's leads.
  case chain(IndustryChain.ID)

  /// The identifier, such as `city`, `district:xinhui` or `chain:battery`. It keys the factor's random
  /// draws.
  public var id: String {
    switch self {
    case .city: "city"
    case .district(let id): "district:\(id)"
    case .chain(let id): "chain:\(id)"
    }
  }
}

/// The correlation of two different factors; factors without a stated correlation are uncorrelated.
public struct FactorCorrelation: Hashable, Sendable, Codable {
  /// One factor.
  public var first: Factor
  /// The other factor.
  public var second: Factor
  /// The correlation, in [−1, 1].
  public var value: Double

  /// Creates a correlation; the order of the factors has no meaning.
  public init(_ first: Factor, _ second: Factor, _ value: Double) {
    self.first = first
    self.second = second
    self.value = value
  }
}

/// The dependence structure of the leads: the one-period copula of portfolio credit risk.
///
/// The latent score of a lead is X = a·F + √(1 − aᵀRa)·ε with its three loadings a on the
/// factors of the city, its district and its chain. At a conversion probability of 0.1 a
/// loading a moves conversions by a factor of about 1 + 1.75·a per standard deviation.
///
/// Vasicek (2002), "The distribution of loan portfolio value"; Li (2000),
/// doi:10.3905/jfi.2000.319253; Glasserman & Li (2005), doi:10.1287/mnsc.1050.0415.
public struct Dependence: Hashable, Sendable, Codable {
  /// The loading on the city's factor, in (−1, 1).
  public var cityLoading: Double
  /// The loading on a district's factor, in (−1, 1).
  public var districtLoading: Double
  /// The loading on a chain's factor, in (−1, 1).
  public var chainLoading: Double
  /// Loadings of single districts that differ from `districtLoading`.
  public var districtLoadings: [District.ID: Double]
  /// Loadings of single chains that differ from `chainLoading`.
  public var chainLoadings: [IndustryChain.ID: Double]
  /// Loadings on the city's factor, by chain, that differ from `cityLoading`.
  public var cityLoadingsByChain: [IndustryChain.ID: Double]
  /// Loadings on the city's factor, by district, that differ from `cityLoading`; they apply to leads
  /// whose chain has none of its own.
  public var cityLoadingsByDistrict: [District.ID: Double]
  /// Correlations of the factors; a pair is stated at most once.
  public var correlations: [FactorCorrelation]
  /// Degrees of freedom ν of a Student-t copula, at least 0.5; nil is the Gaussian copula.
  public var studentDegreesOfFreedom: Double?

  /// Creates a dependence structure; `Scenario.problems()` checks the ranges.
  public init(
    cityLoading: Double = 0, districtLoading: Double = 0, chainLoading: Double = 0,
    districtLoadings: [District.ID: Double] = [:],
    chainLoadings: [IndustryChain.ID: Double] = [:],
    cityLoadingsByChain: [IndustryChain.ID: Double] = [:],
    cityLoadingsByDistrict: [District.ID: Double] = [:],
    correlations: [FactorCorrelation] = [], studentDegreesOfFreedom: Double? = nil
  ) {
    self.cityLoading = cityLoading
    self.districtLoading = districtLoading
    self.chainLoading = chainLoading
    self.districtLoadings = districtLoadings
    self.chainLoadings = chainLoadings
    self.cityLoadingsByChain = cityLoadingsByChain
    self.cityLoadingsByDistrict = cityLoadingsByDistrict
    self.correlations = correlations
    self.studentDegreesOfFreedom = studentDegreesOfFreedom
  }

  /// The loading of a lead on the city's factor: that of its chain if stated, otherwise that of its
  /// district if stated, otherwise `cityLoading`.
  public func cityLoading(district: District.ID, chain: IndustryChain.ID) -> Double {
    cityLoadingsByChain[chain] ?? cityLoadingsByDistrict[district] ?? cityLoading
  }

  /// Independent leads.
  public static let independent = Dependence()
}
