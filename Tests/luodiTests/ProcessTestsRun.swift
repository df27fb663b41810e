import Foundation
import Reports
import Testing

/// `luodi run`, as a process: what it prints, in every form and language.
@Suite struct ProcessTestsRun {
  static let small = LuodiProcess.references + "/monthly/baseline.yaml"

  // MARK: Forms

  @Test(arguments: ["table", "json", "csv", "markdown"], languages)
  func `every form has something to say, in silence on standard error`(
    format: String, language: String
  ) throws {
    let outcome = try LuodiProcess.run([
      "run", Self.small, "--trials", "500", "--format", format, "--lang", language,
    ])
    #expect(outcome.exitCode == 0)
    #expect(outcome.talk == "")
    #expect(outcome.output.count > 2000)
    #expect(outcome.output.last == UInt8(ascii: "\n"))
    #expect(!outcome.output.contains(0x1B))
  }

  @Test func `JSON says what went in and what came out`() throws {
    let outcome = try LuodiProcess.run([
      "run", Self.small, "--trials", "500", "--seed", "7", "--format", "json",
    ])
    let json = try outcome.json()
    #expect(json["format_version"] as? Int == 1)
    #expect(json["seed"] as? Int == 7)
    #expect(json["trials"] as? Int == 500)
    #expect(json["completion"] as? String == "complete")
    #expect((json["luodi_version"] as? String)?.isEmpty == false)
    let files = try #require(json["input_files"] as? [[String: Any]])
    #expect(
      files.compactMap { $0["name"] as? String }.sorted() == [
        "baseline.yaml", "city.yaml", "register.csv",
      ])
    for file in files {
      let name = try #require(file["name"] as? String)
      let digest = try #require(file["sha256"] as? String)
      #expect(try digest == sha256sum("\(LuodiProcess.references)/monthly/\(name)"))
    }

