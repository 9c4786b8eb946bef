import CPhantomKernels
import Foundation
import Imaging
import Synchronization

/// Paints a scene on a grid, block by block, on several cores.
struct Renderer {
  enum Product { case hounsfieldUnits, labels, breaks }

  var scene: Scene
  var geometry: VolumeGeometry
  var sampling: Sampling
  var streak: Double
  var withNoise: Bool
  var threads: Int

  /// Calls `store` with the first voxel index of each row piece, its length and its values.
  ///
  /// - Throws: `CancellationError` when the calling task is cancelled.
  func render<T: BitwiseCopyable & Sendable>(
    _ product: Product, progress: ProgressHandler?, stage: String,
    convert: @escaping @Sendable (Float) -> T
  ) throws -> VoxelBuffer<T> {
    let cancelled = Atomic<Bool>(false)
    let buffer = try VoxelBuffer<T>(count: geometry.voxelCount) { out in
      nonisolated(unsafe) let out = out
      let d = geometry.dimensions
      let b = sampling.block
      let slabs = (d.z + b.z - 1) / b.z
      let bands = (d.y + b.y - 1) / b.y
      let next = Atomic<Int>(0)
      let done = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, slabs * bands))) { _ in
        var block = Block(self)
        while true {
          if Task.isCancelled { cancelled.store(true, ordering: .relaxed) }
          if cancelled.load(ordering: .relaxed) { return }
          let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard item < slabs * bands else { return }
          let (k0, j0) = (item / bands * b.z, item % bands * b.y)
          for i0 in stride(from: 0, to: d.x, by: b.x) {
            block.paint(product, at: [i0, j0, k0], into: out, convert: convert)
          }
          let finished = done.wrappingAdd(1, ordering: .relaxed).newValue
          if finished % bands == 0 {
            progress?(
              LoadProgress(stage: stage, completed: min(d.z, finished / bands * b.z), total: d.z))
          }
        }
      }
    }
    if cancelled.load(ordering: .relaxed) { throw CancellationError() }
    return buffer
  }
}

/// The scratch memory of one thread.
private struct Block {
  let r: Renderer
  var x = [Float](repeating: 0, count: 512)
  var y = [Float](repeating: 0, count: 512)
  var z = [Float](repeating: 0, count: 512)
  var hu = [Float](repeating: 0, count: 512)
  var mean = [Float](repeating: 0, count: 512)
  var label = [UInt8](repeating: 0, count: 512)

  /// Places of a voxel's samples, from its centre, mm.
  let offsets: [SIMD3<Double>]

  init(_ renderer: Renderer) {
    r = renderer
    offsets = renderer.sampling.samples.map { renderer.geometry.affine.vector(of: $0) }
  }

  /// Paints the block whose first voxel is `at`.
  mutating func paint<T>(
    _ product: Renderer.Product, at: SIMD3<Int>, into out: UnsafeMutableBufferPointer<T>,
    convert: (Float) -> T
  ) {
    let d = r.geometry.dimensions
    let size = pointwiseMin(r.sampling.block, d &- at)
    let voxels = size.x * size.y * size.z
    // Labels are decided at the voxel's centre; HU are averages of its samples.
    let offsets = product == .hounsfieldUnits ? self.offsets : [.zero]
    let each = offsets.count
    place(at, size, offsets)
    var points = cphantom_points()
    x.withUnsafeBufferPointer { px in
      y.withUnsafeBufferPointer { py in
        z.withUnsafeBufferPointer { pz in
          points.x = px.baseAddress
          points.y = py.baseAddress
          points.z = pz.baseAddress
          points.count = Int32(voxels * each)
          points.width = Float(r.sampling.width)
          switch product {
          case .hounsfieldUnits: cphantom_render(r.scene.scene, &points, &hu, nil, nil)
          case .labels: cphantom_render(r.scene.scene, &points, nil, &label, nil)
          case .breaks: cphantom_render(r.scene.scene, &points, nil, nil, &hu)
          }
        }
      }
    }
    if product == .labels { for n in 0..<voxels { hu[n] = Float(label[n]) } }
    if each > 1 {
      let share = 1 / Float(each)
      for n in 0..<voxels {
        var sum: Float = 0
        for m in 0..<each { sum += hu[n * each + m] }
        mean[n] = sum * share
      }
      for n in 0..<voxels { hu[n] = mean[n] }
    }
    if product == .hounsfieldUnits, r.withNoise { addNoise(at, size, voxels, each) }
    var n = 0
    for k in at.z..<(at.z + size.z) {
      for j in at.y..<(at.y + size.y) {
        let row = (k * d.y + j) * d.x + at.x
        for i in 0..<size.x {
          out[row + i] = convert(hu[n])
          n += 1
        }
      }
    }
  }

  private mutating func addNoise(_ at: SIMD3<Int>, _ size: SIMD3<Int>, _ voxels: Int, _ each: Int) {
    if each > 1 { place(at, size, [.zero]) }
    var points = cphantom_points()
    x.withUnsafeBufferPointer { px in
      y.withUnsafeBufferPointer { py in
        z.withUnsafeBufferPointer { pz in
          points.x = px.baseAddress
          points.y = py.baseAddress
          points.z = pz.baseAddress
          points.count = Int32(voxels)
          let s = r.sampling
          cphantom_add_noise(
            r.scene.scene, &points, Float(s.noiseCell), Float(s.noiseDepth),
            Float(s.noiseDeviation), Float(r.streak), &hu)
        }
      }
    }
  }

  /// World positions of all samples, voxel by voxel.
  private mutating func place(_ at: SIMD3<Int>, _ size: SIMD3<Int>, _ offsets: [SIMD3<Double>]) {
    let a = r.geometry.affine
    var n = 0
    for k in at.z..<(at.z + size.z) {
      for j in at.y..<(at.y + size.y) {
        let start = r.geometry.position(i: at.x, j: j, slice: k)
        for i in 0..<size.x {
          let p = start + a.i * Double(i)
          for o in offsets {
            x[n] = Float(p.x + o.x)
            y[n] = Float(p.y + o.y)
            z[n] = Float(p.z + o.z)
            n += 1
          }
        }
      }
    }
  }
}
