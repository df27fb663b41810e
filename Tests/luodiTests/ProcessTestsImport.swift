import Foundation
import Testing

/// `luodi import` and `luodi check` of planners' tables.
struct ProcessTestsImport {
  static let fixtures = LuodiProcess.root.appending(path: "Tests/Fixtures/registers")

  /// What the script that made a table says must come of it.
  static let expectations = try! FileManager.default.contentsOfDirectory(
    atPath: fixtures.appending(path: "expected").path
  ).filter { $0.hasSuffix(".json") }.sorted()

  /// A city of one's own, with the words that a table needs.
  static func city(words: String? = nil) throws -> (TemporaryFolder, URL) {
    let temporary = try TemporaryFolder()
    let city = temporary.url.appending(path: "city")
    try FileManager.default.copyItem(at: fixtures.appending(path: "city"), to: city)
    if let words {
      try FileManager.default.copyItem(
        at: fixtures.appending(path: words), to: city.appending(path: "import-words.csv"))
    }
    return (temporary, city)
  }

  /// The lines of a register below its comments.
  static func lines(_ url: URL) throws -> [String] {
    var text = try String(contentsOf: url, encoding: .utf8)
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    return text.components(separatedBy: "\r\n").filter { !$0.hasPrefix("#") }
  }

  static func read(_ expectation: String) throws -> [String: Any] {
    let data = try Data(
      contentsOf: fixtures.appending(path: "expected").appending(path: expectation))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `there are at least a dozen tables`() {
    #expect(Self.expectations.count >= 25)
  }

  @Test(arguments: expectations)
  func `a table gives the register that its maker knows`(_ name: String) throws {
    let wanted = try Self.read(name)
    let (temporary, city) = try Self.city(words: wanted["words"] as? String)
    defer { withExtendedLifetime(temporary) {} }
    var command = [
      "import", Self.fixtures.appending(path: try #require(wanted["file"] as? String)).path,
      "--city", city.path, "--format", "json", "--lang", "zh",
    ]
    for (currency, rate) in (wanted["rates"] as? [String: Any] ?? [:]) {
      command += ["--rate", "\(currency)=\(rate)"]
    }
    if wanted["keep_contacts"] as? Bool == true { command.append("--keep-contacts") }
    let exitCode = try #require(wanted["exit_code"] as? Int32)
    let outcome = try LuodiProcess.run(command)
    #expect(outcome.exitCode == exitCode, "\(outcome.talk)")
    let register = city.appending(path: "register.csv")
    if exitCode != 0 {
      #expect(!FileManager.default.fileExists(atPath: register.path))
      if let fault = wanted["fault"] as? [String: Any] {
        if let line = fault["line"] as? Int, let byte = fault["byte_in_line"] as? Int {
          #expect(outcome.talk.contains("第 \(line) 行第 \(byte) 个字节"))
        }
        return
      }
      _ = try LuodiProcess.run(command + ["--skip-problems"])
    }
    if let expected = wanted["register"] as? String {
      #expect(
        try Self.lines(register) == Self.lines(Self.fixtures.appending(path: expected)))
    }
    let text = try String(contentsOf: register, encoding: .utf8)
    for word in wanted["absent"] as? [String] ?? [] { #expect(!text.contains(word)) }
    for word in wanted["present"] as? [String] ?? [] { #expect(text.contains(word)) }
    let imported = try #require(try outcome.json()["imported"] as? [String: Any])
    let sheets = try #require(imported["sheets"] as? [[String: Any]])
    for sheet in wanted["sheets"] as? [[String: Any]] ?? [] {
      let found = try #require(
        sheets.first {
          ($0["reference"] as? [String: Any])?["sheet"] as? String == sheet["name"] as? String
        })
      #expect(found["header_rows"] as? [Int] == sheet["header_rows"] as? [Int])
      #expect(found["taken_rows"] as? Int == sheet["rows_taken"] as? Int)
      let left = Dictionary(
        uniqueKeysWithValues: (found["left_out"] as? [[String: Any]] ?? []).map {
          ($0["reason"] as! String, $0["rows"] as! [Int])
        })
      for (reason, rows) in sheet["rows_left_out"] as? [String: [String: Any]] ?? [:] {
        #expect(left[reason] == rows["rows"] as? [Int])
      }
    }
    // The words, but for those that stand for nothing said.
    let words = (imported["unknown_words"] as? [[String: Any]] ?? []).filter {
      $0["word"] as? String != "*"
    }
    let unknown = wanted["unknown_words"] as? [[String: Any]] ?? []
    #expect(
      Set(words.map { "\($0["field"]!) \($0["word"]!) \($0["count"]!)" })
        == Set(unknown.map { "\($0["kind"]!) \($0["word"]!) \($0["count"]!)" }))
  }

  @Test(arguments: [("zh", "试运行", "新增3个"), ("en", "Dry run", "Added: 3")])
  func `a second import shows what changes, and writes when told`(
    language: String, dry: String, added: String
  ) throws {
    let (temporary, city) = try Self.city()
    defer { withExtendedLifetime(temporary) {} }
    func run(_ file: String, _ more: String...) throws -> Outcome {
      try LuodiProcess.run(
        [
          "import", Self.fixtures.appending(path: file).path, "--city", city.path, "--lang",
          language,
        ] + more)
    }
    let register = city.appending(path: "register.csv")
    let trial = try run("update-v1.xlsx", "--dry-run")
    #expect(trial.exitCode == 0 && trial.talk.contains(dry))
    #expect(!FileManager.default.fileExists(atPath: register.path))
    #expect(try run("update-v1.xlsx").exitCode == 0)
    let first = try Data(contentsOf: register)
    let same = try run("update-v1.xlsx")
    #expect(same.exitCode == 0 && !same.text.contains("~"))
    let second = try run("update-v2.xlsx")
    #expect(second.exitCode == 0 && second.talk.contains("--update"))
    #expect(try Data(contentsOf: register) == first)
    let update = try #require(try Self.read("update-v2.json")["update"] as? [String: Any])
    for key in ["added", "gone"] {
      for id in update[key] as? [String] ?? [] { #expect(second.text.contains(id)) }
    }
    #expect(try run("update-v2.xlsx", "--update").exitCode == 0)
    #expect(
      try Self.lines(register)
        == Self.lines(Self.fixtures.appending(path: "expected/update-v2.csv")))
  }

  @Test func `contacts are dropped, and kept when asked for`() throws {
    for keeps in [false, true] {
      let (temporary, city) = try Self.city()
      defer { withExtendedLifetime(temporary) {} }
      let outcome = try LuodiProcess.run(
        ["import", Self.fixtures.appending(path: "contacts.xlsx").path, "--city", city.path]
          + (keeps ? ["--keep-contacts"] : []))
      #expect(outcome.exitCode == 0)
      let text = try String(contentsOf: city.appending(path: "register.csv"), encoding: .utf8)
      #expect(text.contains("199000") == keeps)
      #expect(!outcome.text.contains("199000"))
    }
  }

  @Test func `names that are formulas stay text, and are no change the next time`() throws {
    let (temporary, city) = try Self.city()
    defer { withExtendedLifetime(temporary) {} }
    try temporary.write(
      """
      编号,项目名称,区县,产业链,渠道,阶段,投资额(万元)
      F1,=HYPERLINK("http://x"),甲山区,高端装备,驻点招商,洽谈,20000
      F2,+SUM(1),甲山区,高端装备,驻点招商,洽谈,20000
      F3,@cmd,甲山区,高端装备,驻点招商,洽谈,20000

      """.replacing("=HYPERLINK(\"http://x\")", with: "\"=HYPERLINK(\"\"http://x\"\")\""),
      as: "names.csv")
    func run() throws -> Outcome {
      try LuodiProcess.run(
        ["import", "names.csv", "--city", city.path, "--lang", "en"], in: temporary.url)
    }
    #expect(try run().exitCode == 0)
    let text = try String(contentsOf: city.appending(path: "register.csv"), encoding: .utf8)
    for line in text.split(separator: "\r\n").dropFirst(2) {
      let name = line.split(separator: ",")[1]
      #expect(name.hasPrefix("'") || name.hasPrefix("\"'"))
    }
    #expect(try run().text.contains("No changes."))
  }

  @Test func `the day of entering a stage is imported where a lead is not signed`() throws {
    let (temporary, city) = try Self.city()
    defer { withExtendedLifetime(temporary) {} }
    let head = "编号,项目名称,区县,产业链,渠道,阶段,投资额(万元),签约日期,进入阶段时间\n"
    let signed = "F2,乙,甲山区,高端装备,驻点招商,签约,20000,2025-02-01,2025-01-05\n"
    try temporary.write(
      head + "F1,甲,甲山区,高端装备,驻点招商,洽谈,20000,,2025年1月5日\n" + signed, as: "good.csv")
    func run(_ name: String) throws -> Outcome {
      try LuodiProcess.run(
        ["import", name, "--city", city.path, "--lang", "en"], in: temporary.url)
    }
    let outcome = try run("good.csv")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let text = try String(contentsOf: city.appending(path: "register.csv"), encoding: .utf8)
    let lines = text.split(separator: "\r\n").filter { $0.first != "#" && $0.first != "\u{FEFF}" }
    #expect(lines.contains { $0.hasPrefix("编号") && $0.hasSuffix("签约日期,进入本阶段日期") })
    #expect(lines.contains { $0.hasPrefix("F1,") && $0.hasSuffix(",,2025-01-05") })
    #expect(lines.contains { $0.hasPrefix("F2,") && $0.hasSuffix(",2025-02-01,") })
    try temporary.write(head + "F1,甲,甲山区,高端装备,驻点招商,洽谈,20000,,去年\n", as: "bad.csv")
    let bad = try run("bad.csv")
    #expect(bad.exitCode == 3 && bad.talk.contains("“去年” is not a date"), "\(bad.talk)")
  }

  @Test func `an imported register is forecast, ranges among it`() throws {
    let temporary = try TemporaryFolder()
    #expect(try temporary.run("init", "city").exitCode == 0)
    // The register of the small city is itself such a table.
    try temporary.write(
      try temporary.read("city/register.csv").replacing("示例企业001", with: "改名企业001"), as: "台账.csv")
    let before = try temporary.run("run", "city/baseline", "--trials", "64", "--scenarios", ".")
    let outcome = try temporary.run("import", "台账.csv", "--city", "city", "--update")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(try temporary.read("city/register.csv").contains("luodi import"))
    let run = try temporary.run("run", "city/baseline", "--trials", "64", "--scenarios", ".")
    #expect(run.exitCode == 0, "\(run.talk)")
    func leads(_ outcome: Outcome) -> String? {
      outcome.text.firstMatch(of: /(\d+) open leads/).map { String($0.output.1) }
    }
    #expect(leads(run) != nil && leads(run) == leads(before))
  }

  @Test func `check names every problem by its cell and marks it in a copy`() throws {
    let (temporary, city) = try Self.city()
    defer { withExtendedLifetime(temporary) {} }
    let outcome = try LuodiProcess.run(
      [
        "check", Self.fixtures.appending(path: "unknown-words.xlsx").path, "--city", city.path,
        "--marked-copy", "marked.xlsx", "--lang", "en",
      ], in: temporary.url)
    #expect(outcome.exitCode == 3)
    #expect(outcome.talk.contains("unknown-words.xlsx, 台账!G4"))
    let copy = try Data(contentsOf: temporary.url.appending(path: "marked.xlsx"))
    #expect(copy.starts(with: [0x50, 0x4B]))
    // Read again by the program itself: the same table, with the same problems.
    let again = try LuodiProcess.run(
      ["check", "marked.xlsx", "--city", city.path, "--lang", "en"], in: temporary.url)
    #expect(
      again.talk.replacing("marked.xlsx", with: "")
        == outcome.talk.replacing("unknown-words.xlsx", with: "").replacing(
          "Written to marked.xlsx\n", with: ""))
  }

