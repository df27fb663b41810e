import InvestmentPipeline
import Registers
import Reports

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a result to a file atomically: to a temporary file beside it, which is then
/// renamed. An input of the run is never replaced.
///
/// A link at the output's own name is followed to the file that it leads to; one that leads nowhere
/// is replaced.
enum OutputFile {
  /// Checks before a long run that `write(_:to:)` can succeed, and leaves no file behind. Call it
  /// once the inputs are read.
  ///
  /// - Throws: `Failure` as `write(_:to:)` does. A disk that fills up later is not detected.
  static func check(_ path: String) throws {
    guard case .file(let target, _) = try kind(of: path) else { return }
    do throws(SystemError) { try TemporaryFile(beside: target).discard() } catch {
      throw failure(path, error)
    }
  }

  /// Creates a folder for results, with those around it, unless it exists.
  ///
  /// - Throws: `Failure` where it cannot be created.
  static func createFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        message: BilingualText(
          zh: "无法新建文件夹 \(path)。请更换位置或检查权限。",
          en: "cannot create the folder \(path). Choose another location or check permissions."))
    }
  }

  /// - Parameter replacesInput: whether the file may be an input, as in an update.
  /// - Throws: `Failure` naming the file and the system's reason; no partial file is left.
  static func write(_ text: String, to path: String, replacesInput: Bool = false) throws {
    try write(Array(text.utf8), to: path, replacesInput: replacesInput)
  }

  /// - Throws: `Failure` naming the file and the system's reason; no partial file is left.
  static func write(_ bytes: [UInt8], to path: String, replacesInput: Bool = false) throws {
    if case .device = try kind(of: path, replacesInput: replacesInput) {
      let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure(path, .last) }
      let error = Terminal.write(bytes, to: descriptor)
      if close(descriptor) != 0 || error != nil { throw failure(path, error ?? .last) }
    } else {
      try write(to: path, replacesInput: replacesInput) { file in
        if let error = Terminal.write(bytes, to: file.descriptor) { throw error }
      }
    }
  }

  /// Lets `body` write a temporary file, then renames it to `path`.
  ///
  /// - Parameter body: a `SystemError` of it becomes a `Failure` that names the file; what else it
  ///   throws is passed on.
  static func write(
    to path: String, replacesInput: Bool = false, _ body: (TemporaryFile) throws -> Void
  ) throws {
    guard
      case .file(let target, let permissions) = try kind(of: path, replacesInput: replacesInput)
    else {
      throw failure(path, SystemError(code: ENOTSUP))
    }
    do {
      let file = try TemporaryFile(beside: target)
      do {
        try body(file)
        try file.replaceTarget(permissions: permissions)
      } catch {
        file.discard()
        throw error
      }
    } catch let error as SystemError {
      throw failure(path, error)
    }
  }

  /// Writes a result to `path` and reports it, or prints the result where `path` is nil.
  ///
  /// - Parameter text: the result, with colours if its argument is true.
  static func deliver(to path: String?, language: Language, _ text: (Bool) -> String) throws {
    if let path {
      try write(text(false), to: path)
      Terminal.say(CommandWords.written(path: path)[language])
    } else {
      try Terminal.print(text(Terminal.usesColour))
    }
  }

  private enum Kind {
    /// A pipe or a device, which is written directly and must not be replaced.
    case device
    /// The file behind symbolic links, and its permissions when it is there.
    case file(target: String, permissions: mode_t?)
  }

  private static func kind(of path: String, replacesInput: Bool = false) throws -> Kind {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return .file(target: path, permissions: nil) }
    if !replacesInput, FilesRead.contains(path) {
      throw Failure(
        message: BilingualText(
          zh: "不写入 \(path)：它是本次运行读取的输入文件。原有文件未改动；请更换输出文件名。",
          en: "\(path) is not written: it is an input of this run. The existing file is unchanged; "
            + "choose another name for the output."))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(target: resolved(path), permissions: status.st_mode & 0o777)
    case S_IFDIR: throw failure(path, SystemError(code: EISDIR))
    default: return .device
    }
  }

  /// The file behind symbolic links.
  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// The failure of the last system call on `path`.
  static func failure(_ path: String) -> Failure { failure(path, .last) }

  private static func failure(_ path: String, _ error: SystemError) -> Failure {
    Failure(
      message: BilingualText(
        zh: "无法写入 \(path)：\(error.text.zh)。原有文件未改动；请更换位置，或检查权限和磁盘空间。",
        en: "cannot write \(path): \(error.text.en). The existing file is unchanged; choose "
          + "another location, or check permissions and disk space."))
  }
}
