public import Calibration
import Distributions
import Forecasting
public import InvestmentPipeline

/// A size distribution fitted to past projects, with 90 % intervals. Sizes in 亿元.
public struct SizeDistributionReport: Sendable, Encodable {
  /// The version of the JSON format.
  public var formatVersion = 1
  /// The version of the program.
  public var luodiVersion = Forecasting.luodiVersion
  /// The list of projects with its fingerprint.
  public var inputFile: InputFile
  /// The number of projects.
  public var projects: Int
  /// The number of projects in the tail.
  public var tailProjects: Int
  /// The number of rows without an amount.
  public var withoutAmount: Int
  /// The number of projects below `least`.
  public var belowLeast: Int
  /// The smallest size that was included, in 亿元.
  public var least: Double
  /// The size at which the tail begins, in 亿元.
  public var threshold: Double
  /// The largest project, in 亿元.
  public var greatest: Double
  /// The parameters of the body's log-normal distribution before truncation.
  public var median: SizeDistributionFit.Estimate
  /// The standard deviation of the logarithm of the body's sizes.
  public var logStandardDeviation: SizeDistributionFit.Estimate
  /// The share of projects in the tail, in [0, 1].
  public var tailShare: SizeDistributionFit.Estimate
  /// The exponent of the Pareto tail.
  public var tailExponent: SizeDistributionFit.Estimate
  /// Observed and fitted numbers of projects by size.
  public var survival: [Survival]
  /// The sizes that one project in 20 to 1000 reaches.
  public var oneIn: [OneIn]
  /// The exponent for other thresholds.
  public var thresholds: [Threshold]
  /// The mean of the list, in 亿元.
  public var observedMean: Double
  /// The mean for one greatest size, then without one.
  public var means: [Mean]
  /// A size distribution for a scenario, in YAML.
  public var fragment: String

  /// The mean of the fitted distribution where no size exceeds a greatest one.
  public struct Mean: Sendable, Encodable {
    /// The greatest size in 亿元; nil for none.
    public var greatest: Double?
    /// The mean in 亿元; nil where the interval of the exponent extends to 1, so that it may be
    /// infinite.
    public var mean: SizeDistributionFit.Estimate?
    /// The share of the mean that the tail contributes, in [0, 1].
    public var tailShare: Double
  }

  /// The number of projects that reach a size.
  public struct Survival: Sendable, Encodable {
    /// The size in 亿元.
    public var size: Double
    /// The observed number of projects of at least that size.
    public var observed: Int
    /// The fitted number.
    public var fitted: SizeDistributionFit.Estimate
  }

  /// The size that one project in `number` reaches.
  public struct OneIn: Sendable, Encodable {
    /// The number of projects of which one reaches the size.
    public var number: Int
    /// The size in 亿元.
    public var size: SizeDistributionFit.Estimate
  }

  /// The tail's exponent for another threshold.
  public struct Threshold: Sendable, Encodable {
    /// The size at which the tail begins, in 亿元.
    public var threshold: Double
    /// The number of projects.
    public var projects: Int
    /// The exponent of the Pareto tail.
    public var tailExponent: SizeDistributionFit.Estimate
  }

