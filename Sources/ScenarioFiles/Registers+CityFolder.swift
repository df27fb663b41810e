public import InvestmentPipeline
public import Registers

extension RegisterImporter {
  /// An importer into the register of the city whose folder this is.
  ///
  /// - Parameters:
  ///   - folder: holds city.yaml and, if the user has one, import-words.csv.
  ///   - rates: 元 per unit of foreign money, by name and as written.
  ///   - keepsContacts: whether names and telephone numbers of contacts are kept.
  /// - Throws: what is wrong with these two files.
  public init(
    city folder: String, rates: [String: String] = [:], keepsContacts: Bool = false
  ) throws(Problems) {
    let findings = Findings()
    guard let city = CityFile.read(folder: folder, findings: findings) else {
      throw Problems(findings.problems)
    }
    try self.init(
      city, folder: folder, asOf: ScenarioFolder(folder).latestAsOf(), rates: rates,
      keepsContacts: keepsContacts)
  }
}

extension HistoryFile {
  /// - Parameter cityFolder: whose city.yaml gives districts their ids; nil leaves them as written.
  /// - Throws: all problems of the file, each with its line, and those of the city.
  public init(_ path: String, cityFolder: String?) throws(Problems) {
    try self.init(path, city: try readCity(cityFolder))
  }
}

extension LeadRecordsFile {
  /// - Parameter cityFolder: whose city.yaml gives districts, chains and channels their ids; nil leaves them as
  ///   written.
  /// - Throws: all problems of the file, each with its line, and those of the city.
  public init(_ path: String, cityFolder: String?) throws(Problems) {
    try self.init(path, city: try readCity(cityFolder))
  }
}

/// The city of a folder; nil for none.
private func readCity(_ folder: String?) throws(Problems) -> City? {
  guard let folder else { return nil }
  let findings = Findings()
  let city = CityFile.read(folder: folder, findings: findings)
  guard findings.problems.isEmpty else { throw Problems(findings.problems) }
  return city
}
