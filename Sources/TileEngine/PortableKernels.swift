import CTileEngine
import Distributions
import RandomStreams

// The kernels in plain Swift: the reference with which every kernel of the C target agrees bit by bit.

extension LTKernels {
  static let portable = unsafe LTKernels(
    play: simulatePortably, normals: normalsPortably, quantiles: quantilesPortably,
    scores: scoresPortably, empty: emptyPortably, scramble: scramblePortably,
    summarise: summarisePortably, blocks: blocksPortably)
}

private func simulatePortably(
  _ row: UnsafePointer<LTRow>?, _ leads: UnsafePointer<LTLead>?, _ count: Int
) -> Int {
  let row = unsafe row!.pointee
  let screen = ConversionScreen.shared.greatestWord
  var words = unsafe [UInt32](repeating: 0, count: Int(row.width) / 2)
  var left = 0
  for index in 0..<count {
    let lead = unsafe leads![index]
    // Sixteen bits per trial, eight trials per block.
    unsafe ARS4x32.fill(
      &words, counter: counter(row.firstTrial / 8, .conversion, lead.key), key: key(row.seed))
    for lane in unsafe 0..<Int(row.width) {
      let high = UInt16(truncatingIfNeeded: words[lane / 2] >> (lane % 2 == 0 ? 0 : 16))
      let scale = unsafe row.scales?[lane] ?? 1
      let limit = unsafe (lead.threshold * scale - row.scores[lane]) / row.weight
      let isExcluded = unsafe screen.withUnsafeBufferPointer {
        unsafe ConversionScreen.excludes(UInt32(high) << 16, limit: limit, greatestWord: $0)
      }
      if isExcluded { continue }
      // The lower 32 bits of the score and two words for the amount form one block of the trial.
      let block = unsafe ARS4x32.block(
        counter: counter(row.firstTrial + UInt32(lane), .investment, lead.key),
        key: key(row.seed))
      let bits = UInt64(high) << 32 | UInt64(block.2)
      let score =
        unsafe row.scores[lane] + row.weight
        * standardNormalQuantile((Double(bits) + 0.5) * 0x1p-48)
      guard score <= lead.threshold * scale else { continue }
      var slot = 0
      while unsafe slot < Int(row.slotCount) - 1,
        unsafe score > row.thresholds[Int(lead.curve) + slot] * scale
      {
        slot += 1
      }
      switch Int(lead.distribution) {
      case LTElsewhere:
        unsafe row.elsewhere[left] = LTSigned(
          lead: Int32(index), lane: UInt16(lane), slot: UInt16(slot))
        left += 1
      case LTFixed:
        unsafe add(lead.amount, of: leads! + index, slot: slot, lane: lane, row)
      default:
        let amount = lead.median * powerOfTwo(lead.octaves * boxMuller(block.0, block.1))
        unsafe add(
          Int32(amount.rounded(.toNearestOrEven)), of: leads! + index, slot: slot, lane: lane, row)
      }
    }
  }
  return left
}

private func add(
  _ amount: Int32, of lead: UnsafePointer<LTLead>, slot: Int, lane: Int, _ row: LTRow
) {
  guard unsafe amount <= row.ceiling else { return }
  if let projects = unsafe row.projects {
    unsafe projects[row.projectCount.pointee] = unsafe LTProject(
      lead: Int32(lead - row.firstLead), lane: UInt16(lane), slot: UInt16(slot),
      amount: Int64(amount))
    unsafe row.projectCount.pointee += 1
  }
  for index in unsafe 0..<Int(row.sinkCount) {
    let sink = unsafe row.sinks[index]
    unsafe sink.cells[slot * Int(row.width) + lane].investment += Int64(amount)
    unsafe sink.cells[slot * Int(row.width) + lane].counts += sizeCounts(Int64(amount), sink.sizes)
  }
}

/// A 1 for each of a sink's sizes that `amount` reaches, in sixteen bits each.
func sizeCounts(_ amount: Int64, _ sizes: (Int32, Int32, Int32, Int32)) -> UInt64 {
  func reaches(_ size: Int32, _ place: UInt64) -> UInt64 { amount >= Int64(size) ? 1 << place : 0 }
  return reaches(sizes.0, 0) + reaches(sizes.1, 16) + reaches(sizes.2, 32) + reaches(sizes.3, 48)
}

