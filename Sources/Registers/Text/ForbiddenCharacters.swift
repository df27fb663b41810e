package import InvestmentPipeline

/// Characters that are refused in texts: those that move a terminal's cursor, change the writing
/// direction, break lines invisibly, and noncharacters.
extension Unicode.Scalar {
  /// Controls but tab, line feed and carriage return (C0, DEL, C1), line and paragraph separators,
  /// embeddings and isolates of writing direction, and Unicode's noncharacters.
  package var isForbidden: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D: false
    case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: true
    default: value & 0xFFFE == 0xFFFE
    }
  }

  /// `U+001B`.
  package var codePoint: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

package enum ForbiddenCharacters {
  /// Faults told of one file; the last of them says that there are more.
  package static let greatestReported = 20

  package static func first(in text: String) -> Unicode.Scalar? {
    // Most texts are plain, which their bytes show at little cost.
    let isSuspect = text.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 >= 0xC2 && $0 <= 0xF4 }
    return isSuspect ? text.unicodeScalars.first(where: \.isForbidden) : nil
  }

  package static func reason(_ scalar: Unicode.Scalar) -> BilingualText {
    both(
      "含有不可见的控制字符 \(scalar.codePoint)。",
      "It contains the invisible control character \(scalar.codePoint).")
  }

  package static let remedy = both(
    "删掉这个字符：把这一段文字重新键入，或从原文件里另存为纯文本。",
    "Delete it: retype the text, or paste it again as plain text.")
}

extension [SourceSheet] {
  /// The cells that hold forbidden characters: the first twenty, of which the last says if there are
  /// more.
  package var forbiddenCharacters: [Problem] {
    var found: [Problem] = []
    var rest = 0
    for sheet in self {
      func look(_ text: String, row: Int?, column: Int?) {
        guard let scalar = ForbiddenCharacters.first(in: text) else { return }
        guard found.count < ForbiddenCharacters.greatestReported else {
          rest += 1
          return
        }
        found.append(
          CellProblem(
            CellReference(file: sheet.file, sheet: sheet.name, row: row, column: column),
            value: nil,
            reason: ForbiddenCharacters.reason(scalar), remedy: ForbiddenCharacters.remedy
          ).problem)
      }
      look(sheet.name ?? "", row: nil, column: nil)
      for row in sheet.rows {
        for (column, cell) in row.cells.enumerated() {
          look(cell.text, row: row.number, column: column)
        }
      }
    }
    if rest > 0 {
      found[found.count - 1].reason.zh += "还有 \(rest) 个单元格也有。"
      found[found.count - 1].reason.en += " There are \(rest) more such cells."
    }
    return found
  }
}