  static let sizes = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500]
  static let numbers = [20, 50, 100, 200, 500, 1000]

  /// - Parameters:
  ///   - amounts: those below `least` are left out; both in 亿元.
  ///   - limit: the greatest size for the mean and the fragment, above the threshold; nil for the
  ///     largest of the list.
  /// - Throws: `Problems` where the list is too small to fit.
  public init(
    _ amounts: [Double], threshold: Double, least: Double, limit: Double? = nil,
    withoutAmount: Int, inputFile: InputFile
  ) throws(Problems) {
    let taken = amounts.filter { $0 >= least }
    let fit: SizeDistributionFit
    do throws(SizeDistributionFit.Failure) {
      fit = try SizeDistributionFit(taken, threshold: threshold, least: least)
    } catch {
      throw Problems([Self.problem(error, threshold, inputFile)])
    }
    self.inputFile = inputFile
    projects = fit.count
    tailProjects = fit.tailCount
    self.withoutAmount = withoutAmount
    belowLeast = amounts.count - taken.count
    self.least = least
    self.threshold = threshold
    greatest = taken.max() ?? 0
    median = fit.bodyMedian
    logStandardDeviation = fit.logStandardDeviation
    tailShare = fit.tailShare
    tailExponent = fit.tailExponent
    observedMean = taken.reduce(0, +) / Double(taken.count)
    let limit = limit ?? greatest
    means = Self.means(fit, limit: limit)
    fragment = Self.fragment(fit, limit: limit, inputFile)
    let count = Double(fit.count)
    let top = greatest
    survival = Self.sizes.filter { $0 > least && $0 <= 4 * top }.map { size in
      let share = fit.survival(size)
      return Survival(
        size: size, observed: taken.count { $0 >= size },
        fitted: SizeDistributionFit.Estimate(
          value: share.value * count, lower: share.lower * count, upper: share.upper * count))
    }
    oneIn = Self.numbers.compactMap { number in
      fit.sizeOfOne(in: Double(number)).map { OneIn(number: number, size: $0) }
    }
    thresholds = [0.5, 0.75, 1, 1.5, 2, 3].compactMap { factor in
      let other = threshold * factor
      guard other > least,
        let tail = try? SizeDistributionFit(taken, threshold: other, least: least)
      else { return nil }
      return Threshold(
        threshold: other, projects: tail.tailCount, tailExponent: tail.tailExponent)
    }
  }

  private static func means(_ fit: SizeDistributionFit, limit: Double) -> [Mean] {
    [limit, .infinity].map { greatest in
      let isFinite = greatest < .infinity
      return Mean(
        greatest: isFinite ? greatest : nil,
        mean: isFinite || fit.tailExponent.lower > 1 ? fit.mean(greatest: greatest) : nil,
        tailShare: fit.tailShareOfMean(greatest: greatest))
    }
  }

  private static func fragment(_ fit: SizeDistributionFit, limit: Double, _ file: InputFile)
    -> String
  {
    func text(_ value: Double, _ decimals: Int) -> String {
      NumberText.fixed(value, decimals: decimals)
    }
    let source = MachineText.yaml(
      "按 \(file.name) 的 \(fit.count) 个项目拟合 / fitted to \(fit.count) projects of \(file.name)")
    let tail =
      "{from: \(NumberText.plain(fit.threshold))亿元, share: \(text(fit.tailShareOfAll * 100, 1))%, "
      + "exponent: \(text(fit.tailExponent.value, 2)), greatest: \(NumberText.plain(limit))亿元}"
    return """
      arrivals:
        sizes:
          assumed: \(source)
          median: \(text(fit.bodyMedian.value, 2))亿元
          log_deviation: \(text(fit.logStandardDeviation.value, 2))
          tail: \(tail)

      """
  }

  private static func problem(
    _ failure: SizeDistributionFit.Failure, _ threshold: Double, _ file: InputFile
  ) -> Problem {
    let threshold = NumberText.plain(threshold)
    let reason =
      switch failure {
      case .tooFewInTail(let count):
        SizeFitWords.tooFewInTail(
          threshold: threshold, count: "\(count)", least: "\(SizeDistributionFit.leastTailCount)")
      case .tooFewInBody(let count):
        SizeFitWords.tooFewInBody(
          threshold: threshold, count: "\(count)", least: "\(SizeDistributionFit.leastBodyCount)")
      case .bodyNotLogNormal: SizeFitWords.notLogNormal(threshold: threshold)
      case .bodyTooWide(let deviation):
        SizeFitWords.tooWide(
          threshold: threshold, deviation: NumberText.fixed(deviation, decimals: 1),
          most: NumberText.plain(SizeDistribution.logDeviationRange.upperBound))
      }
    return Problem(
      path: file.name, reason: reason, remedy: SizeFitWords.remedy, location: file.name)
  }
}

