import Foundation
import InvestmentPipeline
import Reports

/// Draws charts with the Python package vl-convert, in one process for all of them.
enum ChartRenderer {
  enum Outcome {
    case drawn
    /// Why not, and what to do about it: there is no renderer.
    case absent(BilingualText)
  }

  /// Writes the specifications of `charts` to `folder`, which is made if need be, and draws them
  /// beside as SVG and, at twice the size, as PNG.
  ///
  /// - Throws: `Failure` where a file cannot be written, no Chinese font is there, or the renderer
  ///   fails; the specifications stay.
  static func write(_ charts: [Chart], to folder: String) throws -> Outcome {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        message: BilingualText(
          zh: "无法建立文件夹 \(folder)。请换一个位置，或检查权限。",
          en: "cannot make the folder \(folder). Choose another place, or check permissions."))
    }
    for chart in charts {
      try OutputFile.write(chart.specification, to: "\(folder)/\(chart.id).vl.json")
    }
    guard let python else { return .absent(remedy) }
    let script = String(decoding: PackageResources.render_charts_py, as: UTF8.self)
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-c", script, folder] + charts.map(\.id)
    let errors = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    do { try process.run() } catch { return .absent(remedy) }
    let talk = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    switch (process.terminationReason, process.terminationStatus) {
    case (.exit, 0): return .drawn
    case (.exit, 10): return .absent(remedy)
    case (.exit, 11):
      throw Failure(
        message: BilingualText(
          zh: "没有中文字体（或没有 fontconfig），图上的中文会成为方框，所以没有画图；"
            + "图表说明（.vl.json）已写入。请安装字体后重试：apt-get install fontconfig fonts-wqy-microhei",
          en:
            "no Chinese font (or no fontconfig): Chinese words would come out as boxes, so nothing "
            + "is drawn; the specifications (.vl.json) are written. Install one and try again: "
            + "apt-get install fontconfig fonts-wqy-microhei"))
    default:
      let reason = talk.split(separator: "\n").last.map(String.init) ?? "–"
      throw Failure(
        message: BilingualText(
          zh: "画图的程序出错：\(reason)。图表说明（.vl.json）已写入。可用 make charts 重装画图环境。",
          en: "the renderer failed: \(reason). The specifications (.vl.json) are written. "
            + "`make charts` sets the renderer up anew."))
    }
  }

  private static let remedy = BilingualText(
    zh: "没有找到画图所需的 Python 包 vl-convert-python。在项目文件夹中运行 make charts，"
      + "或用环境变量 LUODI_PYTHON 指定装有它的 Python。",
    en: "the Python package vl-convert-python is not there. Run `make charts` in the project's "
      + "folder, or name a Python that has it in LUODI_PYTHON.")

  /// LUODI_PYTHON; else that of the virtual environment in the working folder, or of the project
  /// that the program was built in.
  private static var python: String? {
    if let named = Terminal.environment("LUODI_PYTHON") {
      return FileManager.default.isExecutableFile(atPath: named) ? named : nil
    }
    var folders = [URL(filePath: FileManager.default.currentDirectoryPath)]
    var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folder = URL(filePath: path)
    }
    for _ in 0..<5 {
      folder.deleteLastPathComponent()
      folders.append(folder)
    }
    return folders.map { $0.appending(path: ".venv/bin/python").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
