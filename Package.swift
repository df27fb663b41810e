// swift-tools-version: 6.2
// The architecture of Luodi: targets in the order of their dependencies, which all point one way.
// docs/architecture.md describes what each module holds.

import PackageDescription

let package = Package(
  name: "luodi",
  platforms: [.macOS(.v15)],
  products: [
    .library(
      name: "Forecasting",
      targets: [
        "Forecasting", "InvestmentPipeline", "Distributions", "ExactDistributions", "LinearAlgebra",
        "RandomStreams",
      ]),
    .library(name: "Planning", targets: ["Planning"]),
    .library(name: "Registers", targets: ["Registers"]),
    .library(name: "ScenarioFiles", targets: ["ScenarioFiles"]),
    .executable(name: "luodi", targets: ["luodi"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // MARK: System libraries

    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .systemLibrary(
      name: "CZip", pkgConfig: "libzip",
      providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
      name: "CExpat", pkgConfig: "expat",
      providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter",
      providers: [.apt(["libxlsxwriter-dev"]), .brew(["libxlsxwriter"])]),

    // MARK: Mathematics

    .target(
      name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
    .target(
      name: "RandomStreams"),
    .target(
      name: "Distributions", dependencies: ["RandomStreams"]),
    .target(
      name: "ExactDistributions",
      dependencies: ["Distributions", "LinearAlgebra", "RandomStreams"]),

    // MARK: The tile engine

    .target(name: "CTileEngine", exclude: ["batch.inc", "leads.inc", "math.inc", "rows.inc"]),
    .target(
      name: "TileEngine", dependencies: ["CTileEngine", "RandomStreams", "Distributions"]),

    // MARK: The domain and its forecast

    .target(
      name: "InvestmentPipeline"),
    .target(
      name: "Calibration",
      dependencies: ["Distributions", "InvestmentPipeline", "LinearAlgebra", "RandomStreams"]),
    .target(
      name: "Forecasting",
      dependencies: [
        "Calibration", "InvestmentPipeline", "Distributions", "ExactDistributions",
        "LinearAlgebra", "RandomStreams", "TileEngine",
      ]),
    .target(
      name: "Planning",
      dependencies: [
        "Calibration", "Distributions", "ExactDistributions", "Forecasting", "InvestmentPipeline",
        "LinearAlgebra", "RandomStreams",
      ]),

    // MARK: Input files and reports

    .target(
      name: "Registers",
      dependencies: [
        "InvestmentPipeline", "COpenSSL", "CExpat", "CZip",
        .product(name: "SwiftCSV", package: "SwiftCSV"),
      ]),
    .target(
      name: "ScenarioFiles",
      dependencies: [
        "InvestmentPipeline", "Registers", .product(name: "Yams", package: "Yams"),
      ],
      resources: [.embedInCode("Template")]),
    .target(
      name: "Reports",
      dependencies: [
        "Calibration", "Distributions", "Forecasting", "InvestmentPipeline", "LinearAlgebra",
        "Planning", "RandomStreams", "CXLSXWriter",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Template")]),

    // MARK: The program

    .executableTarget(
      name: "luodi",
      dependencies: [
        "Calibration", "ExactDistributions", "Forecasting", "InvestmentPipeline", "LinearAlgebra",
        "Planning",
        "RandomStreams", "Registers", "ScenarioFiles", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      resources: [.embedInCode("Scripts/render_charts.py")]),

    // MARK: Tests, mirroring Sources

    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"]),
    .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"]),
    .testTarget(name: "DistributionsTests", dependencies: ["Distributions", "RandomStreams"]),
    .testTarget(
      name: "TileEngineTests", dependencies: ["TileEngine", "RandomStreams", "Distributions"]),
    .testTarget(name: "InvestmentPipelineTests", dependencies: ["InvestmentPipeline"]),
    .testTarget(
      name: "ForecastingTests",
      dependencies: [
        "Calibration", "Distributions", "ExactDistributions", "Forecasting", "InvestmentPipeline",
        "LinearAlgebra", "Planning", "RandomStreams", "ScenarioFiles", "TestSupport", "TileEngine",
      ]),
    .testTarget(
      name: "PlanningTests",
      dependencies: [
        "Forecasting", "InvestmentPipeline", "Planning", "RandomStreams",
        "TestSupport",
      ]),
    .testTarget(
      name: "CalibrationTests",
      dependencies: [
        "Calibration", "Distributions", "InvestmentPipeline", "RandomStreams", "TestSupport",
      ]),
    .target(
      name: "TestSupport", dependencies: ["Forecasting", "InvestmentPipeline", "RandomStreams"],
      path: "Tests/TestSupport"),
    .testTarget(name: "RegistersTests", dependencies: ["Registers", "InvestmentPipeline"]),
    .testTarget(
      name: "ScenarioFilesTests",
      dependencies: [
        "ScenarioFiles", "Registers", "Forecasting", "InvestmentPipeline", "RandomStreams",
        "TestSupport",
      ]),
    .testTarget(
      name: "ReportsTests", dependencies: ["Reports", "InvestmentPipeline", "TestSupport"]),
    .testTarget(name: "luodiTests", dependencies: ["luodi", "Reports", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

/// In every module: imports are internal unless a signature needs them, a member is visible only in
/// files that import its module, and unsafe constructs are marked.
for target in package.targets
where [.regular, .executable].contains(target.type) && target.path == nil {
  target.swiftSettings = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .strictMemorySafety(),
  ]
}
