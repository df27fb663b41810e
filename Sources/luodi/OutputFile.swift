import InvestmentPipeline
import Registers
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a result to a file: beside it first, then renamed, so that what was there stays
/// whole until the new file is. No output replaces a file that the run has read.
///
/// A link at the output's own name is followed to the file that it leads to; one that leads nowhere
/// is replaced.
enum OutputFile {
  /// Finds out before a long run whether `write(_:to:)` is going to work, without a trace. Call it
  /// once the inputs are read.
  ///
  /// - Throws: `Failure` as `write(_:to:)` does. A disk that fills up later is not foreseen.
  static func check(_ path: String) throws {
    guard case .file(let target, _) = try kind(of: path) else { return }
    do throws(SystemError) { try TemporaryFile(beside: target).discard() } catch {
      throw failure(path, error)
    }
  }

  /// - Parameter replacesInput: the one case in which the file may be one that was read: an update.
  /// - Throws: `Failure` naming the file and the system's reason; nothing half-written stays.
  static func write(_ text: String, to path: String, replacesInput: Bool = false) throws {
    try write(Array(text.utf8), to: path, replacesInput: replacesInput)
  }

  /// - Throws: `Failure` naming the file and the system's reason; nothing half-written stays.
  static func write(_ bytes: [UInt8], to path: String, replacesInput: Bool = false) throws {
    if case .device = try kind(of: path, replacesInput: replacesInput) {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure(path, .last) }
      let error = Terminal.write(bytes, to: descriptor)
      if close(descriptor) != 0 || error != nil { throw failure(path, error ?? .last) }
    } else {
      try write(to: path, replacesInput: replacesInput) { file in
        if let error = Terminal.write(bytes, to: file.descriptor) { throw error }
      }
    }
  }

  /// Lets `body` write the file beside `path`, then puts it there.
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

  /// Writes a result to `path` and says so, or prints it where there is no path.
  ///
  /// - Parameter text: takes whether colours are wanted.
  static func deliver(to path: String?, language: Language, _ text: (Bool) -> String) throws {
    if let path {
      try write(text(false), to: path)
      Terminal.say(Catalogue.outputWritten(language, path))
    } else {
      try Terminal.print(text(Terminal.usesColour))
    }
  }

  private enum Kind {
    /// A pipe or a device has no half-written state and must not be replaced.
    case device
    /// The file behind symbolic links, and its permissions when it is there.
    case file(target: String, permissions: mode_t?)
  }

  private static func kind(of path: String, replacesInput: Bool = false) throws -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .file(target: path, permissions: nil) }
    if !replacesInput, FilesRead.contains(path) {
      throw Failure(
        message: BilingualText(
          zh: "不写入 \(path)：它是本次运行读取的输入文件。原有文件未改动；请换一个输出文件名。",
          en: "\(path) is not written: it is an input of this run. What was there is unchanged; "
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
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// What the system said last of `path`.
  static func failure(_ path: String) -> Failure { failure(path, .last) }

  private static func failure(_ path: String, _ error: SystemError) -> Failure {
    Failure(
      message: BilingualText(
        zh: "无法写入 \(path)：\(error.text.zh)。原有文件未改动；请换一个位置，或检查权限和磁盘空间。",
        en: "cannot write \(path): \(error.text.en). What was there is unchanged; choose another "
          + "place, or check permissions and disk space."))
  }
}
