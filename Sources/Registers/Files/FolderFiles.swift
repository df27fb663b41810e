package import InvestmentPipeline

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files of one city folder: read once, checked to be UTF-8 text, fingerprinted.
package final class FolderFiles {
  /// Greatest sizes in bytes: far above any true file, below what would choke the machine.
  package static let greatestRegisterSize = 200_000_000
  package static let greatestYAMLSize = 10_000_000

  package struct TextFile: Sendable {
    package var text: String
    package var input: InputFile
  }

  package let root: String
  private var cache: [String: Result<TextFile, Problems>] = [:]
  private let findings: Findings
  private let shared: InputCache

  package init(root: String, findings: Findings, cache: InputCache = InputCache()) {
    shared = cache
    self.root = root
    self.findings = findings
  }

  /// The text of the file `name`, without a byte order mark; nil when it cannot be had, which
  /// is reported once. `reference` is where a file names it, for the report.
  package func text(_ name: String, referredAt reference: SourceLocation? = nil) -> TextFile? {
    if let known = cache[name] { return try? known.get() }
    if let file = shared.file("\(root)/\(name)") { return file }
    let result = read(name, reference)
    cache[name] = result
    switch result {
    case .success(let file):
      shared.add(file, at: "\(root)/\(name)")
      return file
    case .failure(let problems):
      problems.all.forEach(findings.add)
      return nil
    }
  }

  /// Whether there is anything of that name, be it a link that leads nowhere.
  package func has(_ name: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: "\(root)/\(name)")) != nil
  }

  /// The file's bytes, in whatever encoding; nil when they cannot be had, which is reported.
  package func bytes(_ name: String) -> [UInt8]? {
    switch readBytes(name, nil) {
    case .success(let bytes): return bytes
    case .failure(let problems):
      problems.all.forEach(findings.add)
      return nil
    }
  }

  private func read(_ name: String, _ reference: SourceLocation?) -> Result<TextFile, Problems> {
    readBytes(name, reference).flatMap { bytes in
      if let fault = TextBytes.fault(in: bytes) {
        return .failure(
          Problems([
            Problem(
              path: name, value: name, reason: fault.reason, remedy: fault.remedy,
              location: "\(name):\(fault.line):\(fault.column)")
          ]))
      }
      let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
      let content = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
      let text = String(decoding: content, as: UTF8.self)
      let forbidden = TextBytes.forbiddenCharacters(in: text)
      guard forbidden.isEmpty else {
        return .failure(
          Problems(
            forbidden.map {
              Problem(
                path: name, reason: $0.reason, remedy: $0.remedy,
                location: "\(name):\($0.line):\($0.column)")
            }))
      }
      return .success(
        TextFile(text: text, input: InputFile(name: name, sha256: sha256(bytes))))
    }
  }

  private func readBytes(
    _ name: String, _ reference: SourceLocation?
  ) -> Result<[UInt8], Problems> {
    func failure(_ reason: BilingualText, _ remedy: BilingualText) -> Result<[UInt8], Problems> {
      let location = reference.map { "\($0)" } ?? name
      return .failure(
        Problems([
          Problem(path: name, value: name, reason: reason, remedy: remedy, location: location)
        ]))
    }
    let path = "\(root)/\(name)"
    if let reason = escape(name, path) {
      return failure(
        reason,
        both("把文件放进城市的文件夹，只写文件名。", "Put the file into the city's folder and write its name alone."))
    }
    let manager = FileManager.default
    guard let attributes = try? manager.attributesOfItem(atPath: resolved(path)) else {
      let names = (try? manager.contentsOfDirectory(atPath: root))?.sorted() ?? []
      let near = nearestName(to: name, among: names)
      return failure(
        both("找不到文件 \(name)。", "There is no file \(name)."),
        both(
          (near.map { "是不是 \($0)？" } ?? "") + "它要在文件夹 \(root) 里。",
          (near.map { "Did you mean \($0)? " } ?? "") + "It belongs into the folder \(root)."))
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      return failure(
        both("\(name) 不是文件。", "\(name) is not a file."),
        both("这里要一个普通文件，不是文件夹。", "An ordinary file is wanted, not a folder."))
    }
    let size =
      (attributes[.size] as? UInt64).map(Int.init(clamping:)) ?? attributes[.size] as? Int ?? 0
    let limit =
      name.hasSuffix(".csv")
      ? FolderFiles.greatestRegisterSize : FolderFiles.greatestYAMLSize
    guard size <= limit else {
      return failure(
        both(
          "\(name) 太大：\(size) 字节，最多 \(limit)。",
          "\(name) is too large: \(size) bytes of at most \(limit)."),
        both("请核对是否选错文件；项目库可以拆成几个。", "Is it the right file? A register may be split into several.")
      )
    }
    FilesRead.note(path)
    do {
      return .success(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    } catch {
      return failure(
        both("读不了文件 \(name)。", "The file \(name) cannot be read."),
        both("检查文件的读取权限。", "Check that you may read it."))
    }
  }

  /// Why `name` would lead out of the folder; nil when it does not.
  private func escape(_ name: String, _ path: String) -> BilingualText? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    if name.hasPrefix("/") || name.contains("\\") || name.contains("\0") || parts.contains("..") {
      return both("文件名“\(name)”指到了文件夹外面。", "The name “\(name)” leads out of the folder.")
    }
    let folder = resolved(root)
    let target = resolved(path)
    if target != folder, !target.hasPrefix(folder == "/" ? folder : "\(folder)/") {
      return both("“\(name)”是指到文件夹外面的链接。", "“\(name)” is a link that leads out of the folder.")
    }
    return nil
  }

  private func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }
}
