import Foundation
import Testing

/// What an import keeps of the register that is there, and what its remedies do when taken literally.
struct ProcessTestsImportUpdate {
  static let head = "编号,项目名称,区县,产业链,渠道,阶段,投资额(万元)"

  /// The small city with a planner's table of its leads.
  static func table(_ city: SmallCity) throws -> [[String]] {
    try city.folder.read("register.csv").replacing("\u{FEFF}", with: "")
      .split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func `an update keeps the columns that the tables lack, and forecasts with them`() throws {
    let (temporary, city) = try ProcessTestsImport.city()
    defer { withExtendedLifetime(temporary) {} }
    let register = city.appending(path: "register.csv")
    let before = """
      # 本项目库为示例
      编号,项目名称,区县,产业链,渠道,阶段,投资额(万元),投资额下限(万元),投资额上限(万元),签约概率(%),评分调整,备注,#跟踪人,制造业,负责处室
      A1,甲项目,甲山区,高端装备,驻点招商,洽谈,20000,10000,40000,40,-0.3,"重点,请勿外传",张三,否,一处
      A2,乙项目,乙水区,高端装备,驻点招商,洽谈,30000,,,55,0.2,,,是,
      A3,丙项目,乙水区,高端装备,驻点招商,洽谈,30000,,,60,,去掉的,李四,,

      """
    try Data(before.utf8).write(to: register)
    try temporary.write(
      """
      编号,项目名称,区县,产业链,渠道,阶段,投资额(万元)
      A2,乙项目,乙水区,高端装备,驻点招商,过会,30000
      A1,甲项目,甲山区,高端装备,驻点招商,洽谈,2亿元
      A4,丁项目,甲山区,高端装备,驻点招商,洽谈,20000

      """, as: "new.csv")
    func run(_ more: String...) throws -> Outcome {
      try LuodiProcess.run(
        ["import", "new.csv", "--city", city.path, "--lang", "en"] + more, in: temporary.url)
    }
    let shown = try run()
    for word in ["A3 丙项目 签约概率(%): 60", "A3 丙项目 备注: 去掉的", "签约概率(%), 评分调整, 备注", "Changed: 1"] {
      #expect(shown.text.contains(word), "\(word): \(shown.text)")
    }
    #expect(try Data(contentsOf: register) == Data(before.utf8))
    let updated = try run("--update")
    #expect(updated.exitCode == 0, "\(updated.talk)")
    let text = try String(contentsOf: register, encoding: .utf8)
    #expect(text.contains("# 本项目库为示例"))
    let lines = try ProcessTestsImport.lines(register).filter { !$0.isEmpty }
    let wanted = [
      "编号,项目名称,区县,产业链,渠道,阶段,投资额(万元),投资额下限(万元),投资额上限(万元),签约日期,签约概率(%),评分调整,备注,#跟踪人,制造业,负责处室",
      "A2,乙项目,乙水区,高端装备,驻点招商,过会,30000,,,,55,0.2,,,是,",
      "A1,甲项目,甲山区,高端装备,驻点招商,洽谈,20000,10000万元,40000万元,,40,-0.3,\"重点,请勿外传\",张三,否,一处",
      "A4,丁项目,甲山区,高端装备,驻点招商,洽谈,20000,,,,,,,,,",
    ]
    #expect(lines == wanted)
    // The register as it was, under its date, and once more the next time.
    func backups() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: city.path).filter {
        $0.wholeMatch(of: /register\.\d{4}-\d\d-\d\d(-\d+)?\.csv/) != nil
      }.sorted()
    }
    let first = try #require(try backups().first)
    #expect(updated.text.contains(first))
    #expect(try Data(contentsOf: city.appending(path: first)) == Data(before.utf8))
    #expect(try run("--update").talk.contains("is unchanged"))
    #expect(try backups().count == 1)
    try temporary.write(Self.head + "\nA2,乙项目,乙水区,高端装备,驻点招商,洽谈,30000\n", as: "new.csv")
    #expect(try run("--update").exitCode == 0)
    #expect(try backups().count == 2)
    #expect(try Data(contentsOf: city.appending(path: first)) == Data(before.utf8))
  }

  @Test func `probabilities of leads that an update leaves alone stay in the forecast`() throws {
    let city = try SmallCity()
    var rows = try Self.table(city)
    let column = try #require(rows[0].firstIndex(of: "签约概率"))
    let stage = try #require(rows[0].firstIndex(of: "阶段"))
    for index in rows.indices.dropFirst() where rows[index][stage] != "签约" {
      rows[index][column] = "90%"
    }
    let text = rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    try city.folder.write(text, as: "register.csv")
    func forecast() throws -> String {
      let outcome = try city.run(
        "run", "baseline.yaml", "--trials", "512", "--format", "json", "--lang", "en")
      #expect(outcome.exitCode == 0, "\(outcome.talk)")
      let json = try outcome.json()
      let targets = try #require(json["targets"] as? [[String: Any]])
      return targets.map { "\($0["probability"]!)" }.joined(separator: " ")
    }
    let before = try forecast()
    // The same leads without the probabilities, in another order.
    for index in rows.indices { rows[index].remove(at: column) }
    let table = [rows[0]] + rows.dropFirst().reversed()
    try city.folder.write(
      table.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n", as: "table.csv")
    try city.replace("阶段", with: "项目阶段", in: "table.csv")
    let outcome = try city.run("import", "table.csv", "--city", ".", "--update", "--lang", "en")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(try city.folder.read("register.csv").contains("90%"))
    #expect(try forecast() == before)
    #expect(outcome.text.contains("No changes."), "\(outcome.text)")
  }

  @Test func `a register that cannot be read is not replaced`() throws {
    let (temporary, city) = try ProcessTestsImport.city()
    defer { withExtendedLifetime(temporary) {} }
    let register = city.appending(path: "register.csv")
    let text = "一些笔记,没有编号\n1,2\n"
    try Data(text.utf8).write(to: register)
    try temporary.write(Self.head + "\nA2,乙项目,乙水区,高端装备,驻点招商,洽谈,30000\n", as: "new.csv")
    let outcome = try LuodiProcess.run(
      ["import", "new.csv", "--city", city.path, "--update", "--lang", "en"], in: temporary.url)
    #expect(outcome.exitCode == 3 && outcome.talk.contains("register.csv"))
    #expect(try Data(contentsOf: register) == Data(text.utf8))
  }

  @Test(arguments: ["import-words.csv", "register.csv", "city.yaml"])
  func `no link leads out of the city's folder`(_ name: String) throws {
    let (temporary, city) = try ProcessTestsImport.city()
    defer { withExtendedLifetime(temporary) {} }
    let link = city.appending(path: name)
    if name == "city.yaml" {
      try FileManager.default.moveItem(at: link, to: temporary.url.appending(path: name))
    } else {
      try temporary.write("类别,写法,含义\n区县,秘密,甲山区\n", as: name)
    }
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: temporary.url.appending(path: name))
    try temporary.write(Self.head + "\nA2,乙项目,乙水区,高端装备,驻点招商,洽谈,30000\n", as: "new.csv")
    for command in ["import", "check"] where name != "register.csv" || command == "import" {
      let outcome = try LuodiProcess.run(
        [command, "new.csv", "--city", city.path, "--lang", "en"], in: temporary.url)
      #expect(outcome.exitCode == 3, "\(command): \(outcome.text)")
      #expect(outcome.talk.contains("a link that leads out of the folder"), "\(outcome.talk)")
    }
  }

  // MARK: Remedies

  /// The lines for the table of words that an import printed, from its report and its remedies.
  static func lines(_ outcome: Outcome) -> [String] {
    (outcome.text + outcome.talk).split(separator: "\n").compactMap { line in
      line.firstMatch(of: /(?:^|[:：] ?)((?:阶段|区县|产业链|渠道|列),[^,]+,.*)$/).map {
        String($0.output.1)
      }
    }
  }

  @Test(arguments: languages)
  func `a printed remedy names the unknown column, and pasted as it is moves no lead wrongly`(
    _ language: String
  ) throws {
    let (temporary, city) = try ProcessTestsImport.city()
    defer { withExtendedLifetime(temporary) {} }
    let districts = ["甲山区", "乙水区", "丙原县", "丁港市", "戊湖区"]
    try temporary.write(
      "项目名称,所属区,产业链,渠道,阶段,投资额(万元)\n"
        + (0..<40).map { "项目\($0),\(districts[$0 % 5]),高端装备,驻点招商,洽谈,2\($0)000" }
        .joined(separator: "\n") + "\n", as: "a.csv")
    // Here the same head is about something else, beside the district's own.
    try temporary.write(
      "项目名称,区县,所属区,产业链,渠道,阶段,投资额(万元)\n"
        + (0..<5).map { "他项\($0),乙水区,甲山区,高端装备,驻点招商,洽谈,2\($0)000" }
        .joined(separator: "\n") + "\n", as: "b.csv")
    func run() throws -> Outcome {
      try LuodiProcess.run(
        ["import", "a.csv", "b.csv", "--city", city.path, "--lang", language], in: temporary.url)
    }
    let refused = try run()
    #expect(refused.exitCode == 3)
    let lines = Self.lines(refused)
    #expect(Set(lines) == ["列,所属区,区县,a.csv"], "\(lines)")
    // Into a file that is not there yet, as printed.
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(
      to: city.appending(path: "import-words.csv"))
    let outcome = try run()
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let rows = try ProcessTestsImport.lines(city.appending(path: "register.csv"))
    for index in 0..<40 {
      #expect(rows.contains { $0.contains("项目\(index),\(districts[index % 5]),") })
    }
    #expect(rows.count { $0.contains("他项") && $0.contains(",乙水区,") } == 5)
  }

  @Test(arguments: [
    "unknown-words.xlsx", "team-sheets.xlsx", "in-talks.xlsx", "industry-headings.xlsx",
  ])
  func `all printed lines pasted at once leave every lead where it was`(_ file: String) throws {
    let (temporary, city) = try ProcessTestsImport.city()
    defer { withExtendedLifetime(temporary) {} }
    func run() throws -> Outcome {
      try LuodiProcess.run(
        [
          "import", ProcessTestsImport.fixtures.appending(path: file).path, "--city", city.path,
          "--skip-problems", "--update", "--lang", "zh",
        ], in: temporary.url)
    }
    let register = city.appending(path: "register.csv")
    let before = try run()
    let leads = try? ProcessTestsImport.lines(register)
    let report = before.text.components(separatedBy: "类别,写法,含义\n").last ?? ""
    let block = report.components(separatedBy: "\n\n").first ?? ""
    try Data(
      ("类别,写法,含义\n" + block + "\n" + Self.lines(before).joined(separator: "\n") + "\n").utf8
    ).write(to: city.appending(path: "import-words.csv"))
    let after = try run()
    #expect(after.exitCode == before.exitCode, "\(after.talk)")
    #expect(!after.talk.contains("import-words.csv:"), "\(after.talk)")
    let now = (try? ProcessTestsImport.lines(register)) ?? []
    for lead in leads ?? [] { #expect(now.contains(lead)) }
  }

  // MARK: Dates

  @Test func `dates after the as-of date are named by check, run and import`() throws {
    let city = try SmallCity()
    var rows = try Self.table(city)
    // The small city's as-of date is 2026-02-28.
    rows[0].append("#更新日期")
    rows[0].append("#计划开工时间")
    for index in rows.indices.dropFirst() {
      rows[index] += [index == 3 ? "2026/7/31" : "2026-02-20", "2027-01-01"]
    }
    let good = try city.folder.read("register.csv")
    let text = rows.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    try city.folder.write(text, as: "register.csv")
    for command in [["check", "."], ["run", "baseline.yaml", "--trials", "8"]] {
      let outcome = try LuodiProcess.run(command + ["--lang", "en"], in: city.folder.url)
      #expect(outcome.exitCode == 3)
      #expect(outcome.talk.contains("register.csv:4, column “#更新日期”"), "\(outcome.talk)")
      #expect(outcome.talk.contains("2026-07-31") && outcome.talk.contains("as_of"))
      #expect(!outcome.talk.contains("计划开工时间"))
    }
    try city.folder.write(good, as: "register.csv")
    try city.folder.write(text.replacing("#更新日期", with: "更新日期"), as: "table.csv")
    let outcome = try city.run(
      "import", "table.csv", "--city", ".", "--to", "new.csv", "--lang", "en")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    #expect(outcome.text.contains("table.csv:4") && outcome.text.contains("2026-07-31"))
    #expect(try city.folder.read("new.csv").contains("# 数据截至 2026-07-31"))
    // And the register that came of it knows how new it is.
    try city.folder.write(try city.folder.read("new.csv"), as: "register.csv")
    let check = try city.run("check", ".", "--lang", "en")
    #expect(check.exitCode == 3 && check.talk.contains("register.csv:2"), "\(check.talk)")
  }

  // MARK: The marked copy

  @Test func `a marked copy takes any names of sheets, as many as there are`() throws {
    let (temporary, city) = try ProcessTestsImport.city()
    defer { withExtendedLifetime(temporary) {} }
    let script = """
      import sys; sys.argv = ["x", "."]
      source = open(sys.argv.pop() and r"\(LuodiProcess.root.path)/Tests/Fixtures/make_hostile.py").read()
      exec(source.rsplit("main()", 1)[0])
      names = ["e" + "\\u0301" * 40, "\\U0001F1E8\\U0001F1F3" * 20, "\\U0001F468\\u200D\\U0001F469\\u200D\\U0001F467" * 8]
      names += ["名" * 28 + str(i) for i in range(101)]
      entries = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r1"/>' for i, n in enumerate(names, 1))
      rows = line(1, HEADS) + line(2, LEAD[:4] + ("不认识", "20000"))
      book("names.xlsx", rows, content={
          "xl/workbook.xml": BOOK.replace('<sheet name="台账" sheetId="1" r:id="r1"/>', entries)})
      """
    try temporary.write(script, as: "names.py")
    let made = try LuodiProcess.run(
      ["python3", "names.py"], in: temporary.url, program: URL(filePath: "/usr/bin/env"))
    try #require(made.exitCode == 0, "\(made.talk)")
    let outcome = try LuodiProcess.run(
      [
        "check", "names.xlsx", "--city", city.path, "--marked-copy", "marked.xlsx", "--lang", "en",
      ], in: temporary.url)
    #expect(outcome.exitCode == 3 && outcome.signal == nil, "\(outcome.talk)")
    // Excel counts UTF-16 units; the program reads its own copy again with all its sheets.
    let again = try LuodiProcess.run(
      ["import", "marked.xlsx", "--city", city.path, "--dry-run", "--format", "json"],
      in: temporary.url)
    let imported = try #require(try again.json()["imported"] as? [String: Any])
    let names = try #require(imported["sheets"] as? [[String: Any]]).compactMap {
      ($0["reference"] as? [String: Any])?["sheet"] as? String
    }
    #expect(names.count == 104 && Set(names.map { $0.lowercased() }).count == 104)
    #expect(names.allSatisfy { $0.utf16.count <= 31 })
  }

  @Test func `a table of too many columns has no marked copy, and a message`() throws {
    let city = try SmallCity()
    let register = try city.folder.read("register.csv")
    let wide = String(repeating: ",#", count: 70_000)
    let lines = register.replacing("\u{FEFF}", with: "").split(whereSeparator: \.isNewline)
      .filter { !$0.hasPrefix("#") }
    try city.folder.write(
      lines.enumerated().map { "\($1)" + ($0 == 0 ? wide : String(repeating: ",", count: 70_000)) }
        .joined(separator: "\n").replacing(",洽谈,", with: ",不认识,") + "\n", as: "register.csv")
    let outcome = try city.run("check", ".", "--marked-copy", "marked.xlsx", "--lang", "en")
    #expect(outcome.signal == nil && outcome.exitCode == 3 || outcome.exitCode == 0)
    let table = try city.run(
      "check", "register.csv", "--city", ".", "--marked-copy", "marked.xlsx", "--lang", "en")
    #expect(table.exitCode == 3 && table.talk.contains("register.csv:1"), "\(table.talk)")
    #expect(table.talk.contains("16384 columns"))
  }
}
