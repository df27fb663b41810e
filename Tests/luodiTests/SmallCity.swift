import Foundation
import Testing

/// The city that `luodi init` makes, in a folder of its own, to be spoiled by a test.
final class SmallCity {
  let folder: TemporaryFolder

  /// The files, made once by the program itself.
  private static let files = Result {
    let folder = try TemporaryFolder()
    let outcome = try folder.run("init", "city")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    let city = folder.url.appending(path: "city")
    let names = try FileManager.default.contentsOfDirectory(atPath: city.path)
    return try withExtendedLifetime(folder) {
      try names.map { (name: $0, data: try Data(contentsOf: city.appending(path: $0))) }
    }
  }

  init() throws {
    folder = try TemporaryFolder()
    for file in try Self.files.get() {
      try file.data.write(to: folder.url.appending(path: file.name))
    }
  }

  /// Puts `new` for `old`, which must be there.
  func replace(_ old: String, with new: String, in name: String) throws {
    let text = try folder.read(name)
    try #require(text.contains(old), "\(name) has no “\(old)”")
    try folder.write(text.replacing(old, with: new, maxReplacements: 1), as: name)
  }

  /// Runs luodi in the city's folder.
  func run(_ arguments: String...) throws -> Outcome {
    try withExtendedLifetime(self) { try LuodiProcess.run(arguments, in: folder.url) }
  }
}
