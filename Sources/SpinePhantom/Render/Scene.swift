import CPhantomKernels
import Imaging

/// An anatomy laid out for the kernels.
// @unchecked Sendable because the memory is never written after init returns.
final class Scene: @unchecked Sendable {
  let scene: UnsafeMutablePointer<cphantom_scene>
  private let parts: UnsafeMutableBufferPointer<cphantom_part>
  private let solids: UnsafeMutableBufferPointer<cphantom_solid>
  private let nodes: UnsafeMutableBufferPointer<cphantom_node>
  private let breaks: UnsafeMutableBufferPointer<cphantom_break>

  init(_ anatomy: Anatomy, seed: UInt64) {
    var cParts: [cphantom_part] = []
    var cSolids: [cphantom_solid] = []
    var cNodes: [cphantom_node] = []
    var cBreaks: [cphantom_break] = []
    for part in anatomy.parts {
      var p = cphantom_part()
      p.mode = part.mode.rawValue
      p.label = Int32(part.label)
      p.frame = part.pose.frame
      let box = part.box
      p.low = (Float(box.low.x), Float(box.low.y), Float(box.low.z))
      p.high = (Float(box.high.x), Float(box.high.y), Float(box.high.z))
      p.first_solid = Int32(cSolids.count)
      p.solid_count = Int32(part.solids.count)
      p.first_break = Int32(cBreaks.count)
      p.break_count = Int32(part.breaks.count)
      p.roughness = Float(part.roughness)
      var r = PhantomRandom(seed: seed, stream: "part " + part.name)
      p.seed = r.bits()
      cSolids += part.solids.map { solid in
        var s = solid
        s.first_node += Int32(cNodes.count)
        return s
      }
      cNodes += part.nodes
      cBreaks += part.breaks
      cParts.append(p)
    }
    func kept<T>(_ array: [T]) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, array.count))
      _ = buffer.initialize(from: array)
      return buffer
    }
    parts = kept(cParts)
    solids = kept(cSolids)
    nodes = kept(cNodes)
    breaks = kept(cBreaks)
    let traits = anatomy.traits
    var s = cphantom_scene()
    s.parts = UnsafePointer(parts.baseAddress)
    s.part_count = Int32(cParts.count)
    s.solids = UnsafePointer(solids.baseAddress)
    s.nodes = UnsafePointer(nodes.baseAddress)
    s.breaks = UnsafePointer(breaks.baseAddress)
    s.frame = anatomy.placement.frame
    s.joint_gap = 1.5
    s.muscle_gap = 1.3
    s.muscle_reach = 3.6
    s.fat = -106
    s.skin = 18
    s.skin_thickness = 1.7
    s.streak_z = Float(anatomy.spine.vertebrae[5].origin.z + 0.8 * traits.shoulders)
    s.streak_fade = 34
    var r = PhantomRandom(seed: seed, stream: "noise")
    s.seed = r.bits()
    scene = .allocate(capacity: 1)
    scene.initialize(to: s)
  }

  deinit {
    scene.deallocate()
    parts.deallocate()
    solids.deallocate()
    nodes.deallocate()
    breaks.deallocate()
  }
}

extension Part {
  /// The box around all added solids, in the scene, mm.
  var box: (low: SIMD3<Double>, high: SIMD3<Double>) {
    var low = SIMD3<Double>(repeating: .infinity)
    var high = -low
    for s in solids where s.operation == Int32(CPHANTOM_ADD) {
      for corner in 0..<8 {
        let p = SIMD3<Double>(
          Double(corner & 1 == 0 ? s.low.0 : s.high.0),
          Double(corner & 2 == 0 ? s.low.1 : s.high.1),
          Double(corner & 4 == 0 ? s.low.2 : s.high.2))
        low = pointwiseMin(low, pose(p))
        high = pointwiseMax(high, pose(p))
      }
    }
    return (low, high)
  }
}
