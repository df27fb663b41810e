/// Parses the words for yes and no.
package enum FlagText {
  package static func parse(_ text: String) -> Bool? {
    switch text.halfWidth.lowercased() {
    case "yes", "true", "y", "1", "是": true
    case "no", "false", "n", "0", "否": false
    default: nil
    }
  }
}
