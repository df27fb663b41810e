import Foundation
import InvestmentPipeline
import Reports

/// Draws charts with the Python package vl-convert, in one process for all of them.
///
/// The renderer reads specifications from its standard input and writes pictures to its standard
/// output; it neither sees nor touches the user's files. Its Python is named by LUODI_PYTHON or
/// is at a fixed path relative to the program, never in the working folder or on PATH, and is
/// started isolated: no module, no variable and no setting of the working folder reaches it.
enum ChartRenderer {
  enum Outcome {
    /// The SVG of each chart, by id.
    case drawn([String: String])
    /// There is no renderer; the message holds a remedy.
    case absent(BilingualText)
  }

  /// Writes the specifications of `charts` to `folder`, which is created where needed, and renders
  /// them as SVG and, at twice the size, as PNG.
  ///
  /// - Throws: `Failure` where a file cannot be written, no Chinese font is installed, or the
  ///   renderer fails; the specifications are kept.
  static func write(_ charts: [Chart], to folder: String) throws -> Outcome {
    try OutputFile.createFolder(folder)
    for chart in charts {
      try OutputFile.write(chart.specification, to: "\(folder)/\(chart.id).vl.json")
    }
    guard let python else { return .absent(remedy) }
    let (status, output) = try run(python, charts)
    if status == 10 { return .absent(remedy) }
    if status == 11 {
      throw Failure(
        message: BilingualText(
          zh: "没有中文字体（或没有 fontconfig），图中的中文将显示为方框，因此未生成图片；"
            + "图表定义文件（\(folder)/*.vl.json）已写入。请安装字体后重试：apt-get install fontconfig fonts-wqy-microhei",
          en:
            "no Chinese font (or no fontconfig): Chinese text would appear as boxes, so no images "
            + "were rendered; the specifications (\(folder)/*.vl.json) are written. Install one and try "
            + "again: apt-get install fontconfig fonts-wqy-microhei"))
    }
    let answer = try? JSONDecoder().decode(Answer.self, from: output)
    guard status == 0, let pictures = answer?.pictures else {
      let file = answer?.chart.map { "\(folder)/\($0).vl.json" } ?? folder
      let reason = answer?.reason ?? "–"
      throw Failure(
        message: BilingualText(
          zh: "绘图程序出错：\(file)：\(reason)。图表定义文件（.vl.json）已写入。可用 make charts 重装绘图环境。",
          en: "the renderer failed: \(file): \(reason). The specifications (.vl.json) are written. "
            + "`make charts` installs the renderer again."))
    }
    for picture in pictures {
      try OutputFile.write(picture.svg, to: "\(folder)/\(picture.id).svg")
      try OutputFile.write([UInt8](picture.png), to: "\(folder)/\(picture.id).png")
    }
    return .drawn(Dictionary(pictures.map { ($0.id, $0.svg) }) { first, _ in first })
  }

  /// The output of the renderer: images, or the chart that failed and the reason.
  private struct Answer: Decodable {
    struct Picture: Decodable {
      var id: String
      var svg: String
      var png: Data
    }

    var pictures: [Picture]?
    var chart: String?
    var reason: String?
  }

  private struct Question: Encodable {
    var id: String
    var specification: String
  }

  /// The exit code and the output of the renderer.
  ///
  /// - Throws: `Failure` where it cannot be started.
  private static func run(
    _ python: String, _ charts: [Chart]
  ) throws -> (status: Int32, output: Data) {
    let questions = try JSONEncoder().encode(
      charts.map { Question(id: $0.id, specification: $0.specification) })
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [
      "-I", "-c", String(decoding: PackageResources.render_charts_py, as: UTF8.self),
    ]
    process.environment = environment
    process.currentDirectoryURL = URL(filePath: "/")
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch {
      throw Failure(
        message: BilingualText(
          zh: "无法启动绘图程序 \(python)：\(error.localizedDescription)。图表定义文件（.vl.json）已写入。",
          en:
            "cannot start the renderer \(python): \(error.localizedDescription). The specifications "
            + "(.vl.json) are written."))
    }
    // The renderer reads all before it writes; one that ends earlier returns an exit code.
    try? input.fileHandleForWriting.write(contentsOf: questions)
    try? input.fileHandleForWriting.close()
    let answer = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return (process.terminationReason == .exit ? process.terminationStatus : -1, answer)
  }

  /// The variables that fontconfig reads, and none that Python or the loader reads.
  private static var environment: [String: String] {
    var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin"]
    for name in [
      "HOME", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_CACHE_HOME",
      "XDG_CONFIG_HOME", "XDG_DATA_HOME",
    ] {
      environment[name] = Terminal.environment(name)
    }
    return environment
  }

  private static let remedy = BilingualText(
    zh: "未找到绘图所需的 Python 包 vl-convert-python。在项目文件夹中运行 make charts，"
      + "或用环境变量 LUODI_PYTHON 指定装有该包的 Python 的绝对路径。",
    en: "the Python package vl-convert-python was not found. Run `make charts` in the project's "
      + "folder, or set LUODI_PYTHON to the absolute path of a Python that has it.")

  /// LUODI_PYTHON, an absolute path; else that of the project that the program was built in,
  /// `PROJECT/.venv` beside `PROJECT/.build`, or of an installation, `libexec/luodi` beside `bin`.
  private static var python: String? {
    if let named = Terminal.environment("LUODI_PYTHON"), !named.isEmpty {
      return named.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: named)
        ? named : nil
    }
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
    let folder = program.deletingLastPathComponent()
    let parts = program.pathComponents
    let path =
      if let build = parts.lastIndex(of: ".build") {
        parts[1..<build].reduce(URL(filePath: "/")) { $0.appending(path: $1) }
          .appending(path: ".venv/bin/python")
      } else {
        folder.deletingLastPathComponent().appending(path: "libexec/luodi/bin/python")
      }
    return FileManager.default.isExecutableFile(atPath: path.path) ? path.path : nil
  }
}
