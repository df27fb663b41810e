import Foundation
import LinearAlgebra
import Testing

@Suite struct ExponentialTests {
  private struct Case: Decodable {
    var matrix: [[Double]]
    var exponential: [[Double]]
  }

  /// By Tests/Reference/matrix_exponentials.py, in decimal arithmetic of 60 digits.
  private static let cases: [String: Case] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../Reference/matrix_exponentials.json")
    return try! JSONDecoder().decode([String: Case].self, from: Data(contentsOf: file))
  }()

  @Test func `exponentials equal those of decimal arithmetic`() throws {
    #expect(Self.cases.count == 11)
    for (name, reference) in Self.cases {
      let found = try Matrix(rows: reference.matrix).exponential()
      let expected = try Matrix(rows: reference.exponential)
      for (found, expected) in zip(found.elements, expected.elements) {
        #expect(abs(found - expected) <= 1e-13, "\(name): \(found) for \(expected)")
      }
    }
  }

  @Test func `small elements of a generator's exponential are accurate relative to themselves`()
    throws
  {
    for name in ["one month", "a tenth of a month", "phases", "uniform arrivals"] {
      let reference = Self.cases[name]!
      let found = try Matrix(rows: reference.matrix).exponential()
      for (found, expected) in zip(found.elements, reference.exponential.joined())
      where expected > 1e-12 {
        #expect(abs(found / expected - 1) <= 1e-13, "\(name): \(found) for \(expected)")
      }
    }
  }

  @Test func `rows of a generator's exponential add up to 1 whatever the speed`() throws {
    for speed in [1e-6, 0.01, 1, 100, 1e5] {
      let matrix = try Matrix(rows: [[-speed, speed, 0], [0, -2, 2], [0, 0, 0]])
      let found = try matrix.exponential()
      for row in 0..<3 {
        #expect(abs(found.row(row).reduce(0, +) - 1) < 1e-15 * max(100, 8 * speed))
        #expect(found.row(row).allSatisfy { $0 >= 0 })
      }
    }
  }

  @Test func `matrices without an exponential are refused`() throws {
    #expect(
      throws: LinearAlgebraError.shapeMismatch(
        expected: .init(rowCount: 2, columnCount: 2), found: .init(rowCount: 2, columnCount: 3))
    ) { try Matrix(rowCount: 2, columnCount: 3).exponential() }
    var matrix = Matrix.identity(3)
    matrix[1, 2] = .nan
    #expect(throws: LinearAlgebraError.notFinite(row: 1, column: 2)) { try matrix.exponential() }
    #expect(try Matrix(rowCount: 0, columnCount: 0).exponential().elements.isEmpty)
  }
}
