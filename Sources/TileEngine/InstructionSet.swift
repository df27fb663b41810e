import CTileEngine

/// The instruction set with which tiles are computed. Every level gives the same bits.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// Plain Swift: the reference for the other levels, and the level of processors without kernels of
  /// their own.
  case portable
  /// x86-64 with AVX2, FMA and AES: Intel from Haswell, AMD from Zen.
  case avx2
  /// x86-64 with AVX-512, VBMI2 and VAES: Intel from Ice Lake, AMD from Zen 4.
  case avx512

  /// The levels that this processor supports, the fastest last; not empty.
  public static let available: [InstructionSet] = allCases.filter { $0.kernels != nil }

  /// The fastest level of this processor.
  public static let best = available.last!

  /// The kernels of this level; nil if the processor does not support it.
  var kernels: LTKernels? {
    switch self {
    case .portable: .portable
    case .avx2: unsafe lt_kernels_avx2()?.pointee
    case .avx512: unsafe lt_kernels_avx512()?.pointee
    }
  }
}
