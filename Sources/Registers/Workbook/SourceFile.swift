import Foundation
package import InvestmentPipeline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A planner's workbook or CSV file.
package enum SourceFile {
  /// The sheets of the file at `path`, and its fingerprint.
  ///
  /// - Throws: `Problems` with the reason and the remedy if it cannot be read.
  package static func read(_ path: String) throws(Problems) -> (
    sheets: [SourceSheet], input: InputFile
  ) {
    let file = URL(filePath: path).lastPathComponent
    let bytes = try bytes(path, file: file)
    let input = InputFile(name: file, sha256: sha256(bytes))
    try checkKind(bytes, path, file: file)
    if bytes.starts(with: [0x50, 0x4B]) {
      do throws(WorkbookFault) {
        return (try Workbook.read(path, file: file), input)
      } catch {
        throw problem(
          path, error.reason, error.remedy, at: error.part.map { "\(file), \($0)" } ?? file)
      }
    }
    return ([try sheet(bytes, path, file: file)], input)
  }

  private static func problem(
    _ path: String, _ reason: BilingualText, _ remedy: BilingualText, at location: String
  ) -> Problems {
    Problems([
      Problem(path: path, value: path, reason: reason, remedy: remedy, location: location)
    ])
  }

  /// The bytes of a regular file that is not too large.
  private static func bytes(_ path: String, file: String) throws(Problems) -> [UInt8] {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw problem(
        path, both("找不到文件 \(path)。", "There is no file \(path)."),
        both("检查路径。", "Check the path."), at: file)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw problem(
        path, both("\(path) 不是文件。", "\(path) is not a file."),
        both("这里要一个工作簿或 CSV 文件。", "Give a workbook or a CSV file."), at: file)
    }
    guard status.st_size <= FolderFiles.greatestRegisterSize else {
      throw problem(
        path,
        both(
          "\(file) 太大：\(status.st_size) 字节，最多 \(FolderFiles.greatestRegisterSize)。",
          "\(file) is too large: \(status.st_size) bytes of at most \(FolderFiles.greatestRegisterSize)."
        ),
        both("请核对是否选错文件；可以拆成几个。", "Check that it is the right file; it may be split into several."),
        at: file)
    }
    FilesRead.note(path)
    do { return try [UInt8](Data(contentsOf: URL(filePath: path))) } catch {
      throw problem(
        path, both("读不了文件 \(path)。", "The file \(path) cannot be read."),
        both("检查文件的读取权限。", "Check that you may read it."), at: file)
    }
  }

  /// Refuses workbooks of the old format, protected ones and web pages.
  private static func checkKind(_ bytes: [UInt8], _ path: String, file: String) throws(Problems) {
    let saveAs = both(
      "用 Excel 或 WPS 打开，选“另存为 → Excel 工作簿 (*.xlsx)”，再导入那个文件。",
      "Open it in Excel or WPS, choose “Save as → Excel workbook (*.xlsx)”, and import that file.")
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      let isNew = file.lowercased().hasSuffix(".xlsx")
      throw problem(
        path,
        isNew
          ? both(
            "\(file) 加了密码，或其实是旧的 .xls。",
            "\(file) is protected by a password, or is in the old .xls format.")
          : both(
            "\(file) 是旧格式（.xls、.et），不能直接读取。",
            "\(file) is in an old format (.xls, .et) that cannot be read."),
        saveAs, at: file)
    }
    guard !bytes.starts(with: [0x50, 0x4B]) else { return }
    let head = String(decoding: bytes.prefix(400), as: UTF8.self).lowercased()
    if head.contains("<html") || head.contains("<table") || head.contains("<?xml") {
      throw problem(
        path,
        both("\(file) 其实是网页或 XML，不是表格文件。", "\(file) is a web page or XML, not a table."),
        saveAs, at: file)
    }
  }

  /// The sheet of a CSV file.
  private static func sheet(
    _ bytes: [UInt8], _ path: String, file: String
  ) throws(Problems) -> SourceSheet {
    switch TextDecoding.decode(bytes) {
    case .failure(let fault):
      throw problem(
        path, fault.reason, fault.remedy, at: "\(file):\(fault.line), byte \(fault.byteOfLine)")
    case .success(let text):
      let findings = Findings()
      guard
        let rows = CSVRows.read(
          text, file: file, findings: findings, delimiter: CSVRows.delimiter(of: text))
      else { throw Problems(findings.problems) }
      var cellCount = 0
      for row in [rows.header] + rows.rows {
        cellCount += row.fields.count
        guard row.fields.count <= Workbook.greatestColumn, row.line <= Workbook.greatestRow,
          cellCount <= Workbook.greatestCellCount
        else {
          let fault = WorkbookFault.tooLarge(
            both(
              "第 \(row.line) 行：最多 \(Workbook.greatestColumn) 列、\(Workbook.greatestRow) 行、\(Workbook.greatestCellCount) 格",
              "line \(row.line): at most \(Workbook.greatestColumn) columns, \(Workbook.greatestRow) rows and "
                + "\(Workbook.greatestCellCount) cells"))
          throw problem(path, fault.reason, fault.remedy, at: "\(file):\(row.line)")
        }
      }
      return SourceSheet(
        file: file, name: nil,
        rows: ([rows.header] + rows.rows).map { row in
          var cells = row.fields.map { SourceSheet.Cell(text: $0.trimmingBlanks) }
          while cells.last?.text.isEmpty == true { cells.removeLast() }
          return SourceSheet.Row(number: row.line, cells: cells)
        }, merges: [])
    }
  }
}
