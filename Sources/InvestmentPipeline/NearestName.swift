/// The candidate closest to a mistyped name, for a suggestion in an error message.
///
/// Names are compared without regard to case by the number of characters inserted, deleted,
/// replaced or swapped with their neighbour (optimal string alignment, over Unicode
/// characters, so that one wrong Chinese character counts one). Nil when no candidate is
/// close: more than a third of the longer name, or all of it, would have to change. The first of
/// equally close candidates is returned.
/// Cost: the product of both lengths for each candidate; names over 100 characters give nil.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let letters = Array(name.lowercased())
  guard !letters.isEmpty, letters.count <= 100 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let others = Array(candidate.lowercased())
    guard !others.isEmpty, others.count <= 100 else { continue }
    let longer = max(letters.count, others.count)
    let allowed = max(1, longer / 3)
    guard allowed < longer, abs(letters.count - others.count) <= allowed else { continue }
    let distance = editDistance(letters, others)
    if distance <= allowed, distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.name
}

/// The least number of insertions, deletions, replacements and swaps of neighbouring characters that
/// turn one word into the other.
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...second.count)
  for row in 1...first.count {
    var current = [row]
    current.reserveCapacity(second.count + 1)
    for column in 1...second.count {
      let replaced = previous[column - 1] + (first[row - 1] == second[column - 1] ? 0 : 1)
      var least = min(replaced, previous[column] + 1, current[column - 1] + 1)
      if row > 1, column > 1, first[row - 1] == second[column - 2],
        first[row - 2] == second[column - 1]
      {
        least = min(least, beforePrevious[column - 2] + 1)
      }
      current.append(least)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[second.count]
}
