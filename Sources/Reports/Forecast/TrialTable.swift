public import Forecasting
import FoundationEssentials
import InvestmentPipeline
import RandomStreams

/// The values of a run's trials in NumPy's format.
public struct TrialTable {
  let columns: [TrialColumn]
  let forecast: Forecast

  /// A table of `columns` for the trials of `forecast`.
  public init(_ columns: [TrialColumn], of forecast: Forecast) {
    self.columns = columns
    self.forecast = forecast
  }

  /// The header of a `.npy` file, version 1.0: little-endian doubles, trial by trial.
  public var header: [UInt8] {
    var text =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (\(forecast.trials), \(columns.count)), }"
    // The values begin at a multiple of 64.
    while (10 + text.utf8.count + 1) % 64 != 0 { text += " " }
    text += "\n"
    let length = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
      + Array(text.utf8)
  }

  /// The bytes of values in the file.
  public static func bytes(_ values: [Double]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * values.count)
    for value in values {
      unsafe withUnsafeBytes(of: value.bitPattern.littleEndian) {
        unsafe bytes.append(contentsOf: $0)
      }
    }
    return bytes
  }

  /// The columns and the run as JSON.
  public var json: String {
    struct Document: Encodable {
      var formatVersion = 1
      var luodiVersion: String
      var scenario: ScenarioSummary
      var seed: Seed
      var factorPoints: FactorPoints
      var trials: Int
      var columns: [TrialColumn]
    }
    return MachineText.json(
      Document(
        luodiVersion: forecast.luodiVersion, scenario: forecast.scenario, seed: forecast.seed,
        factorPoints: forecast.factorPoints, trials: forecast.trials, columns: columns))
  }
}
