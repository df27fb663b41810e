import TileEngine

/// The remaining quotas of land and energy in the trials of a strip.
struct QuotaLedger: ~Copyable {
  private let districtCount: Int
  /// At the as-of date: the remainders by resource and district, `.max` without a limit; then those of
  /// the pools; then the use of both, by resource and district.
  private let initialAmounts: ScratchBuffer<Int64>
  /// The same by trial.
  private let amounts: ScratchBuffer<Int64>

  /// The quotas at the as-of date; nil sets no limits.
  init(_ admission: AdmissionPlan?, districtCount: Int) {
    self.districtCount = districtCount
    let unlimited = [Int64](repeating: .max, count: districtCount)
    let quotas = QuotaResource.allCases.map { admission?.quota(of: $0) }
    initialAmounts = ScratchBuffer(
      copying: quotas.flatMap { $0?.left ?? unlimited } + quotas.map { $0?.pool ?? 0 }
        + [Int64](repeating: 0, count: 2 * districtCount))
    amounts = ScratchBuffer(repeating: 0, count: initialAmounts.count * Tile.stripWidth)
  }

  /// Sets all trials to the as-of date.
  func reset() {
    for row in 0..<initialAmounts.count {
      unsafe (amounts.address + row * Tile.stripWidth).update(
        repeating: initialAmounts[row], count: Tile.stripWidth)
    }
  }

  /// Deducts a project's needs if both are available; otherwise returns the first resource that is
  /// short.
  @inline(__always)
  func take(land: Int64, energy: Int64, district: Int, lane: Int) -> QuotaResource? {
    if isMissing(.land, land, district, lane) { return .land }
    if isMissing(.energy, energy, district, lane) { return .energy }
    take(.land, land, district: district, lane: lane)
    take(.energy, energy, district: district, lane: lane)
    return nil
  }

  @inline(__always)
  private func isMissing(_ resource: QuotaResource, _ need: Int64, _ district: Int, _ lane: Int)
    -> Bool
  {
    let own = left(resource, district: district, lane: lane)
    return need > own && need - own > pool(resource, lane: lane)
  }

  /// Deducts what is available: from the district's own quota first.
  @inline(__always)
  func take(_ resource: QuotaResource, _ need: Int64, district: Int, lane: Int) {
    guard need > 0 else { return }
    let index = row(resource, district) &+ lane
    amounts[usedRow(resource, district) &+ lane] += need
    let own = amounts[index]
    guard own < .max else { return }
    amounts[index] = max(0, own - need)
    if need > own { amounts[poolRow(resource) &+ lane] -= need - own }
  }

  @inline(__always)
  func left(_ resource: QuotaResource, district: Int, lane: Int) -> Int64 {
    amounts[row(resource, district) &+ lane]
  }

  @inline(__always)
  func pool(_ resource: QuotaResource, lane: Int) -> Int64 { amounts[poolRow(resource) &+ lane] }

  /// Taken from the district's own quota and the pool together.
  @inline(__always)
  func used(_ resource: QuotaResource, district: Int, lane: Int) -> Int64 {
    amounts[usedRow(resource, district) &+ lane]
  }

  @inline(__always)
  private func row(_ resource: QuotaResource, _ district: Int) -> Int {
    (resource.rawValue &* districtCount &+ district) &* Tile.stripWidth
  }

  @inline(__always)
  private func poolRow(_ resource: QuotaResource) -> Int {
    (2 &* districtCount &+ resource.rawValue) &* Tile.stripWidth
  }

  @inline(__always)
  private func usedRow(_ resource: QuotaResource, _ district: Int) -> Int {
    (2 &* districtCount &+ 2) &* Tile.stripWidth &+ row(resource, district)
  }
}
