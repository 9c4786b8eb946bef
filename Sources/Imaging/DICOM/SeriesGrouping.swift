/// Sorts images into stacks: one volume's worth each.
///
/// Equal series key, size, orientation and spacing come first. What then still lies at the same
/// places, or makes an uneven stack out of even ones, is told apart by acquisition, temporal
/// position, image type or kernel; and what nothing tells apart is put into a stack of its own.
/// Source: correct grouping as in 3D Slicer's sub-series (acquisitionNumber, imageType, orientation).
struct SeriesGrouping {
  /// Images that belong together, and why they were separated from others of their series.
  struct Stack {
    var instances: [Instance]
    var warnings: [ImagingWarning] = []
  }

  /// Places closer than this are the same place, mm.
  static let samePlace = 0.01

  static func stacks(of instances: [Instance]) -> [Stack] {
    var clusters: [(first: Instance, members: [Instance])] = []
    var clustersOfSeries: [String: [Int]] = [:]
    for instance in instances {
      let fitting = clustersOfSeries[instance.seriesKey, default: []].first {
        fits(instance, clusters[$0].first)
      }
      if let fitting {
        clusters[fitting].members.append(instance)
      } else {
        clustersOfSeries[instance.seriesKey, default: []].append(clusters.count)
        clusters.append((instance, [instance]))
      }
    }
    return clusters.flatMap { cluster -> [Stack] in
      var whole = Stack(instances: cluster.members)
      removeCopies(&whole)
      var parts = split(whole)
      if clustersOfSeries[cluster.first.seriesKey, default: []].count > 1 {
        for index in parts.indices {
          parts[index].warnings.append(
            ImagingWarning(
              code: "series-split",
              text: "other images of this series have another size, spacing or orientation"))
        }
      }
      return parts
    }
  }

  /// Same grid but for a shift along the normal.
  private static func fits(_ a: Instance, _ b: Instance) -> Bool {
    guard a.rows == b.rows, a.columns == b.columns, a.isInverted == b.isInverted else {
      return false
    }
    switch (a.plane, b.plane) {
    case (nil, nil): return true
    case (let one?, let other?): return other.isParallel(to: one, columns: b.columns, rows: b.rows)
    default: return false
    }
  }

  /// Keeps one image of each SOP Instance UID and frame.
  private static func removeCopies(_ stack: inout Stack) {
    var seen: Set<String> = []
    let all = stack.instances
    stack.instances = all.filter {
      $0.sopInstanceUID.isEmpty || seen.insert("\($0.sopInstanceUID)#\($0.frame)").inserted
    }
    let copies = all.count - stack.instances.count
    if copies > 0 {
      stack.warnings.append(
        ImagingWarning(
          code: "duplicate-instances",
          text:
            "\(copies) file\(copies == 1 ? " is a copy" : "s are copies") of others and left out"))
    }
  }

  /// Heights along the stack, ascending; nil without geometry.
  private static func heights(_ instances: [Instance]) -> [Double]? {
    guard let normal = instances.first?.plane?.normal else { return nil }
    return instances.compactMap { $0.plane?.position.dot(normal) }.sorted()
  }

  private static func hasRepeats(_ heights: [Double]) -> Bool {
    zip(heights, heights.dropFirst()).contains { $1 - $0 < samePlace }
  }

  private static func split(_ stack: Stack) -> [Stack] {
    guard let all = heights(stack.instances) else { return [stack] }
    let repeats = hasRepeats(all)
    guard repeats || !ImageStack.isEven(all) else { return [stack] }
    let depth = stack.instances.map(\.discriminators.count).min() ?? 0
    for place in 0..<depth {
      let groups = Dictionary(grouping: stack.instances) { $0.discriminators[place] }
      guard groups.count > 1 else { continue }
      let parts = groups.sorted { $0.key < $1.key }.map(\.value)
      // Steps of a table or single slices with numbers of their own are no separate stacks.
      guard parts.allSatisfy({ $0.count > 1 }) else { continue }
      let heightsOfParts = parts.compactMap(heights)
      let helps =
        repeats
        ? !heightsOfParts.contains(where: hasRepeats)
        : overlap(heightsOfParts) && heightsOfParts.allSatisfy(ImageStack.isEven)
      guard helps else { continue }
      let note = ImagingWarning(
        code: "series-split",
        text: "the series holds \(parts.count) stacks at the same places; this is one of them")
      return parts.map { Stack(instances: $0, warnings: stack.warnings + [note]) }
    }
    return repeats ? layers(stack) : [stack]
  }

  private static func overlap(_ parts: [[Double]]) -> Bool {
    let ranges = parts.compactMap { part in part.first.map { $0...(part.last ?? $0) } }
      .sorted { $0.lowerBound < $1.lowerBound }
    return zip(ranges, ranges.dropFirst()).contains { $0.overlaps($1) }
  }

  /// The n-th image at each place, by instance number, goes into the n-th stack.
  private static func layers(_ stack: Stack) -> [Stack] {
    guard let normal = stack.instances.first?.plane?.normal else { return [stack] }
    let ordered = stack.instances.map { ($0.plane?.position.dot(normal) ?? 0, $0) }
      .sorted { a, b in
        abs(a.0 - b.0) >= samePlace
          ? a.0 < b.0
          : (a.1.instanceNumber ?? .max, a.1.sopInstanceUID) < (
            b.1.instanceNumber ?? .max, b.1.sopInstanceUID
          )
      }
    var layers: [[Instance]] = []
    var last = -Double.infinity
    var depth = 0
    for (height, instance) in ordered {
      depth = height - last < samePlace ? depth + 1 : 0
      if depth == 0 { last = height }
      if depth == layers.count { layers.append([]) }
      layers[depth].append(instance)
    }
    return layers.enumerated().map { depth, instances in
      let text =
        depth == 0
        ? "several images lie at the same place; the first of each is here"
        : "image \(depth + 1) of each place that has several"
      return Stack(
        instances: instances,
        warnings: stack.warnings + [ImagingWarning(code: "repeated-places", text: text)])
    }
  }
}
