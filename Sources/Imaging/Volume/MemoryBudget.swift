import Foundation

/// How much memory a volume may take on this machine, now.
enum MemoryBudget {
  /// Kept free for the program itself, its pictures and the model.
  private static let reserve = 256 << 20

  /// Refuses, before anything is allocated, what the machine does not have: it would be killed, and others
  /// with it, long after the first slices were on screen. Small volumes are not worth the question.
  static func check(_ bytes: Int) throws(VolumeError) {
    guard bytes >= 64 << 20, let available, bytes > max(0, available - reserve) else { return }
    throw .tooLarge(bytes: bytes, available: max(0, available - reserve))
  }

  /// Bytes that can be had without swapping: the machine's, or the control group's where that is less.
  static var available: Int? {
    let machine = fields("/proc/meminfo")["MemAvailable"].map { $0 << 10 }
    return [machine, groupRoom].compactMap { $0 }.min()
  }

  /// What the control groups (a container, a cluster's job) still allow; their page cache can be taken back.
  private static var groupRoom: Int? {
    guard let groups = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8),
      let path = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::") })?.dropFirst(3)
    else { return nil }
    return room(of: String(path), below: "/sys/fs/cgroup")
  }

  /// The least of a group's and of those that it lies in: a job's own limit often stands above its steps.
  static func room(of group: String, below root: String) -> Int? {
    var names = group.split(separator: "/")
    var rooms: [Int] = []
    while true {
      let folder = ([root] + names.map(String.init)).joined(separator: "/")
      if let limit = number("\(folder)/memory.max"), let used = number("\(folder)/memory.current") {
        rooms.append(limit - used + (fields("\(folder)/memory.stat")["inactive_file"] ?? 0))
      }
      if names.popLast() == nil { return rooms.min() }
    }
  }

  private static func number(_ path: String) -> Int? {
    (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
      Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  /// "Name: 123 kB" and "name 123" lines.
  private static func fields(_ path: String) -> [Substring: Int] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var fields: [Substring: Int] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
      if words.count >= 2, let value = Int(words[1]) { fields[words[0]] = value }
    }
    return fields
  }
}
