import Distributions
import ExactDistributions
import InvestmentPipeline
import LinearAlgebra
import RandomStreams

extension FactorModel {
  /// - Parameter rows: the pairs of district and chain that leads belong to.
  /// - Throws: `Problems` if the correlations are not positive definite or a row leaves nothing
  ///   to the lead alone.
  init(
    _ dependence: Dependence, city: City, rows: [(district: District.ID, chain: IndustryChain.ID)]
  ) throws(Problems) {
    // By id: columns decide over Sobol coordinates and over which factor Cholesky conditions on,
    // and the order of the city's file must not.
    let factors =
      [Factor.city] + city.districts.map(\.id).sorted().map { .district($0) }
      + city.chains.map(\.id).sorted().map { .chain($0) }
    let columns = Dictionary(uniqueKeysWithValues: factors.enumerated().map { ($1, $0) })
    let loadings = Self.loadings(dependence, columns, rows)
    let scoreLoadings = multiplied(
      loadings, try Self.correlationFactor(dependence, factors, columns))
    self.init(
      scoreLoadings: scoreLoadings,
      idiosyncraticWeight: try Self.idiosyncraticWeights(scoreLoadings, rows),
      factorKeys: factors.map { EntityKey(id: $0.id) },
      isIndependent: loadings.elements.allSatisfy { $0 == 0 },
      mixingDistribution: try Self.mixingDistribution(dependence))
  }

  /// The Cholesky factor of the factors' correlations.
  private static func correlationFactor(
    _ dependence: Dependence, _ factors: [Factor], _ columns: [Factor: Int]
  ) throws(Problems) -> Matrix {
    var correlation = Matrix.identity(factors.count)
    for pair in dependence.correlations {
      guard let first = columns[pair.first], let second = columns[pair.second] else { continue }
      correlation[first, second] = pair.value
      correlation[second, first] = pair.value
    }
    do {
      return try correlation.choleskyFactor()
    } catch {
      throw Problems([notPositiveDefinite(error, factors: factors, dependence.correlations)])
    }
  }

  /// The loadings as stated, by row and factor; rows of zeros fill the last tile.
  private static func loadings(
    _ dependence: Dependence, _ columns: [Factor: Int],
    _ rows: [(district: District.ID, chain: IndustryChain.ID)]
  ) -> Matrix {
    let tiles = (rows.count + rowsPerTile - 1) / rowsPerTile
    var loadings = Matrix(rowCount: tiles * rowsPerTile, columnCount: columns.count)
    for (index, row) in rows.enumerated() {
      loadings[index, 0] = dependence.cityLoading(district: row.district, chain: row.chain)
      loadings[index, columns[.district(row.district)]!] =
        dependence.districtLoadings[row.district] ?? dependence.districtLoading
      loadings[index, columns[.chain(row.chain)]!] =
        dependence.chainLoadings[row.chain] ?? dependence.chainLoading
    }
    return loadings
  }

  /// By row the weight of the lead's own part of its score.
  private static func idiosyncraticWeights(
    _ scoreLoadings: Matrix, _ rows: [(district: District.ID, chain: IndustryChain.ID)]
  ) throws(Problems) -> [Double] {
    var greatest: (row: Int, common: Double)?
    var weights: [Double] = []
    for index in rows.indices {
      let common = scoreLoadings.row(index).reduce(0) { $0 + $1 * $1 }
      if common >= max(1, greatest?.common ?? 0) { greatest = (index, common) }
      weights.append((1 - min(common, 1)).squareRoot())
    }
    guard let greatest else { return weights }
    let row = rows[greatest.row]
    throw Problems([nothingLeft(row.district, row.chain, greatest.common)])
  }

  /// That of the Student-t copula; nil for the Gaussian copula.
  private static func mixingDistribution(
    _ dependence: Dependence
  ) throws(Problems) -> ChiSquared? {
    do {
      return try dependence.studentDegreesOfFreedom.map {
        degrees throws(DistributionError) in try ChiSquared(degreesOfFreedom: degrees)
      }
    } catch {
      throw Problems([
        Problem(
          path: "dependence.student_degrees_of_freedom", value: "\(error.value)",
          reason: BilingualText(zh: "自由度必须大于 0。", en: "The degrees of freedom must be above 0."),
          remedy: BilingualText(
            zh: "填写不小于 0.5 的数，或删去此项。", en: "Give a number of 0.5 or more, or leave it out."))
      ])
    }
  }

  private static func notPositiveDefinite(
    _ error: LinearAlgebraError, factors: [Factor], _ correlations: [FactorCorrelation]
  ) -> Problem {
    // Two factors correlated by 1 are one factor: nothing is contradicted, the matrix is singular.
    if let one = correlations.first(where: { abs($0.value) == 1 }) {
      return Problem(
        path: "dependence.correlations[\(one.first.id), \(one.second.id)].value",
        value: "\(one.value)",
        reason: BilingualText(
          zh: "相关系数为 ±1 时两个因子其实是同一个，相关矩阵是奇异的。",
          en: "With a correlation of 1 or −1 both factors are one, and the matrix is singular."),
        remedy: BilingualText(
          zh: "写小于 1 的数，如 0.99；或不写这个相关，把两个因子的载荷并到一个上（如 city）。",
          en:
            "Give less, such as 0.99, or leave the correlation out and put both loadings on one factor, such as city's."
        ))
    }
    var culprit: String?
    if case .notPositiveDefinite(let leadingMinor) = error, leadingMinor <= factors.count {
      culprit = factors[leadingMinor - 1].id
    }
    return Problem(
      path: "dependence.correlations", value: culprit,
      reason: BilingualText(
        zh: "因子相关系数矩阵不是正定的" + (culprit.map { "（到因子 \($0) 为止已不可能同时成立）。" } ?? "。"),
        en: "The factor correlations are not positive definite"
          + (culprit.map { " (they contradict each other by the factor \($0))." } ?? ".")),
      remedy: BilingualText(
        zh: "调小相关系数的绝对值，或补上遗漏的两两相关。",
        en: "Make the correlations smaller, or add the missing pairs."))
  }

  private static func nothingLeft(
    _ district: District.ID, _ chain: IndustryChain.ID, _ common: Double
  ) -> Problem {
    Problem(
      path: "dependence.loadings", value: "\((common * 1000).rounded() / 1000)",
      reason: BilingualText(
        zh: "县（市、区） \(district)、产业链 \(chain) 的因子载荷连同相关系数合计方差为该值，必须小于 1。",
        en: "With their correlations the loadings of district \(district) and chain \(chain) "
          + "take this much variance, which must be below 1."),
      remedy: BilingualText(zh: "调小因子载荷或相关系数。", en: "Lower the loadings or the correlations."))
  }
}
