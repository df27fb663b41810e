import Distributions
import Testing

struct DistributionTests {
  @Test(arguments: [
    DistributionCase(
      "standard normal", firstDraws: [0.3561509069129374, -1.0174945315905144, -1.9129034082465917]
    ) { Normal.standard },
    DistributionCase(
      "normal", firstDraws: [-299.99643849093087, -300.0101749453159, -300.0191290340825]
    ) {
      try Normal(mean: -300, standardDeviation: 0.01)
    },
  ])
  func normal(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "wide", firstDraws: [5085.895302651648, 647.9141497451823, 169.12615024657202]
    ) {
      try LogNormal(logMean: 8, logStandardDeviation: 1.5)
    },
    DistributionCase(
      "narrow", firstDraws: [101.66953811898405, 94.92104676843984, 90.76511498420346]
    ) {
      try LogNormal(mean: 100, logStandardDeviation: 0.05)
    },
    DistributionCase(
      "by percentiles", firstDraws: [15640.404416728912, 2786.436364666961, 905.0756837006012]
    ) {
      try LogNormal(tenthPercentile: 2000, ninetiethPercentile: 50_000)
    },
  ])
  func logNormal(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "symmetric", firstDraws: [0.6899534775356955, -0.24595635735121724, 0.8197247399458281]
    ) { try PERT(low: -1, mode: 0, high: 1) },
    DistributionCase(
      "skewed", firstDraws: [13.631184255986113, 6.045822854139784, 17.934574403047172]
    ) {
      try PERT(low: 3, mode: 5, high: 24)
    },
    DistributionCase(
      "mode at the end, flat",
      firstDraws: [18.226032592027924, 11.822845211286584, 19.307354744851835]
    ) {
      try PERT(low: 10, mode: 10, high: 20, shape: 1)
    },
    DistributionCase(
      "sharp", firstDraws: [32.08878285470246, 28.930392485322265, 32.672528252730984]
    ) {
      try PERT(low: 0, mode: 30, high: 40, shape: 200)
    },
  ])
  func pert(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "uniform", firstDraws: [0.9930530346676589, 0.28505460136740507, 0.5140131228338963]
    ) {
      try Beta(alpha: 1, beta: 1)
    },
    DistributionCase(
      "arcsine", firstDraws: [0.002193903744018113, 0.0021282934180784354, 0.023955097312401672]
    ) { try Beta(alpha: 0.5, beta: 0.5) },
    DistributionCase(
      "two small",
      firstDraws: [3.422617684199666e-19, 1.0124448100907914e-19, 2.1989232388255433e-07]
    ) { try Beta(alpha: 0.08, beta: 0.2) },
    DistributionCase(
      "one small", firstDraws: [0.9962666204321344, 0.9494197506690593, 0.9842158355703163]
    ) {
      try Beta(alpha: 3, beta: 0.4)
    },
    DistributionCase(
      "hump", firstDraws: [0.8704218983457975, 0.6063806162692842, 0.9027337600804067]
    ) {
      try Beta(alpha: 12, beta: 5.5)
    },
    DistributionCase(
      "large", firstDraws: [0.3113919941292617, 0.2960225460503628, 0.31958083365759965]
    ) {
      try Beta(alpha: 900, beta: 2100)
    },
  ])
  func beta(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "exponential", firstDraws: [0.8952753333148791, 3.7356516757116776, 7.159676350973022]
    ) { try PhaseType(mean: 2) },
    DistributionCase(
      "Erlang mixture", firstDraws: [0.3228872419128548, 0.699713365822923, 1.0518623952188713]
    ) {
      try PhaseType(mean: 0.45, coefficientOfVariation: 0.57)
    },
    DistributionCase(
      "hyperexponential", firstDraws: [7.926929970449257, 37.31927142799373, 197.929773785942]
    ) {
      try PhaseType(mean: 30, coefficientOfVariation: 2.5)
    },
  ])
  func phaseType(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "shape 0.1",
      firstDraws: [3.1858483624177234e-16, 0.012388697154267702, 3.8810353941888807e-16]
    ) { try Gamma(shape: 0.1, scale: 1) },
    DistributionCase(
      "shape 0.7", firstDraws: [0.32945133396569365, 0.6037681977355538, 77.9283294874189]
    ) {
      try Gamma(shape: 0.7, scale: 30)
    },
    DistributionCase(
      "exponential", firstDraws: [2.0035860382389337, 0.014016212893067356, 1.4688949138228344]
    ) { try Gamma(shape: 1, scale: 2) },
    DistributionCase(
      "shape 4.2", firstDraws: [0.00461012820829644, 0.001193056915483443, 0.004026826791760163]
    ) { try Gamma(shape: 4.2, scale: 0.001) },
    DistributionCase(
      "shape 50", firstDraws: [52.219143855493265, 37.3685070382004, 50.235082399954884]
    ) {
      try Gamma(shape: 50, scale: 1)
    },
    DistributionCase(
      "shape 10⁵", firstDraws: [100112.3335710636, 99395.97341679466, 100025.0775750776]
    ) {
      try Gamma(shape: 1e5, scale: 1)
    },
  ])
  func gamma(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "1 degree", firstDraws: [0.0024798921820287038, 1.1278760720622392, 0.0048214811179297015]
    ) { try ChiSquared(degreesOfFreedom: 1) },
    DistributionCase(
      "5.5 degrees", firstDraws: [6.027366398850494, 0.9918096457630486, 5.087479394415174]
    ) {
      try ChiSquared(degreesOfFreedom: 5.5)
    },
  ])
  func chiSquared(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "without mean", firstDraws: [8.578210966062809, 2.5416948427233996, 2.082443180670282]
    ) { try Pareto(minimum: 2, exponent: 0.7) },
    DistributionCase(
      "without variance", firstDraws: [1972.897273560453, 1118.3478975373291, 1019.0296258811364]
    ) { try Pareto(minimum: 1000, exponent: 1.5) },
    DistributionCase(
      "with variance", firstDraws: [1.4045986165308766, 1.0575196913236788, 1.0094699727486383]
    ) { try Pareto(minimum: 1, exponent: 3) },
  ])
  func pareto(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "half a degree", firstDraws: [4563.0815296810615, 0.09188905057133531, 1.7029965315202928]
    ) { try StudentT(degreesOfFreedom: 0.5) },
    DistributionCase(
      "Cauchy", firstDraws: [46.301498223085055, 0.07565775330393339, 1.5169546823329034]
    ) {
      try StudentT(degreesOfFreedom: 1)
    },
    DistributionCase(
      "without variance", firstDraws: [0.9758448476855013, -2.7669827880217954, 0.9695843021895247]
    ) { try StudentT(degreesOfFreedom: 2) },
    DistributionCase(
      "copula", firstDraws: [0.5666630912238293, -2.4792135726465547, 0.934689642141994]
    ) {
      try StudentT(degreesOfFreedom: 5)
    },
    DistributionCase(
      "almost normal", firstDraws: [0.360921609052212, -2.3691070840007833, 0.9828991412727041]
    ) { try StudentT(degreesOfFreedom: 3000) },
  ])
  func studentT(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase(
      "heavy", firstDraws: [4425.247632518619, 1093.4669870394912, 444.4625687346669]
    ) {
      try SplicedLogNormalPareto(
        logMean: 8, logStandardDeviation: 1, threshold: 20_000, tailProbability: 0.05,
        tailExponent: 1.4)
    },
    DistributionCase(
      "heavy, cut off", firstDraws: [4425.247632518619, 1093.4669870394912, 444.4625687346669]
    ) {
      try SplicedLogNormalPareto(
        logMean: 8, logStandardDeviation: 1, threshold: 20_000, tailProbability: 0.05,
        tailExponent: 1.4, tailMaximum: 5_000_000)
    },
    DistributionCase(
      "exponent 1, low threshold",
      firstDraws: [0.16625670940582546, 0.03596336911246328, 0.00859675384139554]
    ) {
      try SplicedLogNormalPareto(
        logMean: 0, logStandardDeviation: 2, threshold: 0.1, tailProbability: 0.6,
        tailExponent: 1, tailMaximum: 1000)
    },
    DistributionCase(
      "with variance", firstDraws: [1.1184781970439082, 0.7383697515516698, 0.5640720612885275]
    ) {
      try SplicedLogNormalPareto(
        logMean: 0, logStandardDeviation: 0.3, threshold: 3, tailProbability: 0.01,
        tailExponent: 2.6)
    },
  ])
  func splicedLogNormalPareto(_ distribution: DistributionCase) throws {
    try checkConformance(ofContinuous: distribution)
  }

  @Test(arguments: [
    DistributionCase("mean 0", firstDraws: [0.0, 0.0, 0.0]) { try Poisson(mean: 0) },
    DistributionCase("mean 0.02", firstDraws: [0.0, 0.0, 0.0]) { try Poisson(mean: 0.02) },
    DistributionCase("mean 3.3", firstDraws: [4.0, 1.0, 0.0]) { try Poisson(mean: 3.3) },
    DistributionCase("mean 9.999", firstDraws: [11.0, 7.0, 4.0]) { try Poisson(mean: 9.999) },
    DistributionCase("mean 10", firstDraws: [11.0, 10.0, 16.0]) { try Poisson(mean: 10) },
    DistributionCase("mean 87.5", firstDraws: [91.0, 57.0, 88.0]) { try Poisson(mean: 87.5) },
    DistributionCase("mean 10⁴", firstDraws: [10040.0, 9669.0, 10009.0]) { try Poisson(mean: 1e4) },
    DistributionCase("mean 10⁷", firstDraws: [10001266.0, 9989496.0, 10000283.0]) {
      try Poisson(mean: 1e7)
    },
  ])
  func poisson(_ distribution: DistributionCase) throws {
    try checkConformance(ofDiscrete: distribution)
  }
}
