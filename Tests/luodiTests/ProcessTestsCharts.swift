import Foundation
import TestSupport
import Testing

/// `--charts` of run, compare and sizes.
struct ProcessTestsCharts {
  /// The Python that `make test` sets up.
  static let python = LuodiProcess.root.appending(path: ".venv/bin/python").path

  static func specification(_ folder: URL, _ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: "\(name).vl.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// All rows of data in a specification.
  static func rows(_ specification: [String: Any]) -> [[String: Any]] {
    let own = (specification["data"] as? [String: Any])?["values"] as? [[String: Any]] ?? []
    return own + (specification["layer"] as? [[String: Any]] ?? []).flatMap(rows)
  }

  static let run = [
    "run", "jiangmen-2023/baseline", "--scenarios", LuodiProcess.scenarios, "--trials", "640",
  ]

  @Test(arguments: [
    ("zh", "未生成图片", "江门市2023年"), ("en", "no images were rendered", "Jiangmen 2023"),
  ])
  func `without a renderer the specifications are written and a notice is given`(
    language: String, notice: String, words: String
  ) throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    defer { withExtendedLifetime(temporary) {} }
    let outcome = try LuodiProcess.run(
      Self.run + ["--charts", "charts", "--format", "json", "--lang", language],
      environment: ["LUODI_PYTHON": "/nowhere/python"], in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.talk.contains(notice))
    let charts = folder.appending(path: "charts")
    let names = try FileManager.default.contentsOfDirectory(atPath: charts.path).sorted()
    #expect(
      names
        == ["districts", "exceedance", "heat-map", "histogram", "landing", "months"].map {
          "\($0).vl.json"
        })
    let forecast = try outcome.json()
    // The bars are the histogram's, the lines the targets'.
    let histogram = try Self.specification(charts, "histogram")
    let shares = Self.rows(histogram).compactMap { $0["share"] as? Double }
    let metrics = try #require(forecast["metrics"] as? [[String: Any]])
    let total = try #require(metrics.first { $0["id"] as? String == "city.signed_investment" })
    let bins = try #require(total["histogram"] as? [String: Any])
    let counts = try #require(bins["counts"] as? [Double])
    #expect(shares.count == counts.count)
    for (share, count) in zip(shares, counts) { #expect(abs(share - count / 640) < 1e-4) }
    let text = try String(
      contentsOf: charts.appending(path: "histogram.vl.json"), encoding: .utf8)
    #expect(text.contains(words) && text.contains("2000亿元") && text.contains("2390亿元"))
    // Months of a district add up to its year.
    let heat = Self.rows(try Self.specification(charts, "heat-map"))
    #expect(heat.count == 7 * 12)
    let mean = try #require(total["mean"] as? Double)
    #expect(abs(heat.compactMap { $0["mean"] as? Double }.reduce(0, +) - mean) < 0.01)
  }

  @Test(.longRuns) func `equal runs give equal specifications`() throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    defer { withExtendedLifetime(temporary) {} }
    for name in ["one", "two"] {
      _ = try LuodiProcess.run(
        Self.run + ["--charts", name, "--lang", "zh"],
        environment: ["LUODI_PYTHON": "/nowhere/python"], in: folder)
    }
    for name in ["histogram", "months", "districts"] {
      #expect(
        try Data(contentsOf: folder.appending(path: "one/\(name).vl.json"))
          == Data(contentsOf: folder.appending(path: "two/\(name).vl.json")))
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python)))
  func `charts are drawn with their Chinese words, and not without a Chinese font`() throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    defer { withExtendedLifetime(temporary) {} }
    let waterfall = [
      "compare", "jiangmen-2023/baseline", "jiangmen-2023/faster-review", "--scenarios",
      LuodiProcess.scenarios, "--trials", "256", "--waterfall", "--charts", "charts", "--lang",
      "zh",
    ]
    let outcome = try LuodiProcess.run(
      waterfall, environment: ["LUODI_PYTHON": Self.python], in: folder)
    #expect(outcome.exitCode == 0)
    for name in ["compare", "compare-investment", "waterfall", "waterfall-investment"] {
      let svg = try String(
        contentsOf: folder.appending(path: "charts/\(name).svg"), encoding: .utf8)
      #expect(svg.contains("<text") && svg.contains("基准（冲刺前）"))
      let png = try Data(contentsOf: folder.appending(path: "charts/\(name).png"))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]) && png.count > 10_000)
    }
    let fonts = folder.appending(path: "fonts.conf")
    try Data("<?xml version=\"1.0\"?><fontconfig></fontconfig>".utf8).write(to: fonts)
    let blind = try LuodiProcess.run(
      Self.run + ["--charts", "blind", "--lang", "zh"],
      environment: ["LUODI_PYTHON": Self.python, "FONTCONFIG_FILE": fonts.path], in: folder)
    #expect(blind.exitCode == 1)
    #expect(blind.talk.contains("fonts-wqy-microhei"))
    let left = try FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "blind").path)
    #expect(left.count == 6 && left.allSatisfy { $0.hasSuffix(".vl.json") })
  }

  @Test func `the size distribution is drawn where it is fitted`() throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.url
    defer { withExtendedLifetime(temporary) {} }
    let register = LuodiProcess.root.appending(path: "scenarios/jiangmen-2022/register.csv")
    let outcome = try LuodiProcess.run(
      [
        "sizes", register.path, "--least", "1亿元", "--rate", "美元=6.73", "--charts", "charts",
        "--lang", "en",
      ], environment: ["LUODI_PYTHON": "/nowhere/python"], in: folder)
    #expect(outcome.exitCode == 0)
    let rows = Self.rows(
      try Self.specification(folder.appending(path: "charts"), "size-distribution"))
    let sizes = rows.compactMap { $0["size"] as? Double }
    let observed = rows.compactMap { $0["observed"] as? Double }
    #expect(sizes.contains(10) && observed == observed.sorted(by: >))
  }
}
