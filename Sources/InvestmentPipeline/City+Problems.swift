extension City {
  /// The greatest number of districts, of chains, and of channels. Each of them has its own monthly
  /// distributions in memory.
  package static let greatestPartCount = 500

  /// The problems of the city alone: missing parts, malformed or repeated ids, ambiguous names.
  ///
  /// Cost: linear in the number of parts and names.
  public func problems() -> [Problem] {
    var found: [Problem] = []
    let district = BilingualText(zh: "县（市、区）", en: "district")
    let chain = BilingualText(zh: "产业链", en: "chain")
    let channel = BilingualText(zh: "招商渠道", en: "channel")
    found += idProblems([id], BilingualText(zh: "城市", en: "city")) { _ in "city.id" }
    found += idProblems(districts.map(\.id), district) { "city.districts.\($0)" }
    found += idProblems(chains.map(\.id), chain) { "city.chains.\($0)" }
    found += idProblems(channels.map(\.id), channel) { "city.channels.\($0)" }
    for (key, kind, count) in [
      ("districts", district, districts.count), ("chains", chain, chains.count),
      ("channels", channel, channels.count),
    ] where count == 0 {
      found.append(
        Problem(
          path: "city.\(key)",
          reason: BilingualText(
            zh: "城市至少应有一个\(kind.zh)。", en: "A city must have at least one \(kind.en)."),
          remedy: BilingualText(
            zh: "在 city.yaml 的 \(key) 下填写。", en: "Add one under \(key) in city.yaml.")))
    }
    for (key, kind, count) in [
      ("districts", district, districts.count), ("chains", chain, chains.count),
      ("channels", channel, channels.count),
    ] where count > City.greatestPartCount {
      found.append(
        Problem(
          path: "city.\(key)", value: "\(count)",
          reason: BilingualText(
            zh: "\(kind.zh)有 \(count) 个，最多 \(City.greatestPartCount) 个。",
            en:
              "There are \(count) entries of the kind \(kind.en); at most \(City.greatestPartCount) are allowed."
          ),
          remedy: BilingualText(
            zh: "合并部分条目，或按地区分成几个城市文件夹。",
            en: "Merge some, or split them into several city folders.")))
    }
    found += ambiguities(
      districts.map { ($0.id, [$0.name.zh, $0.name.en] + $0.wards) }, key: "districts", district)
    found += ambiguities(chains.map { ($0.id, [$0.name.zh, $0.name.en]) }, key: "chains", chain)
    found += ambiguities(
      channels.map { ($0.id, [$0.name.zh, $0.name.en]) }, key: "channels", channel)
    return found
  }

  /// The problems of empty names and of names shared by two parts.
  private func ambiguities(
    _ parts: [(id: String, names: [String])], key: String, _ kind: BilingualText
  ) -> [Problem] {
    var owners: [String: String] = [:]
    for part in parts where owners[part.id] == nil { owners[part.id] = part.id }
    var found: [Problem] = []
    for part in parts {
      for name in part.names {
        let path = "city.\(key).\(part.id).name"
        if name.isEmpty {
          found.append(
            Problem(
              path: path, value: name,
              reason: BilingualText(
                zh: "\(kind.zh)的名称为空。", en: "The name of a \(kind.en) is empty."),
              remedy: BilingualText(zh: "填写名称。", en: "Give it a name.")))
        } else if let owner = owners[name], owner != part.id {
          found.append(
            Problem(
              path: path, value: name,
              reason: BilingualText(
                zh: "“\(name)”同时指“\(owner)”和“\(part.id)”，无法确定\(kind.zh)。",
                en:
                  "“\(name)” is ambiguous: it is a name of the \(kind.en) \(owner) and of \(part.id)."
              ),
              remedy: BilingualText(
                zh: "修改其中一个名称。", en: "Change one of the names.")))
        } else {
          owners[name] = part.id
        }
      }
    }
    return found
  }
}
