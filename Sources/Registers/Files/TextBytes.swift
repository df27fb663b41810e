import InvestmentPipeline

/// Tells text from other bytes.
enum TextBytes {
  struct Fault {
    var reason: BilingualText
    var remedy: BilingualText
    var line: Int
    var column: Int
  }

  /// The first byte at which `bytes` are not UTF-8 text without NUL; nil when they are.
  static func fault(in bytes: [UInt8]) -> Fault? {
    let wide =
      bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
    let offset = wide ? 0 : badOffset(in: bytes)
    guard let offset else { return nil }
    let before = bytes[..<offset]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
    let isNUL = bytes[offset] == 0
    return Fault(
      reason: isNUL
        ? both(
          "文件里有空字节（第 \(offset) 字节），不是文本。", "The file is not text: byte \(offset) is NUL.")
        : both(
          "文件不是 UTF-8 文本（第 \(offset) 字节起）。", "The file is not UTF-8 text (from byte \(offset))."),
      remedy: both(
        "另存为 UTF-8：Excel 选“CSV UTF-8（逗号分隔）”；GBK 的文件先转码，如 iconv -f GB18030 -t UTF-8。",
        "Save it as UTF-8: “CSV UTF-8” in Excel; convert GBK with iconv -f GB18030 -t UTF-8."),
      line: line, column: column)
  }

  /// The forbidden characters of a text that is UTF-8, with lines and columns: the first twenty, of
  /// which the last says if there are more.
  static func forbiddenCharacters(in text: String) -> [Fault] {
    guard ForbiddenCharacters.first(in: text) != nil else { return [] }
    var faults: [Fault] = []
    var (line, column, rest) = (1, 1, 0)
    for scalar in text.unicodeScalars {
      if scalar.isForbidden {
        if faults.count < ForbiddenCharacters.greatestReported {
          faults.append(
            Fault(
              reason: ForbiddenCharacters.reason(scalar), remedy: ForbiddenCharacters.remedy,
              line: line, column: column))
        } else {
          rest += 1
        }
      }
      column += 1
      if scalar == "\n" { (line, column) = (line + 1, 1) }
    }
    if rest > 0 {
      let last = faults.count - 1
      faults[last].reason.zh += "后面还有 \(rest) 个。"
      faults[last].reason.en += " There are \(rest) more."
    }
    return faults
  }

  private static func badOffset(in bytes: [UInt8]) -> Int? {
    let nul = bytes.firstIndex(of: 0)
    if nul == nil, String(validating: bytes, as: UTF8.self) != nil { return nil }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar):
        if offset == nul { return offset }
        offset += scalar.count
      case .error: return offset
      case .emptyInput: return nul
      }
    }
  }
}