// MARK: Words

extension SizeDistributionReport {
  /// The report for people, ending with a line break.
  public func text(_ language: Language, usesColour: Bool = false) -> String {
    TextRenderer(usesColour: usesColour).render(blocks(language)) + "\n" + fragment
  }

  /// JSON with sorted keys in snake case.
  public var json: String { MachineText.json(self) }

  private func blocks(_ language: Language) -> [ReportBlock] {
    var blocks: [ReportBlock] = []
    if let last = oneIn.last {
      blocks.append(
        .headline(
          SizeFitWords.headline(
            projects: "\(projects)", number: "\(last.number)", size: size(last.size.value),
            lower: size(last.size.lower), upper: size(last.size.upper))[language]))
    } else {
      blocks.append(.headline(SizeFitWords.headlineWithoutTail(projects: "\(projects)")[language]))
    }
    blocks.append(
      .paragraph(
        belowLeast > 0
          ? SizeFitWords.about(
            file: inputFile.name, projects: "\(projects)", withoutAmount: "\(withoutAmount)",
            least: NumberText.plain(least), below: "\(belowLeast)")[language]
          : SizeFitWords.aboutAll(
            file: inputFile.name, projects: "\(projects)", withoutAmount: "\(withoutAmount)")[
              language]))
    blocks += [.heading(SizeFitWords.histogram[language]), .histogram(classes(language))]
    blocks += [.heading(SizeFitWords.parameters[language]), .table(parameters(language))]
    blocks += [.heading(SizeFitWords.survival[language]), .table(reaching(language))]
    if !oneIn.isEmpty {
      blocks += [.heading(SizeFitWords.largeProjects[language]), .table(large(language))]
    }
    blocks += [.heading(SizeFitWords.mean[language]), .table(meanTable(language))]
    blocks.append(.paragraph(meanNotes(language)))
    if thresholds.count > 1 {
      blocks += [.heading(SizeFitWords.thresholds[language]), .table(sensitivity(language))]
    }
    var notes = [SizeFitWords.note(greatest: NumberText.plain(greatest))[language]]
    if tailExponent.lower <= 1 { notes.append(SizeFitWords.infiniteMeanNote[language]) }
    if let rare = oneIn.first(where: { $0.number > projects }) {
      notes.append(
        SizeFitWords.rareSizeNote(projects: "\(projects)", number: "\(rare.number)")[language])
    }
    if least > 0 {
      notes.append(SizeFitWords.fragmentNote(least: NumberText.plain(least))[language])
    }
    blocks.append(.paragraph(notes.joined(separator: "\n")))
    blocks.append(.heading(SizeFitWords.fragment[language]))
    return blocks
  }

  /// Classes between the sizes of the table.
  private func classes(_ language: Language) -> [HistogramRow] {
    let count = Double(projects)
    let edges =
      [(size: least, observed: projects, fitted: count)]
      + survival.map { (size: $0.size, observed: $0.observed, fitted: $0.fitted.value) }
    let width = edges.map { NumberText.plain($0.size).count }.max() ?? 0
    return edges.indices.map { index in
      let next = index + 1 < edges.count ? edges[index + 1] : (size: 0, observed: 0, fitted: 0)
      let label = NumberText.plain(edges[index].size)
      let observed = edges[index].observed - next.observed
      return .bin(
        label: String(repeating: " ", count: width - label.count) + label,
        share: Double(observed) / count,
        percent: SizeFitWords.observedAndFitted(
          observed: "\(observed)",
          fitted: NumberText.fixed(edges[index].fitted - next.fitted, decimals: 1))[language])
    }
  }

