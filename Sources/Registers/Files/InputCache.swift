package import InvestmentPipeline
import Synchronization

/// The files read so far, and the registers parsed from them.
///
/// Scenarios that are read with the same cache share them: a file is read once, and a register is
/// parsed once for each city and set of exchange rates. A file that changes on the disk afterwards
/// is not read again. May be used from several threads.
public final class InputCache: Sendable {
  private struct RegisterKey: Hashable {
    var path: String
    var city: City
    var exchangeRates: [String: DecimalNumber]
  }

  private struct State {
    var files: [String: FolderFiles.TextFile] = [:]
    var registers: [RegisterKey: Register] = [:]
    var parseCount = 0
  }

  private let state = Mutex(State())

  /// Creates a cache without files.
  public init() {}

  /// How many registers have been parsed.
  package var registerParseCount: Int { state.withLock { $0.parseCount } }

  func file(_ path: String) -> FolderFiles.TextFile? { state.withLock { $0.files[path] } }

  func add(_ file: FolderFiles.TextFile, at path: String) {
    state.withLock { $0.files[path] = file }
  }

  /// The register in `file` of the folder `root`, parsed unless it has been before.
  package func register(
    _ file: FolderFiles.TextFile, name: String, root: String, city: City,
    exchangeRates: [String: DecimalNumber]
  ) -> Register {
    let key = RegisterKey(path: "\(root)/\(name)", city: city, exchangeRates: exchangeRates)
    return state.withLock { state in
      if let register = state.registers[key] { return register }
      state.parseCount += 1
      let register = Register(file.text, name: name, city: city, exchangeRates: exchangeRates)
      state.registers[key] = register
      return register
    }
  }
}
