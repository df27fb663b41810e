import Foundation

/// The columns of a workload folder, as `workload.py` writes them.
struct Columns {
  let probability: [Double]
  /// 10th and 90th percentile of the amount, in whole 万元.
  let low: [Int64]
  let high: [Int64]
  let district: [Int32]
  let chain: [Int32]
  let manufacturing: [Int32]
  /// In 亿元.
  let thresholds: [Double]
  /// City, district, chain.
  let loadings: [Double]

  init(folder: URL) throws {
    probability = try Self.read("probability.f64", in: folder)
    low = try Self.read("low.i64", in: folder)
    high = try Self.read("high.i64", in: folder)
    district = try Self.read("district.i32", in: folder)
    chain = try Self.read("chain.i32", in: folder)
    manufacturing = try Self.read("manufacturing.i32", in: folder)
    thresholds = try Self.read("thresholds.f64", in: folder)
    loadings = try Self.read("loadings.f64", in: folder)
  }

  /// The files are little-endian, as is every machine Luodi runs on.
  private static func read<Value: BitwiseCopyable>(_ name: String, in folder: URL) throws -> [Value]
  {
    let data = try Data(contentsOf: folder.appending(path: name))
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Value>.size).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Value>.size, as: Value.self)
      }
    }
  }
}
