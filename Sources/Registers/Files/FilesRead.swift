import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The input files that this process has read, so that no output replaces one of them.
///
/// Files are known by device and number, whatever names and links lead to them.
package enum FilesRead {
  private struct Identity: Hashable {
    var device: UInt64
    var number: UInt64

    init?(_ path: String) {
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return nil }
      device = UInt64(truncatingIfNeeded: status.st_dev)
      number = UInt64(status.st_ino)
    }
  }

  private static let identities = Mutex<Set<Identity>>([])

  /// Notes that the file at `path` is an input; every reader calls it.
  static func note(_ path: String) {
    guard let identity = Identity(path) else { return }
    identities.withLock { _ = $0.insert(identity) }
  }

  /// Whether `path` leads to a file that has been read.
  package static func contains(_ path: String) -> Bool {
    guard let identity = Identity(path) else { return false }
    return identities.withLock { $0.contains(identity) }
  }
}
