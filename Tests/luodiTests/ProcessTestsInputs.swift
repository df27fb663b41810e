import Foundation
import Testing

/// No output replaces an input of the run.
struct ProcessTestsInputs {
  /// Commands with an output that is an input; `baseline.yaml` is extended by `more-events.yaml`.
  static let cases: [[String]] = [
    ["run", "./baseline", "-o", "baseline.yaml"],
    ["run", "./baseline", "-o", "city.yaml"],
    ["run", "./baseline", "-o", "./register.csv"],
    ["run", "./more-events", "-o", "baseline.yaml"],
    ["run", "./baseline", "-o", "soft"],
    ["run", "./baseline", "-o", "hard"],
    ["run", "./baseline", "--trial-values", "register.csv"],
    ["run", "./baseline", "--charts", "charts"],
    ["compare", "./baseline", "./more-events", "-o", "more-events.yaml"],
    ["quotas", "./baseline", "-o", "register.csv"],
    ["report", "./baseline", "-o", "report"],
    ["check", "register.csv", "--city", ".", "--marked-copy", "register.csv"],
    ["import", "table.csv", "--city", ".", "--to", "table.csv", "--update"],
    ["import", "table.csv", "--city", ".", "--to", "city.yaml", "--update"],
    ["import", "table.csv", "--city", ".", "--to", "import-words.csv", "--update"],
  ]

  @Test(arguments: cases)
  func `an output that is an input is refused, and the input stays`(arguments: [String]) throws {
    let city = try SmallCity()
    let manager = FileManager.default
    let root = city.folder.url
    func path(_ name: String) -> String { root.appending(path: name).path }
    try manager.copyItem(atPath: path("register.csv"), toPath: path("table.csv"))
    try city.folder.write("kind,word,meaning\n", as: "import-words.csv")
    try manager.createSymbolicLink(atPath: path("soft"), withDestinationPath: "register.csv")
    try manager.linkItem(atPath: path("register.csv"), toPath: path("hard"))
    // What is written into a folder may be an input by a link.
    for (folder, name) in [("charts", "histogram.vl.json"), ("report", "report.md")] {
      try manager.createDirectory(atPath: path(folder), withIntermediateDirectories: true)
      try manager.createSymbolicLink(
        atPath: path("\(folder)/\(name)"), withDestinationPath: "../register.csv")
    }
    if arguments[0] == "check" { try city.replace("4.8亿元", with: "约四亿", in: "register.csv") }
    let before = try Self.contents(root)
    let outcome = try LuodiProcess.run(
      arguments + (["check", "import"].contains(arguments[0]) ? [] : ["--trials", "640"])
        + ["--lang", "en"], environment: ["LUODI_PYTHON": "/nowhere/python"], in: root)
    #expect(outcome.exitCode == 1 || outcome.exitCode == 3, "\(outcome.talk)")
    if outcome.exitCode == 1 { #expect(outcome.talk.contains("is an input of this run")) }
    let after = try Self.contents(root)
    for (name, bytes) in before { #expect(after[name] == bytes, "\(name)") }
  }

  static func contents(_ root: URL) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: root.path)
    return Dictionary(
      uniqueKeysWithValues: names.compactMap { name in
        (try? Data(contentsOf: root.appending(path: name))).map { (name, $0) }
      })
  }

  @Test func `a run that would replace its input is refused before the trials`() throws {
    let city = try SmallCity()
    let outcome = try city.run("run", "./baseline", "--trials", "4000000000", "-o", "city.yaml")
    #expect(outcome.exitCode == 1)
  }

  @Test func `an import may still update the register`() throws {
    let city = try SmallCity()
    let table = try city.folder.read("register.csv").split(separator: "\n").dropLast()
    try city.folder.write(table.joined(separator: "\n") + "\n", as: "table.csv")
    let outcome = try city.run("import", "table.csv", "--city", ".", "--update", "--lang", "en")
    #expect(!outcome.talk.contains("is an input of this run"), "\(outcome.talk)")
  }
}
