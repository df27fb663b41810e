import CZip
import InvestmentPipeline

/// A zip archive, read part by part and never unpacked to disk.
///
/// Decompressed bytes are counted as they are read, whatever sizes the archive states.
@safe final class ZipArchive {
  static let greatestPartCount: Int64 = 10_000
  /// Bytes of all parts together.
  static let greatestSize = 1_500_000_000
  /// The greatest compression ratio of a part above 16 MB; sheets compress ten- to fortyfold.
  static let greatestRatio = 300
  /// Elements of XML in all parts together.
  static let greatestElementCount = 20_000_000

  private let archive: OpaquePointer
  private var indices: [String: UInt64] = [:]
  private var bytesRead = 0
  private var elementCount = 0

  init(_ path: String) throws(WorkbookFault) {
    var code: Int32 = 0
    guard let archive = unsafe zip_open(path, ZIP_RDONLY, &code) else {
      throw WorkbookFault(
        both("文件损坏或不完整，不是完整的 .xlsx。", "The file is damaged or cut short: it is no whole .xlsx."))
    }
    unsafe self.archive = unsafe archive
    let count = unsafe zip_get_num_entries(archive, 0)
    guard count <= Self.greatestPartCount else {
      throw .tooLarge(both("里面有 \(count) 个文件", "it has \(count) parts"))
    }
    for index in 0..<UInt64(max(0, count)) {
      guard let name = unsafe zip_get_name(archive, index, 0).map({ unsafe String(cString: $0) })
      else {
        continue
      }
      let steps = name.split(separator: "/", omittingEmptySubsequences: false)
      guard !name.hasPrefix("/"), !name.contains("\\"), !steps.contains("..") else {
        throw WorkbookFault(
          both("压缩包里的路径“\(name)”指到了外面。", "The archive's path “\(name)” leads out of it."),
          both(
            "这个文件不是正常的工作簿，请不要打开，向发件人核实。",
            "A regular workbook has none; verify the file with its sender."))
      }
      guard indices.updateValue(index, forKey: name.lowercased()) == nil else {
        throw WorkbookFault(
          both("压缩包里有两个“\(name)”。", "The archive holds “\(name)” twice."))
      }
    }
  }

  deinit { unsafe zip_discard(archive) }

  func has(_ name: String) -> Bool { indices[name.lowercased()] != nil }

  /// The part of this name, positioned at its beginning; nil if there is none.
  func part(_ name: String) throws(WorkbookFault) -> Part? {
    guard let index = indices[name.lowercased()] else { return nil }
    var status = unsafe zip_stat_t()
    unsafe zip_stat_init(&status)
    guard unsafe zip_stat_index(archive, index, 0, &status) == 0 else { return nil }
    if unsafe status.encryption_method != UInt16(ZIP_EM_NONE) {
      throw WorkbookFault(
        both("工作簿加了密码。", "The workbook is protected by a password."),
        both("在 Excel 里去掉密码后另存一份。", "Save a copy without the password."))
    }
    guard let file = unsafe zip_fopen_index(archive, index, 0) else {
      throw WorkbookFault(
        both("压缩包里的“\(name)”打不开。", "The archive's “\(name)” cannot be opened."), part: name)
    }
    return unsafe Part(self, file, name: name, packedSize: Int(clamping: status.comp_size))
  }

  /// A part that is read sequentially.
  @safe final class Part {
    let name: String
    private let archive: ZipArchive
    private let file: OpaquePointer
    private let packedSize: Int
    private var count = 0

    fileprivate init(_ archive: ZipArchive, _ file: OpaquePointer, name: String, packedSize: Int) {
      self.archive = archive
      unsafe self.file = unsafe file
      self.name = name
      self.packedSize = packedSize
    }

    deinit { unsafe zip_fclose(file) }

    /// Counts an element of the part's XML.
    func countElement() throws(WorkbookFault) {
      archive.elementCount += 1
      guard archive.elementCount <= ZipArchive.greatestElementCount else {
        throw .tooLarge(
          both(
            "XML 元素超过 \(ZipArchive.greatestElementCount) 个",
            "more than \(ZipArchive.greatestElementCount) elements"), part: name)
      }
    }

    /// Fills the buffer as far as possible; returns 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(WorkbookFault) -> Int {
      let got = unsafe zip_fread(file, buffer.baseAddress, UInt64(buffer.count))
      guard got >= 0 else {
        throw WorkbookFault(
          both("压缩包里的“\(name)”损坏了。", "The archive's “\(name)” is damaged."), part: name)
      }
      count += Int(got)
      archive.bytesRead += Int(got)
      if count > 16_000_000, count / max(1, packedSize) > ZipArchive.greatestRatio {
        throw WorkbookFault(
          both(
            "“\(name)”解压后膨胀超过 \(ZipArchive.greatestRatio) 倍，像是压缩炸弹。",
            "“\(name)” expands more than \(ZipArchive.greatestRatio)-fold: it looks like a zip bomb."
          ),
          both("不要打开它，向发件人核实。", "Do not open it; verify the file with its sender."), part: name)
      }
      if archive.bytesRead > ZipArchive.greatestSize {
        throw .tooLarge(
          both(
            "解压后超过 \(ZipArchive.greatestSize / 1_000_000) MB",
            "more than \(ZipArchive.greatestSize / 1_000_000) MB unpacked"), part: name)
      }
      return Int(got)
    }
  }
}
