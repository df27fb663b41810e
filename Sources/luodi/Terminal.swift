import ArgumentParser
import InvestmentPipeline
import Reports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output and standard error.
enum Terminal {
  /// Writes a message line to standard error, with control characters made visible.
  static func say(_ text: String, terminator: String = "\n") {
    _ = write(Array((visible(text) + terminator).utf8), to: STDERR_FILENO)
  }

  /// Replaces the last message line.
  static func renewLine(_ text: String) {
    _ = write(Array(("\r\u{1B}[K" + visible(text)).utf8), to: STDERR_FILENO)
  }

  /// Prints a result; on a terminal control characters are made visible, except those of headings.
  ///
  /// - Throws: `Failure` when not all of it could be written, as on a full disk; an exit code,
  ///   without a message, when the reader has closed the output.
  static func print(_ text: String) throws {
    let shown = isatty(STDOUT_FILENO) == 1 ? visible(text, keepingMarks: true) : text
    if let error = write(Array(shown.utf8), to: STDOUT_FILENO) {
      if error.code == EPIPE { throw ExitCode(ExitStatus.readerLeft.rawValue) }
      throw Failure(
        message: BilingualText(
          zh: "无法写入标准输出：\(error.text.zh)。结果不完整；请检查磁盘空间，或用 --output 写入其他位置。",
          en:
            "cannot write to standard output: \(error.text.en). The result is incomplete; check disk "
            + "space, or write to a file with --output."))
    }
  }

  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether to use colour: on a terminal, unless NO_COLOR is set (no-color.org).
  static var usesColour: Bool {
    isatty(STDOUT_FILENO) == 1 && (environment("NO_COLOR") ?? "").isEmpty
      && environment("TERM") != "dumb"
  }

  /// `word` quoted as one word of a shell, for printed commands.
  static func shellWord(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "-_./:,+@%=".unicodeScalars.contains($0) || $0.value > 0x2FF
    }
    return isPlain && !word.isEmpty
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        + "'"
  }

  static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Nil when all bytes are written, else the error.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> SystemError? {
    unsafe bytes.withUnsafeBytes { bytes in
      var rest = unsafe bytes
      while unsafe !rest.isEmpty {
        #if canImport(Glibc)
          let written = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
          let written = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if written < 0 {
          if errno == EINTR { continue }
          return .last
        }
        unsafe rest = unsafe UnsafeRawBufferPointer(rebasing: rest[written...])
      }
      return nil
    }
  }
}

/// An error code of the system.
struct SystemError: Error {
  var code: Int32

  static var last: SystemError { SystemError(code: errno) }

  /// The system's message; in Chinese for the likely codes.
  var text: BilingualText {
    let english = unsafe String(cString: strerror(code))
    let chinese =
      switch code {
      case EACCES, EPERM: "没有权限"
      case ENOENT: "文件夹不存在"
      case ENOTDIR: "路径的一部分不是文件夹"
      case EISDIR: "该路径是文件夹"
      case ENOSPC, EDQUOT: "磁盘已满"
      case EFBIG: "超过允许的文件大小"
      case EROFS: "磁盘为只读"
      case EPIPE: "读取方已关闭"
      case EBADF: "文件未打开"
      case ENAMETOOLONG: "文件名过长"
      case EMFILE, ENFILE: "打开的文件过多"
      case ENOMEM: "内存不足"
      case EIO: "读写设备出错"
      default: english
      }
    return BilingualText(zh: chinese, en: english)
  }
}