    let targets = try #require(json["targets"] as? [[String: Any]])
    #expect(targets.count == 20)
    for target in targets {
      let id = try #require(target["id"] as? String)
      for key in ["probability", "standard_error", "value", "median", "median_standard_error"] {
        #expect(target[key] is Double, "\(id): \(key)")
      }
      #expect(target["unit"] is String && target["metric"] is String)
      #expect((1...12).contains(target["through_month"] as? Int ?? 0))
      let intervals = try #require(target["intervals"] as? [[String: Any]])
      #expect(intervals.compactMap { $0["level"] as? Double } == [0.5, 0.8, 0.9])
      for interval in intervals {
        #expect(interval["lower"] as? Double ?? .nan <= interval["upper"] as? Double ?? .nan)
      }
      let probability = try #require(target["probability"] as? Double)
      if probability < 1 { #expect(target["expected_shortfall"] as? Double ?? -1 >= 0, "\(id)") }
    }
    let joint = try #require(json["joint"] as? [[String: Any]])
    #expect(joint.count == 3)
    #expect(joint.allSatisfy { $0["probability"] is Double && $0["targets"] is [String] })

    let metrics = try #require(json["metrics"] as? [[String: Any]])
    #expect(metrics.contains { $0["id"] as? String == "city.signed_investment" })
    #expect(metrics.contains { $0["id"] as? String == "district:north.manufacturing_share" })
    for metric in metrics {
      for key in ["mean", "standard_error", "standard_deviation", "minimum", "maximum"] {
        #expect(metric[key] is Double, "\(metric["id"] ?? ""): \(key)")
      }
      let quantiles = try #require(metric["quantiles"] as? [[String: Any]])
      #expect(
        quantiles.compactMap { $0["probability"] as? Double }
          == [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
      let values = quantiles.compactMap { $0["value"] as? Double }
      #expect(values == values.sorted())
      let months = (metric["through_month"] as? [Any])?.count
      let isMonthly =
        metric["measure"] as? String == "signed_investment"
        && ["city", "district"].contains((metric["scope"] as? [String: Any])?["kind"] as? String)
      #expect(months == (isMonthly ? 12 : 0), "\(metric["id"] ?? "")")
      let histogram = try #require(metric["histogram"] as? [String: Any])
      let counts = try #require(histogram["counts"] as? [Int])
      let outside = (histogram["below"] as? Int ?? -1) + (histogram["above"] as? Int ?? -1)
      #expect(counts.reduce(outside, +) == metric["trials"] as? Int)
    }
  }

  // What is not kept changes nothing of what is.
  @Test func `a lower detail leaves metrics out and the others as they are`() throws {
    func run(_ detail: String, _ format: String) throws -> Outcome {
      try LuodiProcess.run([
        "run", Self.small, "--trials", "3000", "--detail", detail, "--format", format,
      ])
    }
    func metrics(_ detail: String) throws -> [String: [String: Any]] {
      let list = try #require(try run(detail, "json").json()["metrics"] as? [[String: Any]])
      return Dictionary(
        uniqueKeysWithValues: try list.map { (try #require($0["id"] as? String), $0) })
    }
    let all = try metrics("all")
    let standard = try metrics("standard")
    let targets = try metrics("targets")
    #expect(all.count > standard.count && standard.count > targets.count && !targets.isEmpty)
    #expect(all.values.allSatisfy { ($0["through_month"] as? [Any])?.count == 12 })
    for (id, metric) in standard.merging(targets, uniquingKeysWith: { $1 }) {
      let full = try #require(all[id])
      for (key, value) in metric where key != "through_month" {
        #expect(full[key] as? NSObject == value as? NSObject, "\(id) \(key)")
      }
    }
    for format in ["table", "markdown"] {
      #expect(try run("all", format).output == run("standard", format).output)
    }
    let json = try ["all", "standard", "targets"].map { try run($0, "json").json() }
    for key in ["targets", "joint"] {
      #expect(json[1][key] as? NSArray == json[0][key] as? NSArray)
      #expect(json[2][key] as? NSArray == json[0][key] as? NSArray)
    }
    // In CSV a metric of the year alone is one line, through month 12.
    let rows = try run("standard", "csv").text.split(separator: "\r\n").filter {
      $0.hasPrefix("metric,chain:")
    }
    #expect(!rows.isEmpty)
    #expect(
      rows.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false)[5] == "12" })
    #expect(try run("most", "json").exitCode == 64)
  }

  @Test(arguments: ["json", "csv", "table"])
  func `threads and time leave no trace`(format: String) throws {
    let outputs = try ["1", "2", "3", "7", nil].map { threads in
      try LuodiProcess.run(
        ["run", Self.small, "--trials", "1000", "--format", format]
          + (threads.map { ["--threads", $0] } ?? [])
      ).output
    }
    for output in outputs { #expect(output == outputs[0]) }
    let other = try LuodiProcess.run([
      "run", Self.small, "--trials", "1000", "--format", format, "--seed", "1",
    ])
    #expect(other.output != outputs[0])
  }

  @Test func `JSON does not depend on the language`() throws {
    let arguments = ["run", Self.small, "--trials", "200", "--format", "json", "--lang"]
    #expect(
      try LuodiProcess.run(arguments + ["zh"]).output == LuodiProcess.run(arguments + ["en"]).output
    )
  }

  @Test func `the results do not depend on where luodi is started`() throws {
    let folder = try TemporaryFolder()
    let arguments = ["--trials", "200", "--format", "json"]
    let there = try LuodiProcess.run(
      ["run", "baseline"] + arguments,
      in: URL(filePath: LuodiProcess.references + "/monthly")
        .deletingLastPathComponent().appending(path: "monthly"))
    #expect(there.exitCode == 3)
    let within = try LuodiProcess.run(
      ["run", "baseline", "--scenarios", "."] + arguments,
      in: URL(filePath: LuodiProcess.references + "/monthly"))
    let elsewhere = try LuodiProcess.run(["run", Self.small] + arguments, in: folder.url)
    let listed = try LuodiProcess.run(
      ["run", "monthly/baseline", "--scenarios", LuodiProcess.references] + arguments,
      in: folder.url)
    #expect(within.exitCode == 0 && within.output == elsewhere.output)
    #expect(listed.output == elsewhere.output)
  }

  // MARK: The table

  @Test func `the table begins with the sentence a planner can say`() throws {
    let arguments = [
      "run", "jiangmen-2023/baseline", "--scenarios", LuodiProcess.scenarios, "--trials", "300",
      "--lang",
    ]
    let chinese = try LuodiProcess.run(arguments + ["zh"])
    #expect(chinese.text.hasPrefix("到年底，全市引进投资额超过2000亿元的可能性"))
    let english = try LuodiProcess.run(arguments + ["en"])
    #expect(
      english.text.hasPrefix(
        "By year-end, the probability that the city's signed investment exceeds 2000亿元 is "))
    for word in ["种子2023", "模拟300次", "统计截止日2023-02-28", "explain"] {
      #expect(chinese.text.contains(word), "\(word)")
    }
    for word in ["seed 2023", "300 trials", "As of 2023-02-28", "explain"] {
      #expect(english.text.contains(word), "\(word)")
    }
    for outcome in [chinese, english] {
      #expect(tables(in: outcome.text).count >= 5)
      for table in tables(in: outcome.text) { expectAligned(table) }
      for line in outcome.lines {
        #expect(DisplayWidth.of(line) <= 110, "\(DisplayWidth.of(line)) columns: \(line)")
      }
    }
  }

