import Calibration
import Distributions
import Forecasting
import InvestmentPipeline

/// A law of sizes fitted to past projects, and how much the list leaves open. Sizes in 亿元.
public struct SizeLawReport: Sendable, Encodable {
  public var formatVersion = 1
  public var luodiVersion = Forecasting.luodiVersion
  public var inputFile: InputFile
  public var projects: Int
  public var tailProjects: Int
  public var withoutAmount: Int
  public var belowLeast: Int
  public var least: Double
  public var threshold: Double
  public var greatest: Double
  /// Of the body's log-normal law before it is cut off.
  public var median: SizeDistributionFit.Estimate
  public var logStandardDeviation: SizeDistributionFit.Estimate
  public var tailShare: SizeDistributionFit.Estimate
  public var tailExponent: SizeDistributionFit.Estimate
  public var survival: [Survival]
  public var oneIn: [OneIn]
  public var thresholds: [Threshold]

  /// How many projects of the list reach a size.
  public struct Survival: Sendable, Encodable {
    public var size: Double
    public var observed: Int
    public var fitted: SizeDistributionFit.Estimate
  }

  /// The size that one project in so many reaches.
  public struct OneIn: Sendable, Encodable {
    public var number: Int
    public var size: SizeDistributionFit.Estimate
  }

  /// The tail's exponent, had the tail begun elsewhere.
  public struct Threshold: Sendable, Encodable {
    public var threshold: Double
    public var projects: Int
    public var tailExponent: SizeDistributionFit.Estimate
  }

  static let sizes = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500]
  static let numbers = [20, 50, 100, 200, 500, 1000]

  /// - Parameter amounts: those below `least` are left out; both in 亿元.
  /// - Throws: `Problems` where the list says too little.
  public init(
    _ amounts: [Double], threshold: Double, least: Double, withoutAmount: Int, inputFile: InputFile
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

  private static func problem(
    _ failure: SizeDistributionFit.Failure, _ threshold: Double, _ file: InputFile
  ) -> Problem {
    func both(_ words: Catalogue, _ count: Int = 0, of least: Int = 0) -> BilingualText {
      func text(_ language: Language) -> String {
        words(language, NumberText.plain(threshold), "\(count)", "\(least)")
      }
      return BilingualText(zh: text(.chinese), en: text(.english))
    }
    let reason =
      switch failure {
      case .tooFewInTail(let count):
        both(.sizesTooFewTail, count, of: SizeDistributionFit.leastTailCount)
      case .tooFewInBody(let count):
        both(.sizesTooFewBody, count, of: SizeDistributionFit.leastBodyCount)
      case .bodyNotLogNormal: both(.sizesNotLogNormal)
      }
    return Problem(
      path: file.name, reason: reason, remedy: both(.sizesRemedy), location: file.name)
  }
}

// MARK: Words

extension SizeLawReport {
  /// The report for people, ending with a line break.
  public func text(_ language: Language, usesColour: Bool = false) -> String {
    TextRenderer(usesColour: usesColour).render(blocks(language))
  }

  /// JSON with sorted keys in snake case.
  public var json: String { MachineText.json(self) }

  private func blocks(_ language: Language) -> [ReportBlock] {
    var blocks: [ReportBlock] = []
    if let last = oneIn.last {
      blocks.append(
        .headline(
          Catalogue.sizesHeadline(
            language, "\(projects)", "\(last.number)", size(last.size.value),
            size(last.size.lower), size(last.size.upper))))
    } else {
      blocks.append(.headline(Catalogue.sizesHeadlineNone(language, "\(projects)")))
    }
    blocks.append(
      .paragraph(
        belowLeast > 0
          ? Catalogue.sizesAbout(
            language, inputFile.name, "\(projects)", "\(withoutAmount)", NumberText.plain(least),
            "\(belowLeast)")
          : Catalogue.sizesAboutCut(
            language, inputFile.name, "\(projects)", "\(withoutAmount)")))
    blocks += [.heading(Catalogue.sizesTitle(language)), .histogram(classes(language))]
    blocks += [.heading(Catalogue.sizesParameters(language)), .table(parameters(language))]
    blocks += [.heading(Catalogue.sizesSurvival(language)), .table(reaching(language))]
    if !oneIn.isEmpty {
      blocks += [.heading(Catalogue.sizesBeyond(language)), .table(large(language))]
    }
    if thresholds.count > 1 {
      blocks += [.heading(Catalogue.sizesThresholds(language)), .table(elsewhere(language))]
    }
    var notes = [Catalogue.sizesNote(language, NumberText.plain(greatest))]
    if tailExponent.lower <= 1 { notes.append(Catalogue.sizesNoteMean(language)) }
    if let rare = oneIn.first(where: { $0.number > projects }) {
      notes.append(Catalogue.sizesNoteReach(language, "\(projects)", "\(rare.number)"))
    }
    blocks.append(.paragraph(notes.joined(separator: "\n")))
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
        percent: Catalogue.sizesRow(
          language, "\(observed)",
          NumberText.fixed(edges[index].fitted - next.fitted, decimals: 1)))
    }
  }

  private func parameters(_ language: Language) -> Table {
    Table(
      columns: [
        (Catalogue.sizesParameter(language), .leading),
        (Catalogue.explainValue(language), .trailing),
        (Catalogue.sizesInterval(language), .trailing),
      ],
      rows: [
        row(Catalogue.sizesMedian(language), median) { NumberText.fixed($0, decimals: 2) },
        row(Catalogue.sizesDeviation(language), logStandardDeviation) {
          NumberText.fixed($0, decimals: 2)
        },
        row(Catalogue.sizesShare(language, NumberText.plain(threshold)), tailShare) {
          NumberText.fixed($0 * 100, decimals: 1) + "%"
        },
        row(Catalogue.sizesExponent(language), tailExponent) {
          NumberText.fixed($0, decimals: 2)
        },
      ])
  }

  private func row(
    _ name: String, _ estimate: SizeDistributionFit.Estimate, _ text: (Double) -> String
  ) -> [String] {
    [name, text(estimate.value), text(estimate.lower) + "–" + text(estimate.upper)]
  }

  func reaching(_ language: Language) -> Table {
    Table(
      columns: [
        (Catalogue.sizesSize(language), .trailing), (Catalogue.sizesObserved(language), .trailing),
        (Catalogue.sizesFitted(language), .trailing),
        (Catalogue.sizesInterval(language), .trailing),
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
        (Catalogue.sizesOneIn(language), .trailing), (Catalogue.sizesSize(language), .trailing),
        (Catalogue.sizesInterval(language), .trailing),
      ], rows: oneIn.map { row("\($0.number)", $0.size, size) })
  }

  private func elsewhere(_ language: Language) -> Table {
    Table(
      columns: [
        (Catalogue.sizesThreshold(language), .trailing),
        (Catalogue.sizesCount(language), .trailing),
        (Catalogue.sizesExponent(language), .trailing),
        (Catalogue.sizesInterval(language), .trailing),
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
