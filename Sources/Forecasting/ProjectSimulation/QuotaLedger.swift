import TileEngine

/// The remaining quotas of land and energy in a trial.
struct QuotaLedger: ~Copyable {
  private let districtCount: Int
  /// The remainders by resource and district, `.max` without a limit; then those of the pools; then
  /// the use of both, by resource and district.
  private let amounts: ScratchBuffer<Int64>

  /// The quotas at the as-of date; nil sets no limits.
  init(_ admission: AdmissionPlan?, districtCount: Int) {
    self.districtCount = districtCount
    let unlimited = [Int64](repeating: .max, count: districtCount)
    let quotas = QuotaResource.allCases.map { admission?.quota(of: $0) }
    amounts = ScratchBuffer(
      copying: quotas.flatMap { $0?.left ?? unlimited } + quotas.map { $0?.pool ?? 0 }
        + [Int64](repeating: 0, count: 2 * districtCount))
  }

  /// Makes it equal to `other`.
  func reset(to other: borrowing QuotaLedger) {
    for index in unsafe amounts.values.indices { amounts[index] = other.amounts[index] }
  }

  /// Deducts a project's needs if both are available; otherwise returns the first resource that is
  /// short.
  @inline(__always)
  func take(land: Int64, energy: Int64, district: Int) -> QuotaResource? {
    if isMissing(.land, land, district) { return .land }
    if isMissing(.energy, energy, district) { return .energy }
    take(.land, land, district)
    take(.energy, energy, district)
    return nil
  }

  @inline(__always)
  private func isMissing(_ resource: QuotaResource, _ need: Int64, _ district: Int) -> Bool {
    let own = left(resource, district: district)
    return need > own && need - own > pool(resource)
  }

  @inline(__always)
  private func take(_ resource: QuotaResource, _ need: Int64, _ district: Int) {
    guard need > 0 else { return }
    let index = resource.rawValue * districtCount + district
    amounts[2 * districtCount + 2 + index] += need
    let own = amounts[index]
    guard own < .max else { return }
    amounts[index] = max(0, own - need)
    if need > own { amounts[2 * districtCount + resource.rawValue] -= need - own }
  }

  func left(_ resource: QuotaResource, district: Int) -> Int64 {
    amounts[resource.rawValue * districtCount + district]
  }

  func pool(_ resource: QuotaResource) -> Int64 {
    amounts[2 * districtCount + resource.rawValue]
  }

  /// Taken from the district's own quota and the pool together.
  func used(_ resource: QuotaResource, district: Int) -> Int64 {
    amounts[2 * districtCount + 2 + resource.rawValue * districtCount + district]
  }
}