private func counter(_ trial: UInt32, _ purpose: Purpose, _ key: UInt64)
  -> (UInt32, UInt32, UInt32, UInt32)
{
  (
    trial, UInt32(purpose.rawValue) << 16, UInt32(truncatingIfNeeded: key),
    UInt32(truncatingIfNeeded: key >> 32)
  )
}

private func key(_ seed: UInt64) -> (UInt32, UInt32, UInt32, UInt32) {
  (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), 0, 0)
}

private func normalsPortably(
  _ words: UnsafePointer<UInt32>?, _ out: UnsafeMutablePointer<Double>?, _ count: Int
) {
  for index in 0..<count {
    unsafe out![index] = unsafe standardNormalQuantile(openUnit(words![index]))
  }
}

private func quantilesPortably(_ values: UnsafeMutablePointer<Double>?, _ count: Int) {
  for index in 0..<count {
    unsafe values![index] = unsafe standardNormalQuantile(values![index])
  }
}

private func scoresPortably(
  _ normals: UnsafePointer<UnsafePointer<Double>?>?, _ loadings: UnsafePointer<Double>?,
  _ terms: Int, _ weight: Double, _ width: Int, _ scores: UnsafeMutablePointer<Double>?,
  _ narrow: UnsafeMutablePointer<Int16>?, _ wide: UnsafeMutablePointer<Float>?
) -> Int32 {
  let inverse = 1 / weight
  var greatest = 0.0
  for lane in 0..<width {
    var sum = 0.0
    for term in 0..<terms { unsafe sum += loadings![term] * normals![term]![lane] }
    unsafe scores![lane] = sum
    let y = sum * inverse
    greatest = max(greatest, y.magnitude)
    unsafe wide![lane] = Float(y)
    unsafe narrow![lane] = Int16((min(max(y, -3.99), 3.99) * 8192).rounded(.toNearestOrEven))
  }
  return greatest < 3.99 ? 0 : greatest < 512 ? 1 : 2
}

private func emptyPortably(
  _ from: UnsafeMutablePointer<LTSum>?, _ to: UnsafePointer<UnsafeMutablePointer<LTSum>?>?,
  _ parts: Int, _ count: Int
) {
  for index in 0..<count {
    for part in 0..<parts {
      unsafe to![part]![index].investment += from![index].investment
      unsafe to![part]![index].counts += from![index].counts
    }
    unsafe from![index] = LTSum()
  }
}

private func scramblePortably(
  _ word: UInt32, _ seeds: UnsafePointer<UInt32>?, _ scrambled: UnsafeMutablePointer<UInt32>?,
  _ count: Int
) {
  for index in 0..<count {
    unsafe scrambled![index] = unsafe ScrambledSobol.scrambled(word, by: seeds![index])
  }
}

private func summarisePortably(
  _ values: UnsafePointer<Int64>?, _ count: Int, _ bins: UnsafeMutablePointer<Int32>?,
  _ replicateSums: UnsafeMutablePointer<Int64>?, _ summary: UnsafeMutablePointer<LTSummary>?
) {
  var result = LTSummary(
    sum: 0, low_squares: 0, high_squares: 0, least: .max, greatest: .min)
  for index in 0..<count {
    let value = unsafe values![index]
    result.sum += value
    let square = UInt64(bitPattern: value) &* UInt64(bitPattern: value)
    result.low_squares &+= square & 0xFFFF_FFFF
    result.high_squares &+= square >> 32
    result.least = min(result.least, value)
    result.greatest = max(result.greatest, value)
    let octave = max(0, 53 - value.leadingZeroBitCount)
    unsafe bins![index] = Int32(truncatingIfNeeded: octave << 10 + Int(value >> Int64(octave)))
    unsafe replicateSums![index & 63] += value
  }
  unsafe summary!.pointee = result
}

private func blocksPortably(
  _ seed: UInt64, _ counters: UnsafePointer<UInt64>?, _ keys: UnsafePointer<UInt64>?, _ count: Int,
  _ words: UnsafeMutablePointer<UInt32>?
) {
  for index in 0..<count {
    let block = unsafe Philox4x32.block(
      counter: (
        UInt32(truncatingIfNeeded: counters![index]),
        UInt32(truncatingIfNeeded: counters![index] >> 32),
        UInt32(truncatingIfNeeded: keys![index]),
        UInt32(truncatingIfNeeded: keys![index] >> 32)
      ), key: (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    unsafe (words! + 4 * index).withMemoryRebound(
      to: (UInt32, UInt32, UInt32, UInt32).self, capacity: 1
    ) {
      unsafe $0.pointee = block
    }
  }
}
