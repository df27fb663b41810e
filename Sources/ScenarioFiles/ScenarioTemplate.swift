public import InvestmentPipeline
import Registers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files of a small invented city, as a starting point for a planner's own.
///
/// They are the files of `Sources/ScenarioFiles/Template`, carried within the program.
public enum ScenarioTemplate {
  /// The names of the files with their bytes.
  public static let files: [(name: String, bytes: [UInt8])] = [
    ("city.yaml", PackageResources.city_yaml),
    ("register.csv", PackageResources.register_csv),
    ("baseline.yaml", PackageResources.baseline_yaml),
    ("more-events.yaml", PackageResources.more_events_yaml),
  ]

  /// Writes the files into `directory`, which is created if needed, and returns their paths.
  ///
  /// Overwrites nothing: throws when one of the files, or anything else that is in their way,
  /// is there. A new directory appears with all its files or not at all; in one that is there
  /// each file appears whole.
  @discardableResult
  public static func write(to directory: String) throws(Problems) -> [String] {
    let directory = ScenarioFolder(directory).path
    let manager = FileManager.default
    var isDirectory = false
    let exists = manager.fileExists(atPath: directory, isDirectory: &isDirectory)
    if exists, !isDirectory {
      throw Problems([problem(directory, both("\(directory) 是一个文件。", "\(directory) is a file."))])
    }
    if exists {
      let taken = files.map(\.name).filter { manager.fileExists(atPath: "\(directory)/\($0)") }
      guard taken.isEmpty else {
        throw Problems(
          taken.map {
            problem(
              "\(directory)/\($0)",
              both("文件 \($0) 已经有了，不会覆盖。", "\($0) is there and is not overwritten."))
          })
      }
    }
    let sibling = "\(directory).luodi-\(UInt64.random(in: 0 ... .max))"
    do {
      defer { try? manager.removeItem(atPath: sibling) }
      try manager.createDirectory(
        at: URL(fileURLWithPath: sibling), withIntermediateDirectories: true)
      for file in files {
        try Data(file.bytes).write(to: URL(fileURLWithPath: "\(sibling)/\(file.name)"))
      }
      if exists {
        for file in files {
          try manager.moveItem(
            atPath: "\(sibling)/\(file.name)", toPath: "\(directory)/\(file.name)")
        }
      } else {
        try manager.moveItem(atPath: sibling, toPath: directory)
      }
    } catch {
      throw Problems([problem(directory, reason(error, directory))])
    }
    return files.map { "\(directory)/\($0.name)" }
  }

  private static func reason(_ error: any Error, _ directory: String) -> BilingualText {
    switch (error as? CocoaError)?.code {
    case .fileWriteNoPermission?, .fileReadNoPermission?:
      both("没有权限写 \(directory)。", "\(directory) may not be written.")
    case .fileWriteOutOfSpace?:
      both("磁盘已满，写不进 \(directory)。", "The disk is full: \(directory) cannot be written.")
    case .fileWriteVolumeReadOnly?:
      both("\(directory) 所在的磁盘是只读的。", "\(directory) is on a read-only disk.")
    case .fileWriteFileExists?:
      both("\(directory) 里已有同名文件，不会覆盖。", "\(directory) holds such a file; it is not overwritten.")
    default:
      both("写不了 \(directory)。", "\(directory) cannot be written.")
    }
  }

  private static func problem(_ path: String, _ reason: BilingualText) -> Problem {
    Problem(
      path: path, value: path, reason: reason,
      remedy: both("换一个新的或可写的文件夹。", "Choose a new folder, or one that you may write."),
      location: path)
  }
}
