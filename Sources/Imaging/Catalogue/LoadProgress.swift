/// How far a long operation has come.
public struct LoadProgress: Sendable, Hashable {
  /// What is being done, as a user reads it: "reading slices".
  public var stage: String
  public var completed: Int
  public var total: Int

  public init(stage: String, completed: Int, total: Int) {
    self.stage = stage
    self.completed = completed
    self.total = total
  }

  /// 0…1; 0 while the total is unknown.
  public var fraction: Double { total > 0 ? Double(completed) / Double(total) : 0 }
}

public typealias ProgressHandler = @Sendable (LoadProgress) -> Void
