import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A temporary file beside an output, which replaces the output once it is complete.
///
/// Its name is random, short and of a fixed pattern, `.luodi-0123456789abcdef.tmp`. It is made
/// exclusively, so that a link of that name is not followed, and locked while it is written: one
/// that nobody locks was left over by a process that was killed, and is removed by the next.
struct TemporaryFile {
  /// The open file.
  let descriptor: Int32
  let path: String
  private let folder: Int32
  private let name: String
  private let target: String

  /// The file that this process is writing, for `removeUnfinished()`.
  private static let unfinished = Mutex<TemporaryFile?>(nil)

  /// - Parameter target: the output, which need not exist.
  init(beside target: String) throws(SystemError) {
    let end = target.lastIndex(of: "/")
    let folderPath = end.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    self.target = String(target[(end.map { target.index(after: $0) } ?? target.startIndex)...])
    folder = unsafe open(folderPath, Self.searching | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .last }
    Self.removeLeftOvers(folder, folderPath)
    while true {
      let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
      let name =
        Self.prefix + String(repeating: "0", count: 16 - digits.count) + digits + Self.suffix
      let descriptor = unsafe openat(
        folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
      if descriptor < 0 {
        if errno == EEXIST { continue }
        let error = SystemError.last
        close(folder)
        throw error
      }
      // Another process may remove it as left over before it is locked.
      var status = stat()
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK,
        unsafe fstat(descriptor, &status) == 0, status.st_nlink == 1
      {
        self.descriptor = descriptor
        self.name = name
        path = "\(folderPath)/\(name)"
        break
      }
      close(descriptor)
    }
    let file = self
    Self.unfinished.withLock { $0 = file }
  }

  /// Replaces the output with the complete file.
  ///
  /// - Parameter permissions: those of the existing file.
  func replaceTarget(permissions: mode_t?) throws(SystemError) {
    if let permissions, fchmod(descriptor, permissions) != 0 { throw .last }
    guard fsync(descriptor) == 0, unsafe renameat(folder, name, folder, target) == 0 else {
      throw .last
    }
    end()
  }

  /// Removes the file.
  func discard() {
    unsafe unlinkat(folder, name, 0)
    end()
  }

  private func end() {
    Self.unfinished.withLock { $0 = nil }
    close(descriptor)
    close(folder)
  }

  /// Removes the file that this process is writing, before it ends.
  static func removeUnfinished() {
    unfinished.withLock { file in
      if let file { unsafe unlinkat(file.folder, file.name, 0) }
    }
  }

  // MARK: Left-overs

  private static let prefix = ".luodi-"
  private static let suffix = ".tmp"

  #if canImport(Glibc)
    /// Asks for no permission to list the folder.
    private static let searching: Int32 = 0o10_000_000  // O_PATH, which Swift does not import
  #else
    private static let searching = O_RDONLY
  #endif

  /// Removes files of the pattern that belong to this user and that no process has locked.
  private static func removeLeftOvers(_ folder: Int32, _ path: String) {
    guard let listing = unsafe opendir(path) else { return }
    defer { unsafe closedir(listing) }
    while let entry = unsafe readdir(listing) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          unsafe String(cString: $0)
        }
      }
      guard name.hasPrefix(prefix), name.hasSuffix(suffix),
        name.utf8.count == prefix.utf8.count + 16 + suffix.utf8.count,
        name.dropFirst(prefix.count).dropLast(suffix.count).allSatisfy({
          $0.isASCII && $0.isHexDigit && !$0.isUppercase
        })
      else { continue }
      let descriptor = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var status = stat()
      if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        status.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        unsafe unlinkat(folder, name, 0)
      }
    }
  }
}
