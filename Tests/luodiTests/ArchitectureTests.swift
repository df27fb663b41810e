import Foundation
import Testing

/// The invariants of docs/architecture.md, each a search over the sources.
struct ArchitectureTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Path below Sources → text, of all Swift files.
  static let sources = texts(of: "Sources")
  /// Path below Tests → text, of all Swift files.
  static let tests = texts(of: "Tests")

  private static func texts(of folder: String) -> [String: String] {
    let folder = root.appending(path: folder)
    let paths = FileManager.default.enumerator(atPath: folder.path)!.compactMap { $0 as? String }
    return Dictionary(
      uniqueKeysWithValues: paths.filter { $0.hasSuffix(".swift") }.map { path in
        (path, try! String(contentsOf: folder.appending(path: path), encoding: .utf8))
      })
  }

  /// The modules of which a file imports `module`, whatever the access of the import.
  func files(importing module: String) -> Set<String> {
    Set(
      Self.sources.filter { SourceScan.imports(of: $0.value).contains(module) }
        .map { $0.key.split(separator: "/").first.map(String.init)! })
  }

  @Test func `the sources are found`() {
    #expect(Self.sources.count > 40)
    #expect(files(importing: "Yams") == ["ScenarioFiles"])
  }

  @Test func `only LinearAlgebra imports OpenBLAS, and no pointer crosses its public face`() {
    #expect(files(importing: "COpenBLAS") == ["LinearAlgebra"])
    for (path, text) in Self.sources where path.hasPrefix("LinearAlgebra/") {
      for line in text.split(separator: "\n") where line.contains("public ") {
        #expect(!line.contains("Pointer"), "\(path): \(line)")
      }
    }
  }

  @Test func `the domain imports nothing`() {
    for (path, text) in Self.sources where path.hasPrefix("InvestmentPipeline/") {
      #expect(SourceScan.imports(of: text).isEmpty, "\(path)")
    }
  }

  @Test func `only TileEngine imports the kernels`() {
    #expect(files(importing: "CTileEngine") == ["TileEngine"])
    #expect(files(importing: "TileEngine") == ["Forecasting"])
  }

  @Test func `the engine reads no clock, no file, no environment`() {
    for (path, text) in Self.sources
    where path.hasPrefix("Forecasting/") || path.hasPrefix("TileEngine/") {
      for word in ["Foundation", "ContinuousClock", "getenv", "fopen", "SystemRandom", " print("] {
        #expect(!text.contains(word), "\(path): \(word)")
      }
    }
  }

  @Test func `only Registers reads CSV and workbooks, and only it computes digests of files`() {
    #expect(files(importing: "SwiftCSV") == ["Registers"])
    #expect(files(importing: "COpenSSL") == ["Registers"])
    #expect(files(importing: "CZip") == ["Registers"])
    #expect(files(importing: "CExpat") == ["Registers"])
    #expect(files(importing: "FoundationXML").isEmpty)
  }

  @Test func `only Reports writes workbooks and pages`() {
    #expect(files(importing: "CXLSXWriter") == ["Reports"])
  }

  @Test func `unsafe code stays in the engine, accumulators, transforms and bindings`() {
    let allowed = [
      "TileEngine/", "Forecasting/ProjectSimulation/", "Forecasting/Trials/",
      "Forecasting/Accumulators/", "LinearAlgebra/Matrix+", "LinearAlgebra/OpenBLAS.swift",
      // Generators of random numbers, and transforms over whole arrays.
      "RandomStreams/ARS4x32.swift", "RandomStreams/ScrambledSobol.swift",
      "ExactDistributions/ConditionalSum+Worker.swift", "ExactDistributions/CountTail.swift",
      "ExactDistributions/FourierTransform.swift", "ExactDistributions/SummandDistribution.swift",
      // Bindings: libm, libcrypto, libzip, expat, libxlsxwriter, and calls of the system.
      "Distributions/SpecialFunctions/LogGamma.swift", "Registers/Files/", "Registers/Workbook/",
      "Reports/Workbook/", "luodi/",
      // Values of trials that a consumer receives.
      "Planning/ScenarioComparison+Run.swift", "Reports/Forecast/TrialTable.swift",
    ]
    var used: Set<String> = []
    for (path, text) in Self.sources
    where text.contains(/\bunsafe\b|Unsafe/) {
      guard let prefix = allowed.first(where: { path.hasPrefix($0) }) else {
        Issue.record("\(path) is not a place for unsafe code")
        continue
      }
      used.insert(prefix)
    }
    #expect(used == Set(allowed))
  }

  @Test func `only the program owns the terminal, the clock, signals and exit codes`() {
    for (path, text) in Self.sources where !path.hasPrefix("luodi/") {
      for word in ["STDOUT", "STDERR", "ContinuousClock", "SIGINT", "exit(", "isatty"] {
        #expect(!text.contains(word), "\(path): \(word)")
      }
    }
  }

  @Test func `no arrow runs upward`() {
    let order = [
      "RandomStreams", "LinearAlgebra", "Distributions", "ExactDistributions", "TileEngine",
      "InvestmentPipeline", "Calibration", "Forecasting", "Planning", "Registers", "ScenarioFiles",
      "Reports",
      "luodi",
    ]
    for (height, module) in order.enumerated() {
      for lower in files(importing: module) {
        #expect(order.firstIndex(of: lower)! > height, "\(lower) imports \(module)")
      }
    }
    #expect(!files(importing: "ScenarioFiles").contains("Reports"))
  }
}
