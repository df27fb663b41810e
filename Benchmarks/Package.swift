// swift-tools-version: 6.1
// Benchmarks of Luodi: a package of its own, so that whoever depends on Luodi never sees it.

import PackageDescription

let package = Package(
  name: "luodi-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "luodi", path: "../")
  ],
  targets: [
    // Workload W, Luodi's entry in the comparison with its rivals.
    .executableTarget(
      name: "workload",
      dependencies: [.product(name: "Forecasting", package: "luodi")],
      path: "Sources/Workload"),
    // Time to a standard error of 0.1 percentage points, by every way there is.
    .executableTarget(
      name: "time-to-error",
      dependencies: [
        .product(name: "Forecasting", package: "luodi"),
        .product(name: "ScenarioFiles", package: "luodi"),
      ],
      path: "Sources/TimeToError"),
    // Time of an answer to one changed number.
    .executableTarget(
      name: "what-if",
      dependencies: [
        .product(name: "Forecasting", package: "luodi"),
        .product(name: "ScenarioFiles", package: "luodi"),
      ],
      path: "Sources/WhatIf"),
  ],
  swiftLanguageModes: [.v6]
)