  @Test func `no escape codes in a pipe or with NO_COLOR`() throws {
    for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
      for command in [["run", Self.small, "--trials", "100"], ["show", Self.small]] {
        let outcome = try LuodiProcess.run(command, environment: environment)
        #expect(outcome.exitCode == 0)
        #expect(!outcome.output.contains(0x1B) && !outcome.errorOutput.contains(0x1B))
      }
    }
  }

  // MARK: CSV and Markdown

  @Test(arguments: languages)
  func `CSV opens in a spreadsheet`(language: String) throws {
    let outcome = try LuodiProcess.run([
      "run", Self.small, "--trials", "200", "--format", "csv", "--lang", language,
    ])
    #expect(outcome.output.starts(with: [0xEF, 0xBB, 0xBF]))
    let rows = csvRows(outcome.text)
    #expect(rows[0].first == "kind" && rows[0].contains("standard_error"))
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    #expect(Set(rows.dropFirst().map { $0[0] }) == ["target", "joint", "metric"])
    #expect(rows.dropFirst().allSatisfy { $0.suffix(3) == ["200", "2023", "complete"] })
    #expect(rows.count { $0[0] == "target" } == 20)
    // What a spreadsheet is to calculate with stays a number.
    let probability = rows[0].firstIndex(of: "probability")!
    #expect(rows.filter { $0[0] == "target" }.allSatisfy { Double($0[probability]) != nil })
  }

  @Test func `CSV hands no formula to a spreadsheet`() throws {
    let city = try SmallCity()
    let title = #"=HYPERLINK("http://x","y"), 年"#
    try city.replace(
      "title: {zh: 全市引进投资, en: 'City, signed investment'}",
      with: "title: {zh: '\(title)', en: '@SUM(1)'}", in: "baseline.yaml")
    for (language, expected) in [("zh", "'" + title), ("en", "'@SUM(1)")] {
      let outcome = try city.run(
        "run", "baseline.yaml", "--trials", "100", "--format", "csv", "--lang", language)
      let rows = csvRows(outcome.text)
      #expect(rows.contains { $0[2] == expected }, "\(outcome.talk)")
      #expect(rows.allSatisfy { $0.count == rows[0].count })
    }
  }

  @Test(arguments: languages)
  func `Markdown has whole tables`(language: String) throws {
    let outcome = try LuodiProcess.run([
      "run", Self.small, "--trials", "200", "--format", "markdown", "--lang", language,
    ])
    #expect(outcome.text.hasPrefix("**"))
    var width: Int?
    for line in outcome.lines {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").split(
        separator: "|", omittingEmptySubsequences: false
      ).count
      #expect(width == nil || width == cells, "\(line)")
      width = cells
    }
    #expect(outcome.lines.count { $0.hasPrefix("## ") } >= 7)
    #expect(outcome.lines.count { $0.hasPrefix("```") } == 2)
  }

  // MARK: Stopping by precision

  @Test func `a run stops at the precision asked for and says so`() throws {
    let arguments = ["run", Self.small, "--precision", "2pp"]
    let chinese = try LuodiProcess.run(arguments + ["--lang", "zh"])
    #expect(chinese.exitCode == 0 && chinese.text.contains("已达到要求的精度"))
    let markdown = try LuodiProcess.run(arguments + ["--format", "markdown"])
    #expect(markdown.exitCode == 0)
    #expect(markdown.text.contains("The requested precision was reached"))
    let json = try LuodiProcess.run(arguments + ["--format", "json"]).json()
    #expect(json["completion"] as? String == "precision_reached")
    #expect((json["trials"] as? Int ?? .max) <= 256 * 64)
    let errors = (json["targets"] as? [[String: Any]] ?? []).compactMap {
      $0["standard_error"] as? Double
    }
    #expect(errors.count == 20 && errors.allSatisfy { $0 <= 0.02 })
    let few = try LuodiProcess.run(arguments + ["--trials", "100", "--format", "json"]).json()
    #expect(few["completion"] as? String == "complete" && few["trials"] as? Int == 100)
  }

  private func sha256sum(_ path: String) throws -> String {
    let outcome = try LuodiProcess.run([path], program: URL(filePath: "/usr/bin/sha256sum"))
    return String(outcome.text.prefix(64))
  }
}

/// The tables of a report: a line of heads, a rule, rows up to an empty line.
func tables(in text: String) -> [[Substring]] {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  return lines.indices.filter { $0 > 0 && lines[$0].hasPrefix("──") }.map { rule in
    [lines[rule - 1], lines[rule]] + lines[(rule + 1)...].prefix { !$0.isEmpty }
  }
}

/// Expects that heads and rows end where the rule ends, by display width. The last column of
/// all tables with numbers is aligned to the right.
func expectAligned(_ table: [Substring], sourceLocation: SourceLocation = #_sourceLocation) {
  let width = DisplayWidth.of(table[1])
  #expect(table.count > 2, sourceLocation: sourceLocation)
  for line in table {
    #expect(DisplayWidth.of(line) == width, "\(line)", sourceLocation: sourceLocation)
  }
}

/// The fields of CSV by RFC 4180, without the byte order mark.
func csvRows(_ text: String) -> [[String]] {
  var rows: [[String]] = [[]]
  var field = ""
  var isQuoted = false
  var scalars = text.unicodeScalars.drop { $0 == "\u{FEFF}" }[...]
  while let scalar = scalars.popFirst() {
    switch scalar {
    case "\"" where isQuoted && scalars.first == "\"":
      field.unicodeScalars.append(scalar)
      scalars.removeFirst()
    case "\"": isQuoted.toggle()
    case "," where !isQuoted:
      rows[rows.count - 1].append(field)
      field = ""
    case "\r" where !isQuoted: break
    case "\n" where !isQuoted:
      rows[rows.count - 1].append(field)
      field = ""
      rows.append([])
    default: field.unicodeScalars.append(scalar)
    }
  }
  rows.removeLast()
  return rows
}
