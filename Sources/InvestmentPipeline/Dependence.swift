/// A common factor: what makes good years good for many leads at once.
public enum Factor: Hashable, Sendable, Codable {
  case city
  case district(District.ID)
  case chain(IndustryChain.ID)

  /// `city`, `district:xinhui` or `chain:battery`. Keys the factor's random draws.
  public var id: String {
    switch self {
    case .city: "city"
    case .district(let id): "district:\(id)"
    case .chain(let id): "chain:\(id)"
    }
  }
}

/// The correlation of two factors; those not stated are uncorrelated.
public struct FactorCorrelation: Hashable, Sendable, Codable {
  public var first: Factor
  public var second: Factor
  /// In [−1, 1].
  public var value: Double

  public init(_ first: Factor, _ second: Factor, _ value: Double) {
    self.first = first
    self.second = second
    self.value = value
  }
}

/// How the leads of a year hang together: the one-step copula of portfolio credit risk.
///
/// The latent score of a lead is X = a·F + √(1 − aᵀRa)·ε with its three loadings a on the
/// factors of the city, its district and its chain. At a conversion probability of 0.1 a
/// loading a moves conversions by a factor of about 1 + 1.75·a per standard deviation.
///
/// Vasicek (2002), "The distribution of loan portfolio value"; Li (2000),
/// doi:10.3905/jfi.2000.319253; Glasserman & Li (2005), doi:10.1287/mnsc.1050.0415.
public struct Dependence: Hashable, Sendable, Codable {
  public var cityLoading: Double
  public var districtLoading: Double
  public var chainLoading: Double
  /// Loadings of single districts that differ from `districtLoading`.
  public var districtLoadings: [District.ID: Double]
  /// Loadings of single chains that differ from `chainLoading`.
  public var chainLoadings: [IndustryChain.ID: Double]
  /// Loadings on the city's factor that differ from `cityLoading`: of all leads of a chain, and of a
  /// district's leads in the other chains.
  public var cityLoadingsByChain: [IndustryChain.ID: Double]
  public var cityLoadingsByDistrict: [District.ID: Double]
  public var correlations: [FactorCorrelation]
  /// Degrees of freedom ν of a Student-t copula, above 0; nil is the Gaussian copula.
  public var studentDegreesOfFreedom: Double?

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

  /// The loading of a lead on the city's factor: its chain's own, else its district's own, else that
  /// of all.
  public func cityLoading(district: District.ID, chain: IndustryChain.ID) -> Double {
    cityLoadingsByChain[chain] ?? cityLoadingsByDistrict[district] ?? cityLoading
  }

  /// No dependence: every lead for itself.
  public static let independent = Dependence()
}
