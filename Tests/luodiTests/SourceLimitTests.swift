import Foundation
import Testing

/// Limits on the length of files and functions, and the manifest against the imports.
@Suite struct SourceLimitTests {
  static let lineLimit = 400
  static let functionLimit = 60

  /// Modules that a target imports without declaring them, as `target imports module`, and
  /// modules declared but not imported, as `target declares module`.
  static let manifestExceptions: Set<String> = [
    // These tests start the program, which must be built first.
    "luodiTests declares luodi"
  ]

  static func lineCount(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

  @Test func `no file is longer than 400 lines`() {
    let sources = ArchitectureTests.sources.merging(ArchitectureTests.tests) { first, _ in first }
    #expect(sources.count > 400)
    let long = sources.filter { Self.lineCount($0.value) > Self.lineLimit }.keys
    #expect(long.sorted() == [])
  }

  @Test func `no function is longer than 60 lines`() {
    var long: [String] = []
    var functionCount = 0
    for (path, text) in ArchitectureTests.sources {
      let functions = SourceScan.functions(of: text)
      functionCount += functions.count
      for function in functions where function.lineCount > Self.functionLimit {
        long.append("\(path) \(function.name)")
      }
    }
    #expect(functionCount > 500)
    #expect(long.sorted() == [])
  }

  @Test func `imports are the dependencies that the manifest declares, but the exceptions`()
    throws
  {
    let manifest = try String(
      contentsOf: ArchitectureTests.root.appending(path: "Package.swift"), encoding: .utf8)
    let targets = SourceScan.targets(ofManifest: manifest)
    let known = Set(targets.flatMap(\.dependencies)).union(targets.map(\.name))
    #expect(targets.count > 15)
    var differences: Set<String> = []
    for target in targets {
      let isTest = target.isTest || target.name == "TestSupport"
      let folder = ArchitectureTests.root.appending(path: isTest ? "Tests" : "Sources")
        .appending(path: target.name)
      let paths = FileManager.default.enumerator(atPath: folder.path)!
        .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
      var imports: Set<String> = []
      for path in paths {
        imports.formUnion(
          SourceScan.imports(
            of: try String(contentsOf: folder.appending(path: path), encoding: .utf8)))
      }
      imports.formIntersection(known)
      for module in imports.subtracting(target.dependencies) {
        differences.insert("\(target.name) imports \(module)")
      }
      for module in target.dependencies.subtracting(imports) {
        differences.insert("\(target.name) declares \(module)")
      }
    }
    expectEqual(differences, Self.manifestExceptions)
  }

  @Test func `the scan measures functions and reads imports and manifests`() {
    let text = """
      public import A
      @testable import B
      import struct C.D
      struct S {
        func short() { print() }
        @inlinable public func long(
          _ value: Int
        ) -> Int {
          value
        }
        init?() {
          fatalError()
        }
      }
      """
    #expect(SourceScan.imports(of: text) == ["A", "B", "C"])
    #expect(
      SourceScan.functions(of: text) == [
        .init(name: "long", lineCount: 5), .init(name: "init", lineCount: 3),
      ])
    let manifest = """
          .target(name: "A"),
          .target(
            name: "B",
            dependencies: ["A", .product(name: "P", package: "p")],
            resources: [.embedInCode("R")]),
          .testTarget(name: "BTests", dependencies: ["B"]),
      """
    #expect(
      SourceScan.targets(ofManifest: manifest) == [
        .init(name: "A", isTest: false, dependencies: []),
        .init(name: "B", isTest: false, dependencies: ["A", "P"]),
        .init(name: "BTests", isTest: true, dependencies: ["B"]),
      ])
  }

  private func expectEqual(_ found: Set<String>, _ listed: Set<String>) {
    #expect(found.subtracting(listed).sorted() == [], "above the limit, or undeclared")
    #expect(listed.subtracting(found).sorted() == [], "listed, but no longer so")
  }
}