  @Test func `workbooks that mean harm end in an error`() throws {
    let temporary = try TemporaryFolder()
    let maker = Process()
    maker.executableURL = URL(filePath: "/usr/bin/env")
    maker.arguments = [
      "python3", LuodiProcess.root.appending(path: "Tests/Fixtures/make_hostile.py").path,
      temporary.url.path,
    ]
    try maker.run()
    maker.waitUntilExit()
    try #require(maker.terminationStatus == 0)
    let (other, city) = try Self.city()
    defer { withExtendedLifetime(other) {} }
    #expect(temporary.names.count > 40)
    for file in temporary.names {
      let outcome = try LuodiProcess.run(
        ["import", file, "--city", city.path, "--dry-run", "--lang", "en"], in: temporary.url)
      if file.hasPrefix("harmless") {
        #expect(outcome.exitCode == 0 && outcome.text.contains("1 projects"), "\(file)")
        continue
      }
      #expect(outcome.exitCode == 3 && outcome.signal == nil, "\(file): \(outcome.talk)")
      #expect(outcome.talk.contains("reason:") && outcome.talk.contains("remedy:"), "\(file)")
      #expect(!outcome.talk.contains("root:"), "\(file)")
      #expect(outcome.talk.contains(file), "\(file): no place")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: temporary.url.deletingLastPathComponent().path
      ).contains("escape.txt") == false)
  }
}
