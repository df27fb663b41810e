import CExpat
import InvestmentPipeline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A streaming reader of the XML of a workbook's part.
///
/// Names are reported without their namespace prefix. Workbooks have no document type: a part with one
/// is refused at the declaration, so that no entity is expanded. expat itself decodes the bytes, as
/// UTF-8 or UTF-16 only, so that no encoding hides a document type.
@safe final class XMLPart {
  /// Called at the start of an element with its name and attributes.
  var onStart: (String, Attributes) throws(WorkbookFault) -> Void = { _, _ in }
  /// Called at the end of an element with its name and its own text since the start of it or of its last child.
  var onEnd: (String, String) throws(WorkbookFault) -> Void = { _, _ in }
  /// The greatest depth of nested elements.
  static let greatestDepth = 64
  /// Bytes of one text, and of one tag or comment: Excel's longest text has 32,767 letters.
  static let greatestTextLength = 131_072
  private static let blockSize = 65_536

  /// The attributes of an element, valid during `onStart`.
  @safe struct Attributes {
    fileprivate let list: UnsafeMutablePointer<UnsafePointer<CChar>?>

    /// The value of the attribute of that name, which has no prefix.
    subscript(name: StaticString) -> String? {
      unsafe first { unsafe strcmp($0, name.utf8Start) == 0 }
    }

    /// The value of the attribute of that name, whatever its prefix.
    func anyPrefix(_ name: StaticString) -> String? {
      unsafe first { unsafe strcmp(localName($0), name.utf8Start) == 0 }
    }

    private func first(_ isWanted: (UnsafePointer<CChar>) -> Bool) -> String? {
      var index = 0
      while let name = unsafe list[index], let value = unsafe list[index + 1] {
        if unsafe isWanted(name) { return unsafe String(cString: value) }
        index += 2
      }
      return nil
    }
  }

  private let part: ZipArchive.Part
  private let parser: XML_Parser
  private var text: [UInt8] = []
  private var depth = 0
  /// Bytes handed over since the last element, text or comment: a tag that never ends.
  private var pending = 0
  private var fault: WorkbookFault?

  private var name: String { part.name }

  private init(_ part: ZipArchive.Part, _ parser: XML_Parser) {
    self.part = part
    unsafe self.parser = unsafe parser
  }

