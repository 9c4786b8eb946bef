import Foundation

/// A program between this one and the terminal that draws in the terminal's place.
enum Multiplexer: String, Sendable, CaseIterable {
  case tmux, screen, zellij, mosh

  /// The one that answered XTVERSION; nil for a terminal, which then is not behind one that it does not show.
  static func named(_ version: String) -> Multiplexer? {
    let name = version.lowercased()
    return allCases.first { name.hasPrefix($0.rawValue) }
  }

  /// By the first number of DA2: 84 ("T") is tmux, 83 ("S") is screen, as measured with tmux 3.3a and
  /// screen 4.9.
  static func answering(secondary: [Int]) -> Multiplexer? {
    switch secondary.first {
    case 84: .tmux
    case 83: .screen
    default: nil
    }
  }

  /// By the environment, else by the processes above this one: SSH carries little of the environment, and
  /// `sudo` none of it.
  ///
  /// Sources: tmux(1), screen(1), zellij's documentation.
  static func around(
    _ environment: [String: String], ancestors: [String] = processAncestors()
  ) -> Multiplexer? {
    if environment["TMUX"] != nil { return .tmux }
    if environment["ZELLIJ"] != nil { return .zellij }
    if environment["STY"] != nil { return .screen }
    let type = environment["TERM"] ?? ""
    if type.hasPrefix("tmux") { return .tmux }
    if type.hasPrefix("screen") { return .screen }
    for process in ancestors {
      if process.hasPrefix("mosh-server") { return .mosh }
      if process.hasPrefix("tmux") { return .tmux }
      if process.lowercased() == "screen" { return .screen }
      if process == "zellij" { return .zellij }
    }
    return nil
  }

  /// Why pictures are drawn in characters, and what to do about it; one sentence each.
  var advice: String {
    switch self {
    case .tmux:
      "tmux redraws text over pictures: they are drawn in characters. For real pixels detach (Ctrl-b d) and "
        + "start spinetui outside tmux, or try --graphics sixel with tmux 3.4 or later built with sixel"
    case .screen:
      "screen passes no pictures on: they are drawn in characters. For real pixels detach (Ctrl-a d) and "
        + "start spinetui outside screen"
    case .zellij:
      "zellij redraws text over pictures: they are drawn in characters. For real pixels start spinetui outside "
        + "zellij, or try --graphics sixel with zellij 0.44 or later"
    case .mosh:
      "mosh passes no pictures on: they are drawn in characters. For real pixels connect with ssh -C"
    }
  }

  /// Names of the processes above this one, nearest first.
  static func processAncestors() -> [String] {
    var names: [String] = []
    var process = getppid()
    // A chain of processes has an end; a read that races with their ends may not see it.
    while process > 1, names.count < 64 {
      guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let start = stat.firstIndex(of: "("), let end = stat.lastIndex(of: ")")
      else { break }
      names.append(String(stat[stat.index(after: start)..<end]))
      let fields = stat[stat.index(after: end)...].split(separator: " ")
      process = fields.count > 1 ? pid_t(fields[1]) ?? 0 : 0
    }
    return names
  }
}
