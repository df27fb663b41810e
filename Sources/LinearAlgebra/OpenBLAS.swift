internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#endif

/// Restricts every call into OpenBLAS to the calling thread.
///
/// The setting is global to the process, so no function of this module changes it implicitly: the
/// program, or the engine that owns the threads, calls it once before its first product. Repeatable
/// bits need it, since dividing a product among threads changes the order of its sums, and it is
/// faster when the caller's own threads already use all cores. OpenBLAS's own threads, which start
/// with the process, keep sleeping: ending them can deadlock while one is going to sleep (OpenBLAS
/// 0.3.21) and gains nothing. Cost: one call.
public func useOneThreadPerCall() {
  openblas_set_num_threads(1)
}

/// Leaves OpenBLAS's own threads only what the calling thread's processor has to spare.
///
/// They start with the process and look for work for a tenth of a second before they sleep, on processors that the
/// first trials of a short run need: it takes up to twice as long. A program calls this at its beginning, while it
/// has no threads of its own, since all others of the process are concerned. Without effect on results, and on
/// systems other than Linux. Cost: some 30 µs.
public func yieldOpenBLASThreads() {
  #if canImport(Glibc)
    guard let folder = unsafe opendir("/proc/self/task") else { return }
    defer { unsafe closedir(folder) }
    let processor = max(0, Int(sched_getcpu()))
    var processors = [UInt64](repeating: 0, count: processor / 64 + 1)
    processors[processor / 64] = 1 << UInt64(processor % 64)
    var parameters = sched_param()
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      guard let thread = pid_t(name), thread != getpid() else { continue }
      // Idle scheduling alone would still make the processor look busy where new threads are placed.
      _ = unsafe sched_setaffinity(thread, UInt(8 * processors.count), processors)
      // SCHED_IDLE, which Glibc's module does not name.
      _ = unsafe sched_setscheduler(thread, 5, &parameters)
    }
  #endif
}

/// The name of the processor family whose kernels OpenBLAS selected, such as "Haswell".
///
/// Products agree bit for bit only between equal core names and OpenBLAS versions, so a report
/// records it. The environment variable `OPENBLAS_CORETYPE` overrides the selection.
public var openBLASCoreName: String {
  guard let name = unsafe openblas_get_corename() else { return "unknown" }
  return unsafe String(cString: name)
}
