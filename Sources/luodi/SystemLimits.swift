import InvestmentPipeline
import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system may refuse, turned into messages and exit codes.
enum SystemLimits {
  /// Opens standard streams that are closed, so that no other file takes their numbers; writing to
  /// them fails as before. A write beyond a limit or to a closed pipe is an error, not a signal.
  static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
  }

  /// The address space in bytes that there must be beside the loaded program: OpenBLAS takes 128 MiB
  /// for each of two threads, and for ever waits for them; as much again is for the data.
  private static let leastMemory = 512 << 20
  /// Files that can be open at a time, beside those that are.
  private static let leastDescriptors = 32

  /// Refuses limits that are too low for anything. Under a limit on the address space that is not,
  /// the program ends with a message and exit code 1 where memory runs out later.
  static func check() throws {
    try checkDescriptors()
    guard let limit = memoryLimit else { return }
    let space = mmap(nil, leastMemory, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard space != MAP_FAILED else {
      throw Failure(
        message: BilingualText(
          zh: "内存上限太低（ulimit -v \(limit >> 10)）：程序本身以外还要 \(leastMemory >> 20) MiB。请提高上限。",
          en:
            "the limit on memory is too low (ulimit -v \(limit >> 10)): \(leastMemory >> 20) MiB are "
            + "needed beside the program itself. Raise it."))
    }
    munmap(space, leastMemory)
    // OpenBLAS takes its workspace now, while there is room.
    _ = try? Matrix(rowCount: 1, columnCount: 1).choleskyFactor()
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
      signal(number) { _ in
        let message: StaticString =
          """
          luodi: ended abnormally, most likely for want of memory: a limit is set (ulimit -v). \
          Raise it, or use fewer threads. 程序异常结束，多半因为内存不足（ulimit -v）：请提高上限，或减少线程。

          """
        write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(ExitStatus.failure.rawValue)
      }
    }
  }

  /// Ends the program. Under a limit on memory OpenBLAS may wait for ever at the end of a process, so
  /// that nothing is left to it.
  static func exit(_ code: Int32) -> Never {
    if memoryLimit != nil { _exit(code) }
    #if canImport(Glibc)
      Glibc.exit(code)
    #else
      Darwin.exit(code)
    #endif
  }

  /// The limit on the address space in bytes, if there is one.
  private static var memoryLimit: rlim_t? {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let resource = RLIMIT_AS
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(1) << 60 else { return nil }
    return limit.rlim_cur
  }

  private static func checkDescriptors() throws {
    let opened = (0..<leastDescriptors).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
    for descriptor in opened where descriptor >= 0 { close(descriptor) }
    guard opened.allSatisfy({ $0 >= 0 }) else {
      throw Failure(
        message: BilingualText(
          zh: "可打开的文件太少（ulimit -n）：还要能打开 \(leastDescriptors) 个。请提高上限。",
          en:
            "too few files can be open (ulimit -n): \(leastDescriptors) more are needed. Raise the "
            + "limit."))
    }
  }
}
