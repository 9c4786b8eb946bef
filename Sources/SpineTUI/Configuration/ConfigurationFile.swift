import Foundation

/// `config.json` as it was read.
struct ConfigurationFile: Sendable {
  /// Where it lies; nil where there is none.
  var path: String?
  var object: [String: ConfigurationValue] = [:]
  /// The line of each key, by its path.
  var lines: [String: Int] = [:]

  /// No configuration is as large.
  private static let limit = 1 << 20

  /// The file at `path`; an empty one when there is none.
  ///
  /// - Throws: `ConfigurationError` when it cannot be read or is not JSON.
  static func read(_ path: String) throws(ConfigurationError) -> ConfigurationFile {
    func problem(_ reason: String) -> ConfigurationError {
      ConfigurationError(problems: [.init(file: path, reason: reason)])
    }
    // Not to be waited for, should it be a pipe; links may lead to where dotfiles are kept.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return ConfigurationFile() }
      throw problem("cannot be read: \(String(cString: strerror(errno)))")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw problem("this is not a file")
    }
    guard status.st_size <= limit else { throw problem("larger than 1 MiB") }
    let data: Data
    do { data = try handle.readToEnd() ?? Data() } catch { throw problem("cannot be read") }
    return try ConfigurationFile(data, path: path)
  }

  init(_ text: some Sequence<UInt8>, path: String) throws(ConfigurationError) {
    var parser = ConfigurationParser(text)
    do throws(ConfigurationParser.Mistake) {
      self.init(path: path, object: try parser.object(), lines: parser.lines)
    } catch {
      throw ConfigurationError(
        problems: [.init(file: path, line: error.line, reason: "not JSON: \(error.reason)")])
    }
  }

  init(path: String? = nil, object: [String: ConfigurationValue] = [:], lines: [String: Int] = [:])
  {
    (self.path, self.object, self.lines) = (path, object, lines)
  }

  /// The line of `place`, or of what it stands in.
  func line(of place: String) -> Int? {
    var names = place.split(separator: ".")
    while !names.isEmpty {
      if let line = lines[names.joined(separator: ".")] { return line }
      names.removeLast()
    }
    return nil
  }
}
