/// `text` with control characters written out, such as `\u{1B}` for escape: they could move a
/// terminal's cursor, change what is read there, or make a page or a workbook malformed.
///
/// Control characters, marks of direction, separators of lines and noncharacters are written out;
/// line breaks (`\n`, `\r\n`) stay. Text without any is returned as it is.
///
/// - Parameters:
///   - kept: which stay.
///   - keepingMarks: whether the program's own marks of headings stay.
package func visible(
  _ text: String, keeping kept: Set<Unicode.Scalar> = ["\n"], keepingMarks: Bool = false
) -> String {
  guard text.unicodeScalars.contains(where: { isControl($0) && !kept.contains($0) }) else {
    return text
  }
  var result = String.UnicodeScalarView()
  var rest = text.unicodeScalars[...]
  while let scalar = rest.first {
    if keepingMarks,
      let mark = ["\u{1B}[1m", "\u{1B}[0m"].first(where: { rest.starts(with: $0.unicodeScalars) })
    {
      result.append(contentsOf: mark.unicodeScalars)
      rest = rest.dropFirst(mark.unicodeScalars.count)
      continue
    }
    rest.removeFirst()
    if !isControl(scalar) || kept.contains(scalar) || (scalar == "\r" && rest.first == "\n") {
      result.append(scalar)
    } else {
      result.append(
        contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    }
  }
  return String(result)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20...0x7E, 0xA0...0x61B: false
  case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069,
    0xFDD0...0xFDEF:
    true
  default: scalar.value & 0xFFFE == 0xFFFE
  }
}
