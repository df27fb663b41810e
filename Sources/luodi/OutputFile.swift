import InvestmentPipeline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a result to a file: beside it first, then renamed, so that what was there stays
/// whole until the new file is.
enum OutputFile {
  /// - Throws: `Failure` naming the file and the system's reason; nothing half-written stays.
  static func write(_ text: String, to path: String) throws {
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR {
      throw failure(path, String(cString: strerror(EISDIR)))
    }
    if exists, status.st_mode & S_IFMT != S_IFREG {
      // A pipe or a device has no half-written state and must not be replaced.
      return try writeThrough(text, to: path, flags: O_WRONLY)
    }
    let target = exists ? resolved(path) : path
    let beside = "\(target).\(getpid()).tmp"
    do {
      try writeThrough(text, to: beside, flags: O_WRONLY | O_CREAT | O_EXCL, named: path)
      if exists { chmod(beside, status.st_mode & 0o777) }
      guard rename(beside, target) == 0 else { throw failure(path, Terminal.systemError) }
    } catch {
      unlink(beside)
      throw error
    }
  }

  private static func writeThrough(
    _ text: String, to path: String, flags: Int32, named name: String? = nil
  ) throws {
    let descriptor = open(path, flags, 0o666)
    guard descriptor >= 0 else { throw failure(name ?? path, Terminal.systemError) }
    var error = Terminal.write(text, to: descriptor)
    if error == nil, flags & O_CREAT != 0, fsync(descriptor) != 0 { error = Terminal.systemError }
    if close(descriptor) != 0, error == nil { error = Terminal.systemError }
    if let error { throw failure(name ?? path, error) }
  }

  /// The file behind symbolic links.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func failure(_ path: String, _ reason: String) -> Failure {
    Failure(
      message: BilingualText(
        zh: "无法写入 \(path)：\(reason)。原有文件未改动；请换一个位置，或检查权限和磁盘空间。",
        en: "cannot write \(path): \(reason). What was there is unchanged; choose another place, "
          + "or check permissions and disk space."))
  }
}
