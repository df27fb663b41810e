import InvestmentPipeline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output and standard error.
enum Terminal {
  /// A line of talk.
  static func say(_ text: String, terminator: String = "\n") {
    _ = write(text + terminator, to: STDERR_FILENO)
  }

  /// A result.
  ///
  /// - Throws: `Failure` when not all of it could be written, a full disk for one.
  static func print(_ text: String) throws {
    if let error = write(text, to: STDOUT_FILENO) {
      throw Failure(
        message: BilingualText(
          zh: "结果没有写完：标准输出 \(error)",
          en: "the result could not be written to standard output: \(error)"))
    }
  }

  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Colour only for people: on a terminal, unless NO_COLOR is set (no-color.org).
  static var usesColour: Bool {
    isatty(STDOUT_FILENO) == 1 && (environment("NO_COLOR") ?? "").isEmpty
      && environment("TERM") != "dumb"
  }

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Nil when all bytes are written, else the system's word for what went wrong.
  static func write(_ text: String, to descriptor: Int32) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        #if canImport(Glibc)
          let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
          let written = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if written < 0 {
          if errno == EINTR { continue }
          return systemError
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
      return nil
    }
  }

  /// The system's word for the last error.
  static var systemError: String { String(cString: strerror(errno)) }
}
