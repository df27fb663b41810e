import InvestmentPipeline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Text in the encodings that spreadsheets save CSV in: UTF-8, UTF-16 with a byte order mark, and
/// GB18030, of which GBK and GB2312 are parts.
enum TextDecoding {
  struct Fault: Error {
    var reason: BilingualText
    var remedy: BilingualText
    /// Counted from 1.
    var line: Int
    var byteOfLine: Int
  }

  static func decode(_ bytes: [UInt8]) -> Result<String, Fault> {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      if let text = String(validating: bytes.dropFirst(3), as: UTF8.self) { return .success(text) }
      return convert(bytes, from: "UTF-8")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return convert(bytes, from: "UTF-16")
    }
    if let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) {
      return .success(text)
    }
    return convert(bytes, from: "GB18030")
  }

  private static func convert(_ bytes: [UInt8], from encoding: String) -> Result<String, Fault> {
    let converter = unsafe iconv_open("UTF-8", encoding)
    guard unsafe converter != iconv_t(bitPattern: -1) else {
      return .failure(
        Fault(
          reason: both("这台机器不会读 \(encoding)。", "This machine cannot read \(encoding)."),
          remedy: both("另存为 UTF-8。", "Save the file as UTF-8."), line: 1, byteOfLine: 1))
    }
    defer { unsafe iconv_close(converter) }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count * 3 / 2)
    var offset = 0
    var input = bytes
    var block = [CChar](repeating: 0, count: 65_536)
    while offset < input.count {
      var failure: Int32 = 0
      let count = input.count
      let (used, made) = unsafe input.withUnsafeMutableBytes { input in
        unsafe block.withUnsafeMutableBufferPointer { block -> (Int, Int) in
          var from: UnsafeMutablePointer<CChar>? =
            unsafe input.baseAddress!.advanced(by: offset).assumingMemoryBound(to: CChar.self)
          var fromLeft = count - offset
          var to: UnsafeMutablePointer<CChar>? = block.baseAddress
          var toLeft = block.count
          _ = unsafe iconv(converter, &from, &fromLeft, &to, &toLeft)
          if fromLeft > 0 { failure = errno }
          return (count - offset - fromLeft, block.count - toLeft)
        }
      }
      unsafe block.withUnsafeBytes { unsafe output.append(contentsOf: $0[..<made]) }
      offset += used
      if offset < input.count, failure != E2BIG { return .failure(fault(bytes, offset, encoding)) }
    }
    return .success(String(decoding: output, as: UTF8.self))
  }

  private static func fault(_ bytes: [UInt8], _ offset: Int, _ encoding: String) -> Fault {
    let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
    let start = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let byte = String(bytes[offset], radix: 16, uppercase: true)
    return Fault(
      reason: both(
        "第 \(line) 行第 \(offset - start + 1) 个字节（0x\(byte)，全文第 \(offset + 1) 个）不是 \(encoding) 字符。",
        "Byte \(offset - start + 1) of line \(line) (0x\(byte), byte \(offset + 1) of the file) is no "
          + "character of \(encoding)."),
      remedy: both(
        "在 Excel 里打开，另存为“CSV UTF-8（逗号分隔）”或 .xlsx；或改掉这个字符。",
        "Open it in Excel and save it as “CSV UTF-8” or .xlsx, or correct that character."),
      line: line, byteOfLine: offset - start + 1)
  }
}
