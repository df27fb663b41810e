import InvestmentPipeline
import ScenarioFiles
import Testing

@Test func templateLoads() throws {
  let path = "/tmp/try-files/x\(UInt64.random(in: 0 ... .max))"
  try ScenarioTemplate.write(to: path)
  for p in ScenarioFolder(path).check() { print(p.location ?? "-", p.path, p.value ?? "", p.reason.zh, p.reason.en, p.remedy.zh, p.remedy.en) }
  let s = try ScenarioLibrary("/tmp/try-files").find("\(path.split(separator: "/").last!)/more-events").load()
  for a in s.assumptions { print(a.path, a.value, a.provenance, a.location ?? "", a.count) }
  print(s.inputFiles, s.jointTargets, s.leads.prefix(3))
}
