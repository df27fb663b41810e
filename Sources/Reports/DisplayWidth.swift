/// Widths on a terminal, where Chinese characters take two columns.
package enum DisplayWidth {
  /// The columns that `text` takes.
  package static func of(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// The columns that `character` takes.
  static func of(_ character: Character) -> Int {
    character.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// `text` filled with blanks up to `width` columns.
  static func padded(_ text: String, to width: Int, alignment: Table.Alignment) -> String {
    let blanks = String(repeating: " ", count: max(0, width - of(text)))
    return alignment == .leading ? text + blanks : blanks + text
  }

  /// East Asian wide and full-width ranges of Unicode's EastAsianWidth.txt; combining marks, joiners
  /// and the medial and final letters of a Korean syllable take none.
  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20...0x2FF: 1
    case 0x0300...0x036F, 0x1160...0x11FF, 0x200B...0x200F, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: 0
      default: 1
      }
    }
  }
}