  /// - Parameter set: names what is to be called.
  static func walk(_ part: ZipArchive.Part, _ set: (XMLPart) -> Void) throws(WorkbookFault) {
    guard let parser = unsafe XML_ParserCreate(nil) else {
      throw .tooLarge(both("内存不足", "no memory"))
    }
    defer { unsafe XML_ParserFree(parser) }
    let walker = unsafe XMLPart(part, parser)
    set(walker)
    // expat calls back within `parse` alone, while the walker lives.
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(walker).toOpaque())
    unsafe setHandlers(parser)
    try walker.parse()
    withExtendedLifetime(walker) {}
  }

  private func parse() throws(WorkbookFault) {
    while true {
      guard let buffer = unsafe XML_GetBuffer(parser, Int32(Self.blockSize)) else {
        throw .tooLarge(both("内存不足", "no memory"), part: name)
      }
      let count = unsafe try part.read(
        into: UnsafeMutableRawBufferPointer(start: buffer, count: Self.blockSize))
      pending += count
      let status = unsafe XML_ParseBuffer(parser, Int32(count), count == 0 ? 1 : 0)
      if let fault { throw fault }
      guard status == XML_STATUS_OK else {
        let line = unsafe XML_GetCurrentLineNumber(parser)
        let reason =
          unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) } ?? ""
        throw WorkbookFault(
          both(
            "“\(name)”的 XML 有错（第 \(line) 行，\(reason)）。",
            "The XML of “\(name)” is broken (line \(line), \(reason))."), part: name)
      }
      guard pending <= Self.blockSize + Self.greatestTextLength else {
        throw .tooLarge(both("一个标签过长", "a tag is too long"), part: name)
      }
      if count == 0 { return }
    }
  }

  private func run(_ body: () throws(WorkbookFault) -> Void) {
    // A stopped parser still reports the end of an empty element.
    guard fault == nil else { return }
    pending = 0
    do throws(WorkbookFault) { try body() } catch {
      fault = error
      unsafe XML_StopParser(parser, 0)
    }
  }

  private func start(
    _ element: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>
  ) {
    run { () throws(WorkbookFault) in
      depth += 1
      try part.countElement()
      guard depth <= Self.greatestDepth else {
        throw .tooLarge(both("XML 嵌套过深", "its XML is nested too deeply"), part: name)
      }
      text.removeAll(keepingCapacity: true)
      unsafe try onStart(String(cString: localName(element)), Attributes(list: attributes))
    }
  }

  private func end(_ element: UnsafePointer<CChar>) {
    run { () throws(WorkbookFault) in
      depth -= 1
      unsafe try onEnd(String(cString: localName(element)), String(decoding: text, as: UTF8.self))
      text.removeAll(keepingCapacity: true)
    }
  }

  private func add(_ characters: UnsafePointer<CChar>, _ count: Int) {
    run { () throws(WorkbookFault) in
      unsafe text.append(
        contentsOf: UnsafeRawBufferPointer(start: characters, count: count))
      guard text.count <= Self.greatestTextLength else {
        throw .tooLarge(both("一个单元格的文字过长", "the text of a cell is too long"), part: name)
      }
    }
  }

  private func declare(encoding: UnsafePointer<CChar>?) {
    guard let encoding = unsafe encoding.map({ unsafe String(cString: $0) }),
      !["utf-8", "utf-16"].contains(encoding.lowercased())
    else { return }
    run { () throws(WorkbookFault) in
      throw WorkbookFault(
        both(
          "“\(name)”的编码是 \(encoding)，不是 UTF-8。",
          "The encoding of “\(name)” is \(encoding), not UTF-8."), part: name)
    }
  }

  private func refuseDocumentType() {
    run { () throws(WorkbookFault) in
      throw WorkbookFault(
        both(
          "“\(name)”带有 DOCTYPE 声明，工作簿里不该有（可能是 XML 炸弹）。",
          "“\(name)” declares a document type, which workbooks do not have (possibly an XML bomb)."),
        both("不要打开它，向发件人核实。", "Do not open it; verify the file with its sender."), part: name)
    }
  }

  private static func setHandlers(_ parser: XML_Parser) {
    unsafe XML_SetElementHandler(
      parser,
      { walker, element, attributes in
        guard let element = unsafe element, let attributes = unsafe attributes else { return }
        unsafe XMLPart.of(walker).start(element, attributes)
      },
      { walker, element in
        if let element = unsafe element { unsafe XMLPart.of(walker).end(element) }
      })
    unsafe XML_SetCharacterDataHandler(parser) { walker, characters, count in
      if let characters = unsafe characters {
        unsafe XMLPart.of(walker).add(characters, Int(count))
      }
    }
    unsafe XML_SetCommentHandler(parser) { walker, _ in unsafe XMLPart.of(walker).run {} }
    unsafe XML_SetXmlDeclHandler(parser) { walker, _, encoding, _ in
      unsafe XMLPart.of(walker).declare(encoding: encoding)
    }
    unsafe XML_SetStartDoctypeDeclHandler(parser) { walker, _, _, _, _ in
      unsafe XMLPart.of(walker).refuseDocumentType()
    }
  }

  private static func of(_ walker: UnsafeMutableRawPointer?) -> XMLPart {
    unsafe Unmanaged<XMLPart>.fromOpaque(walker!).takeUnretainedValue()
  }
}

/// The name without its namespace prefix.
private func localName(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
  unsafe strrchr(name, Int32(UInt8(ascii: ":"))).map { unsafe UnsafePointer($0) + 1 } ?? name
}
