import Foundation
import InvestmentPipeline

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Walks through a part of a workbook, element by element, without holding it.
///
/// Names are told without their namespace prefix. Workbooks have no document type: one that has is
/// refused before anything in it is looked at, so that entities have no say.
final class XMLPart: NSObject, XMLParserDelegate {
  /// An element begins: its name and attributes.
  var onStart: (Substring, [String: String]) throws(WorkbookFault) -> Void = { _, _ in }
  /// An element ends: its name, and the text right within it since it or a child of it began.
  var onEnd: (Substring, String) throws(WorkbookFault) -> Void = { _, _ in }
  /// Elements within one another.
  static let greatestDepth = 64
  /// Characters of one text.
  static let greatestTextLength = 1_000_000

  private let name: String
  private var text = ""
  private var depth = 0
  private var fault: WorkbookFault?

  private init(_ name: String) { self.name = name }

  /// - Parameter set: names what is to be called.
  static func walk(_ part: ZipArchive.Part, _ set: (XMLPart) -> Void) throws(WorkbookFault) {
    let walker = XMLPart(part.name)
    set(walker)
    let stream = PartStream(part)
    let parser = XMLParser(stream: stream)
    parser.delegate = walker
    parser.shouldProcessNamespaces = false
    parser.shouldResolveExternalEntities = false
    let isWhole = parser.parse()
    if let fault = walker.fault ?? stream.fault { throw fault }
    guard isWhole else {
      throw WorkbookFault(
        both(
          "“\(part.name)”的 XML 有错（第 \(parser.lineNumber) 行）。",
          "The XML of “\(part.name)” is broken (line \(parser.lineNumber))."), part: part.name)
    }
  }

  private func run(_ parser: XMLParser, _ body: () throws(WorkbookFault) -> Void) {
    guard fault == nil else { return }
    do throws(WorkbookFault) { try body() } catch {
      fault = error
      parser.abortParsing()
    }
  }

  private static func local(_ name: String) -> Substring {
    if let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) {
      return name[name.index(after: colon)...]
    }
    return name[...]
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    run(parser) { () throws(WorkbookFault) in
      depth += 1
      guard depth <= Self.greatestDepth else {
        throw .tooLarge(both("XML 嵌套过深", "its XML is nested too deeply"), part: name)
      }
      text.removeAll(keepingCapacity: true)
      try onStart(Self.local(element), attributes)
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    run(parser) { () throws(WorkbookFault) in
      depth -= 1
      try onEnd(Self.local(element), text)
      text.removeAll(keepingCapacity: true)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    run(parser) { () throws(WorkbookFault) in
      text += string
      guard text.utf8.count <= Self.greatestTextLength else {
        throw .tooLarge(both("一个单元格的文字过长", "the text of a cell is too long"), part: name)
      }
    }
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    self.parser(parser, foundCharacters: String(decoding: block, as: UTF8.self))
  }
}

/// A part as the stream that the parser reads.
private final class PartStream: InputStream {
  private(set) var fault: WorkbookFault?
  private let part: ZipArchive.Part
  private var isAtEnd = false
  private var isFirst = true
  /// The last bytes read: what is looked for may lie across two reads.
  private var tail: [UInt8] = []

  init(_ part: ZipArchive.Part) {
    self.part = part
    super.init(data: Data())
  }

  override func open() {}
  override func close() {}
  override var hasBytesAvailable: Bool { !isAtEnd }
  override var streamStatus: Stream.Status { isAtEnd ? .atEnd : .open }
  override var streamError: (any Error)? { fault }

  override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength: Int) -> Int {
    guard fault == nil, !isAtEnd else { return fault == nil ? 0 : -1 }
    do throws(WorkbookFault) {
      let count = try part.read(
        into: UnsafeMutableRawBufferPointer(start: buffer, count: maxLength))
      try look(UnsafeBufferPointer(start: buffer, count: count))
      if count == 0 { isAtEnd = true }
      return count
    } catch {
      fault = error
      isAtEnd = true
      return -1
    }
  }

  private func look(_ bytes: UnsafeBufferPointer<UInt8>) throws(WorkbookFault) {
    if isFirst, bytes.count >= 2 {
      isFirst = false
      let start = (bytes[0], bytes[1])
      if start == (0xFF, 0xFE) || start == (0xFE, 0xFF) || start.0 == 0 || start.1 == 0 {
        throw WorkbookFault(
          both("“\(part.name)”不是 UTF-8。", "“\(part.name)” is not UTF-8."), part: part.name)
      }
    }
    // A tag that begins with an exclamation mark is a comment, CDATA, or what is refused.
    var window = tail
    window.append(contentsOf: bytes)
    let pattern: [UInt8] = Array("<!DOCTYPE".utf8)
    let end = window.count - pattern.count
    var index = 0
    while index <= end {
      if window[index] == pattern[0], window[index + 1] == pattern[1],
        (2..<pattern.count).allSatisfy({ window[index + $0] & 0xDF == pattern[$0] })
      {
        throw WorkbookFault(
          both(
            "“\(part.name)”带有 DOCTYPE 声明，工作簿里不该有（可能是 XML 炸弹）。",
            "“\(part.name)” declares a document type, which no workbook has (an XML bomb?)."),
          both("不要打开它，向发件人核实。", "Do not open it; ask whoever sent it."), part: part.name)
      }
      index += 1
    }
    tail = Array(window.suffix(pattern.count - 1))
  }
}
