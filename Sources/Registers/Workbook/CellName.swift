/// Names of cells and columns: `F12`, column 5. See also `CellReference`.
enum CellName {
  /// The column of `F12` or `F`, from 0; nil beyond Excel's 16,384.
  static func columnNumber(_ reference: some StringProtocol) -> Int? {
    var number = 0
    var isEmpty = true
    for byte in reference.utf8 {
      let letter = byte & 0xDF
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) else {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        break
      }
      number = number * 26 + Int(letter - UInt8(ascii: "A")) + 1
      isEmpty = false
      guard number <= Workbook.greatestColumn else { return nil }
    }
    return isEmpty ? nil : number - 1
  }

  /// `A1:C2`; nil for what is none, or lies beyond Excel's grid.
  static func range(_ reference: String) -> SourceSheet.Range? {
    let ends = reference.split(separator: ":")
    guard let first = ends.first, let last = ends.last, ends.count <= 2,
      let left = columnNumber(first), let right = columnNumber(last),
      let top = Int(first.drop { !$0.isNumber }), let bottom = Int(last.drop { !$0.isNumber }),
      left <= right, 1 <= top, top <= bottom, bottom <= Workbook.greatestRow
    else { return nil }
    return SourceSheet.Range(rows: top...bottom, columns: left...right)
  }
}
