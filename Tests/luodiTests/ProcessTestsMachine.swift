import Foundation
import Testing

/// What programs read: lines of JSON, trials as NumPy reads them, CSV that is no formula.
struct ProcessTestsMachine {
  private func run(_ arguments: [String], in folder: URL? = nil) throws -> Outcome {
    try LuodiProcess.run(
      ["run", "jiangmen-2023/baseline", "--scenarios", LuodiProcess.scenarios] + arguments,
      in: folder)
  }

  @Test func `lines of JSON hold what the document holds`() throws {
    let document = try run(["--trials", "640", "--format", "json"]).json()
    let lines = try run(["--trials", "640", "--format", "ndjson"]).lines.filter { !$0.isEmpty }
      .map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
    #expect(lines[0]["kind"] as? String == "forecast")
    #expect(lines[0]["format_version"] as? Int == 1)
    for (kind, key) in [("target", "targets"), ("joint", "joint"), ("metric", "metrics")] {
      let whole = try #require(document[key] as? [[String: Any]])
      let parts = lines.filter { $0["kind"] as? String == kind }.map { line in
        line.filter { $0.key != "kind" }
      }
      #expect(parts.count == whole.count)
      for (part, one) in zip(parts, whole) {
        #expect(NSDictionary(dictionary: part) == NSDictionary(dictionary: one))
      }
    }
  }

  @Test(arguments: [1, 3])
  func `the trials' values are those of the forecast, whatever the threads`(threads: Int) throws {
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let trials = 1500
    let forecast = try run(
      [
        "--trials", "\(trials)", "--format", "json", "--threads", "\(threads)", "--trial-values",
        "t.npy",
      ], in: temporary.url
    ).json()
    #expect(temporary.names == ["t.columns.json", "t.npy"])
    let bytes = try Data(contentsOf: temporary.url.appending(path: "t.npy"))
    #expect(bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]))
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    #expect(start % 64 == 0)
    let columns = try #require(
      (try JSONSerialization.jsonObject(with: Data(temporary.read("t.columns.json").utf8))
        as? [String: Any])?["columns"] as? [[String: Any]])
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    #expect(header.contains("'shape': (\(trials), \(columns.count))"))
    #expect(bytes.count == start + 8 * trials * columns.count)
    let values = bytes[start...].withUnsafeBytes { raw in
      (0..<(trials * columns.count)).map { index in
        Double(
          bitPattern: UInt64(
            littleEndian: raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)))
      }
    }
    let metrics = Dictionary(
      uniqueKeysWithValues: (forecast["metrics"] as! [[String: Any]]).map {
        ($0["id"] as! String, $0)
      })
    #expect(metrics.count == columns.count)
    for (number, column) in columns.enumerated() {
      let metric = try #require(metrics[column["id"] as! String])
      let own = stride(from: number, to: values.count, by: columns.count).map { values[$0] }
        .filter { !$0.isNaN }
      #expect(own.count == metric["trials"] as? Int)
      guard let mean = metric["mean"] as? Double, let greatest = metric["maximum"] as? Double
      else { continue }
      #expect(abs(own.reduce(0, +) / Double(own.count) - mean) <= 1e-9 * max(1, abs(mean)))
      #expect(own.max() == greatest)
    }
    // As many trials above the target as its probability says, exactly.
    let target = try #require((forecast["targets"] as? [[String: Any]])?.first)
    let place = try #require(
      columns.firstIndex { $0["id"] as? String == target["metric"] as? String })
    let hits = stride(from: place, to: values.count, by: columns.count).count {
      values[$0] > target["value"] as! Double
    }
    #expect(target["probability"] as? Double == Double(hits) / Double(trials))
  }

  @Test(arguments: ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", " =1+1", "＝1+1", "　＋1"])
  func `a title that is a formula stays text in every CSV`(title: String) throws {
    let temporary = try TemporaryFolder()
    #expect(try temporary.run("init", "city").exitCode == 0)
    var scenario = try temporary.read("city/baseline.yaml")
    let section = try #require(scenario.range(of: "targets:")).upperBound..<scenario.endIndex
    let old = try #require(scenario.range(of: "title: {zh: ", range: section))
    let end = try #require(scenario[old.upperBound...].firstIndex(of: ","))
    scenario.replaceSubrange(old.upperBound..<end, with: "\"\(title)\"")
    try temporary.write(scenario, as: "city/baseline.yaml")
    for command in [["run", "city/baseline"], ["compare", "city/baseline", "city/more-events"]] {
      let outcome = try LuodiProcess.run(
        command + [
          "--scenarios", temporary.url.path, "--trials", "64", "--format", "csv", "--lang", "zh",
        ])
      #expect(outcome.exitCode == 0, "\(outcome.talk)")
      #expect(outcome.output.starts(with: [0xEF, 0xBB, 0xBF]))
      let bare = title.trimmingCharacters(in: .whitespaces)
      #expect(outcome.text.contains("'" + title) || outcome.text.contains("'" + bare))
      #expect(!outcome.text.contains("," + title) && !outcome.text.contains(",\"" + title))
    }
  }
}
