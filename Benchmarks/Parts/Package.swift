// swift-tools-version: 6.1
// Benchmarks of the parts of Luodi's engine: a package of its own, so that neither Luodi nor the
// comparison with its rivals waits for the benchmark library.

import PackageDescription

let package = Package(
  name: "luodi-parts",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "luodi", path: "../../"),
    // Without its traits: they bring interposers of their own, which CAllocationCount replaces.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .target(name: "CAllocationCount"),
    // The plugin looks for targets in a folder of this name.
    .executableTarget(
      name: "Parts",
      dependencies: [
        "CAllocationCount",
        .product(name: "Forecasting", package: "luodi"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Parts",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ],
  swiftLanguageModes: [.v6]
)
