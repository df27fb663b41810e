import InvestmentPipeline
import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Limits of the system, reported as messages and exit codes.
enum SystemLimits {
  /// Opens closed standard streams, so that no other file gets their descriptors; writing to them
  /// still fails. A write beyond a limit or to a closed pipe is an error, not a signal.
  static func prepare() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = unsafe open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    yieldOpenBLASThreads()
  }

  /// The address space in bytes required beyond the loaded program: OpenBLAS takes 128 MiB for each of
  /// two threads and waits indefinitely without it; the same amount is for the data.
  private static let leastMemory = 512 << 20
  /// The number of further files that the program must be able to open.
  private static let leastDescriptors = 32

  /// Throws where limits are too low to run. Under a sufficient limit on the address space, the
  /// program ends with a message and exit code 1 where memory runs out later.
  static func check() throws {
    try checkDescriptors()
    guard let limit = memoryLimit else { return }
    let space = unsafe mmap(nil, leastMemory, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard unsafe space != MAP_FAILED else {
      throw Failure(
        message: BilingualText(
          zh: "内存上限过低（ulimit -v \(limit >> 10)）：除程序本身外还需 \(leastMemory >> 20) MiB。请提高上限。",
          en:
            "the memory limit is too low (ulimit -v \(limit >> 10)): \(leastMemory >> 20) MiB are "
            + "needed beyond the program itself. Raise the limit."))
    }
    unsafe munmap(space, leastMemory)
    // OpenBLAS allocates its workspace now, while memory is available.
    _ = try? Matrix(rowCount: 1, columnCount: 1).choleskyFactor()
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
      signal(number) { _ in
        let message: StaticString =
          """
          luodi: ended abnormally, probably out of memory: a limit is set (ulimit -v). \
          Raise it or use fewer threads. 程序异常结束，可能因内存不足（ulimit -v）：请提高上限或减少线程数。

          """
        unsafe write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(ExitStatus.failure.rawValue)
      }
    }
  }

  /// Ends the program. Under a memory limit OpenBLAS may wait indefinitely in its exit handler, which
  /// is then skipped.
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
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < rlim_t(1) << 60 else {
      return nil
    }
    return limit.rlim_cur
  }

  private static func checkDescriptors() throws {
    let opened = (0..<leastDescriptors).map { _ in unsafe open("/dev/null", O_RDONLY | O_CLOEXEC) }
    for descriptor in opened where descriptor >= 0 { close(descriptor) }
    guard opened.allSatisfy({ $0 >= 0 }) else {
      throw Failure(
        message: BilingualText(
          zh: "可打开的文件数过少（ulimit -n）：还需能打开 \(leastDescriptors) 个。请提高上限。",
          en:
            "too few files can be open (ulimit -n): \(leastDescriptors) more are needed. Raise the "
            + "limit."))
    }
  }
}