  private func parameters(_ language: Language) -> Table {
    Table(
      columns: [
        (SizeFitWords.parameter[language], .leading),
        (SharedWords.value[language], .trailing),
        (SharedWords.interval90[language], .trailing),
      ],
      rows: [
        row(SizeFitWords.bodyMedian[language], median) { NumberText.fixed($0, decimals: 2) },
        row(SizeFitWords.bodyDeviation[language], logStandardDeviation) {
          NumberText.fixed($0, decimals: 2)
        },
        row(SizeFitWords.tailShare(threshold: NumberText.plain(threshold))[language], tailShare) {
          NumberText.fixed($0 * 100, decimals: 1) + "%"
        },
        row(SizeFitWords.tailExponent[language], tailExponent) {
          NumberText.fixed($0, decimals: 2)
        },
      ])
  }

  private func meanTable(_ language: Language) -> Table {
    Table(
      columns: [
        (SizeFitWords.limit[language], .trailing), (SizeFitWords.meanColumn[language], .trailing),
        (SharedWords.interval90[language], .trailing), (SizeFitWords.tailPart[language], .trailing),
      ],
      rows: means.map { line in
        let name = line.greatest.map { NumberText.plain($0) } ?? SizeFitWords.noLimit[language]
        guard let mean = line.mean else {
          return [name, SizeFitWords.infinite[language], "–", "–"]
        }
        return row(name, mean, size) + [NumberText.fixed(line.tailShare * 100, decimals: 0) + "%"]
      })
  }

  private func meanNotes(_ language: Language) -> String {
    let total = observedMean * Double(projects)
    var notes = [
      SizeFitWords.observedMean(
        mean: size(observedMean), greatest: NumberText.plain(greatest),
        percent: NumberText.fixed(greatest / total * 100, decimals: 0))[language]
    ]
    if let share = means.first?.tailShare, share > 0.5 {
      notes.append(
        SizeFitWords.tailDecides(
          percent: NumberText.fixed(share * 100, decimals: 0), count: "\(tailProjects)")[language])
    }
    return notes.joined(separator: "\n")
  }

  private func row(
    _ name: String, _ estimate: SizeDistributionFit.Estimate, _ text: (Double) -> String
  ) -> [String] {
    [name, text(estimate.value), text(estimate.lower) + "–" + text(estimate.upper)]
  }

  func reaching(_ language: Language) -> Table {
    Table(
      columns: [
        (SizeFitWords.size[language], .trailing), (SizeFitWords.observed[language], .trailing),
        (SizeFitWords.fitted[language], .trailing),
        (SharedWords.interval90[language], .trailing),
      ],
      rows: survival.map { line in
        let decimals = line.fitted.value < 10 ? 1 : 0
        func text(_ value: Double) -> String { NumberText.fixed(value, decimals: decimals) }
        return [
          "≥ " + NumberText.plain(line.size), "\(line.observed)", text(line.fitted.value),
          text(line.fitted.lower) + "–" + text(line.fitted.upper),
        ]
      })
  }

  private func large(_ language: Language) -> Table {
    Table(
      columns: [
        (SizeFitWords.oneIn[language], .trailing), (SizeFitWords.size[language], .trailing),
        (SharedWords.interval90[language], .trailing),
      ], rows: oneIn.map { row("\($0.number)", $0.size, size) })
  }

  private func sensitivity(_ language: Language) -> Table {
    Table(
      columns: [
        (SizeFitWords.threshold[language], .trailing),
        (SharedWords.projectCount[language], .trailing),
        (SizeFitWords.tailExponent[language], .trailing),
        (SharedWords.interval90[language], .trailing),
      ],
      rows: thresholds.map { line in
        [NumberText.plain(line.threshold), "\(line.projects)"]
          + row("", line.tailExponent) { NumberText.fixed($0, decimals: 2) }.dropFirst()
      })
  }

  private func size(_ value: Double) -> String {
    NumberText.fixed(value, decimals: value < 20 ? 1 : 0)
  }
}
