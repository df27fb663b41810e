import Foundation
import Testing

/// The city that `luodi init` makes, in a folder of its own, to be spoiled by a test.
final class SmallCity {
  let folder: TemporaryFolder

  /// Made once by the program itself, then copied.
  private static let made = Result {
    let folder = try TemporaryFolder()
    let outcome = try folder.run("init", "city")
    #expect(outcome.exitCode == 0, "\(outcome.talk)")
    return folder
  }

  init() throws {
    folder = try TemporaryFolder()
    let source = try Self.made.get().url.appending(path: "city")
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
      try FileManager.default.copyItem(
        at: source.appending(path: name), to: folder.url.appending(path: name))
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
