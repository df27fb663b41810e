import InvestmentPipeline
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a result to a file: beside it first, then renamed, so that what was there stays
/// whole until the new file is.
enum OutputFile {
  /// Finds out before a long run whether `write(_:to:)` is going to work, without a trace.
  ///
  /// - Throws: `Failure` as `write(_:to:)` does. A disk that fills up later is not foreseen.
  static func check(_ path: String) throws {
    switch try kind(of: path) {
    case .device: break
    case .file(let target, _):
      let beside = besideName(target)
      let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL, 0o666)
      guard descriptor >= 0 else { throw failure(path, .last) }
      close(descriptor)
      unlink(beside)
    }
  }

  /// - Throws: `Failure` naming the file and the system's reason; nothing half-written stays.
  static func write(_ text: String, to path: String) throws {
    switch try kind(of: path) {
    case .device: try writeThrough(text, to: path, flags: O_WRONLY, named: path)
    case .file(let target, let permissions):
      let beside = besideName(target)
      do {
        try writeThrough(text, to: beside, flags: O_WRONLY | O_CREAT | O_EXCL, named: path)
        if let permissions { chmod(beside, permissions) }
        guard rename(beside, target) == 0 else { throw failure(path, .last) }
      } catch {
        unlink(beside)
        throw error
      }
    }
  }

  /// Lets `body` write a file beside `path`, then puts it there.
  ///
  /// - Parameter body: takes the path of the file beside; what it throws is passed on.
  static func write(to path: String, _ body: (String) throws -> Void) throws {
    guard case .file(let target, let permissions) = try kind(of: path) else {
      throw failure(path, SystemError(code: ENOTSUP))
    }
    let beside = besideName(target)
    do {
      try body(beside)
      if let permissions { chmod(beside, permissions) }
      guard rename(beside, target) == 0 else { throw failure(path, .last) }
    } catch {
      unlink(beside)
      throw error
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

  private static func kind(of path: String) throws -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .file(target: path, permissions: nil) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(target: resolved(path), permissions: status.st_mode & 0o777)
    case S_IFDIR: throw failure(path, SystemError(code: EISDIR))
    default: return .device
    }
  }

  private static func besideName(_ target: String) -> String { "\(target).\(getpid()).tmp" }

  private static func writeThrough(
    _ text: String, to path: String, flags: Int32, named name: String
  ) throws {
    let descriptor = open(path, flags, 0o666)
    guard descriptor >= 0 else { throw failure(name, .last) }
    var error = Terminal.write(text, to: descriptor)
    if error == nil, flags & O_CREAT != 0, fsync(descriptor) != 0 { error = .last }
    if close(descriptor) != 0, error == nil { error = .last }
    if let error { throw failure(name, error) }
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
