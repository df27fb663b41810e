internal import COpenBLAS

/// Makes every call into OpenBLAS run on the calling thread alone.
///
/// This setting is global to the process, which is why no function here makes it silently:
/// the program, or the engine that owns the threads, calls it once before its first product.
/// It is needed for repeatable bits, since the split of a product over threads changes the
/// order of its sums, and it is faster when the caller's own threads already fill the cores.
/// OpenBLAS's own threads, started as the process was, are left asleep: ending them waits for
/// ever when one is just about to fall asleep (OpenBLAS 0.3.21), and gains nothing.
public func useOneThreadPerCall() {
  openblas_set_num_threads(1)
}

/// The name of the processor family whose kernels OpenBLAS chose, such as "Haswell".
///
/// Products agree bit for bit only between equal core names and OpenBLAS versions, so a report
/// records it. The environment variable `OPENBLAS_CORETYPE` overrides the choice.
public var openBLASCoreName: String {
  guard let name = openblas_get_corename() else { return "unknown" }
  return String(cString: name)
}
