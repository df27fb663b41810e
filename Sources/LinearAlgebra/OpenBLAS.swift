internal import COpenBLAS

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

/// The name of the processor family whose kernels OpenBLAS selected, such as "Haswell".
///
/// Products agree bit for bit only between equal core names and OpenBLAS versions, so a report
/// records it. The environment variable `OPENBLAS_CORETYPE` overrides the selection.
public var openBLASCoreName: String {
  guard let name = unsafe openblas_get_corename() else { return "unknown" }
  return unsafe String(cString: name)
}
