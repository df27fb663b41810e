extension City {
  /// Districts, and chains, and channels: each has distributions of its own in memory, month by month.
  public static let greatestPartCount = 500

  /// What is wrong with the city alone: missing parts, ids, names that mean two things.
  public func problems() -> [Problem] {
    var found: [Problem] = []
    let district = BilingualText(zh: "区县", en: "district")
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
            zh: "城市至少要有一个\(kind.zh)。", en: "A city has at least one \(kind.en)."),
          remedy: BilingualText(
            zh: "在 city.yaml 的 \(key) 下面写一个。", en: "Name one under \(key) in city.yaml.")))
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
            en: "There are \(count) of the kind \(kind.en), of at most \(City.greatestPartCount)."),
          remedy: BilingualText(
            zh: "合并一些，或按地区分成几个城市文件夹。", en: "Merge some, or make several folders of them.")))
    }
    found += ambiguities(
      districts.map { ($0.id, [$0.name.zh, $0.name.en] + $0.wards) }, key: "districts", district)
    found += ambiguities(chains.map { ($0.id, [$0.name.zh, $0.name.en]) }, key: "chains", chain)
    found += ambiguities(
      channels.map { ($0.id, [$0.name.zh, $0.name.en]) }, key: "channels", channel)
    return found
  }

  /// Names by which a reference could mean either of two parts, and names left empty.
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
              reason: BilingualText(zh: "\(kind.zh)的名称是空的。", en: "A \(kind.en) has an empty name."),
              remedy: BilingualText(zh: "写上名称。", en: "Give it a name.")))
        } else if let owner = owners[name], owner != part.id {
          found.append(
            Problem(
              path: path, value: name,
              reason: BilingualText(
                zh: "“\(name)”既指“\(owner)”又指“\(part.id)”，分不清是哪个\(kind.zh)。",
                en: "“\(name)” could mean the \(kind.en) \(owner) or \(part.id)."),
              remedy: BilingualText(
                zh: "给其中一个换个名称。", en: "Give one of them another name.")))
        } else {
          owners[name] = part.id
        }
      }
    }
    return found
  }
}
