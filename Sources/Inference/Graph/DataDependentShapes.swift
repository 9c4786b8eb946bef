/// Shapes that follow from data, as those of NonZero do: planned when the inputs are small, with
/// their values.
extension Plan {
  /// Whether inputs are so small that a run may be planned for their very values.
  static func mayKnow(_ inputs: [Fact]) -> Bool {
    inputs.reduce(0) { $0 + $1.count } <= 1 << 14
  }

  /// The plan for inputs of these shapes, or nil when it needs the values of small ones.
  static func atLoad(
    _ graph: Graph, inputs: [Fact], pool: BufferPool, workers: WorkerPool, memoryLimit: Int
  ) throws(ModelError) -> Plan? {
    do throws(ModelError) {
      return try Plan(
        graph, inputs: inputs, pool: pool, workers: workers, memoryLimit: memoryLimit)
    } catch {
      guard case .unsupportedFeature = error, mayKnow(inputs) else { throw error }
      // With any values known, only what is truly unsupported remains.
      let known = inputs.map { fact in
        let zeros = Value(fact.type, fact.shape, in: pool)
        zeros.floats.update(repeating: 0)
        return Fact(zeros)
      }
      do throws(ModelError) {
        _ = try Plan(
          graph, inputs: known, pool: pool, workers: workers, memoryLimit: memoryLimit)
      } catch let second {
        if case .unsupportedFeature = second { throw error }
      }
      return nil
    }
  }
}

extension Network {
  /// The element types of `outputs` for these inputs, as the run gives them.
  public func outputTypes(for inputs: [String: Tensor]) throws(ModelError) -> [ElementType] {
    let plan = try plan(for: fused, .fused, values(of: inputs))
    return zip(fused.outputs, fused.outputIDs).map { plan.facts[$1]?.type ?? $0.type }
  }
}
