import CInferenceKernels

/// The attributes that convolutions and pools share, for one to three spatial axes.
struct WindowAttributes: Sendable {
  let kernel: [Int]?
  let strides: [Int]?
  let dilations: [Int]?
  let pads: [Int]?
  let autoPad: String
  let ceilMode: Bool

  init(_ node: NodeReader) throws(OperatorError) {
    let sizes = 1...(1 << 20)
    kernel = try node.ints("kernel_shape", in: sizes)
    strides = try node.ints("strides", in: sizes)
    dilations = try node.ints("dilations", in: sizes)
    pads = try node.ints("pads", in: 0...(1 << 20))
    autoPad = try node.string("auto_pad", default: "NOTSET")
    ceilMode = try node.bool("ceil_mode")
    guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(autoPad) else {
      throw .invalid("auto_pad is \(autoPad)")
    }
  }

  /// A value an axis; `fallback` where the attribute is absent.
  private func extents(_ values: [Int]?, _ name: String, _ rank: Int, _ fallback: Int)
    throws(OperatorError) -> [Int]
  {
    guard let values else { return [Int](repeating: fallback, count: rank) }
    guard values.count == rank else {
      throw .invalid("\(name) has \(values.count) values for \(rank) axes")
    }
    return values
  }

  /// The window of a pool, whose kernel is an attribute, over `x` `[N, C, spatial…]`.
  func poolWindow(_ x: [Int]) throws(OperatorError) -> Window {
    guard x.count >= 3, let kernel else {
      throw .invalid("no kernel_shape, or an input of shape \(x)")
    }
    return try window(Array(x[2...]), kernel: kernel).0
  }

  /// The window over `input` (spatial extents), and how far the padding reaches past its end.
  ///
  /// Source: ONNX, operators Conv and MaxPool, output shape.
  func window(_ input: [Int], kernel: [Int]) throws(OperatorError) -> (Window, end: [Int]) {
    let rank = input.count
    guard (1...3).contains(rank) else { throw .unsupported("\(rank) spatial axes") }
    guard kernel.count == rank, kernel.allSatisfy({ (1...1 << 20).contains($0) }) else {
      throw .invalid("a kernel of \(kernel) for \(rank) spatial axes")
    }
    let stride = try extents(strides, "strides", rank, 1)
    let dilation = try extents(dilations, "dilations", rank, 1)
    var begin = [Int](repeating: 0, count: rank)
    var end = begin
    if let pads, autoPad == "NOTSET" {
      guard pads.count == 2 * rank else {
        throw .invalid("pads has \(pads.count) values for \(rank) axes")
      }
      begin = Array(pads[..<rank])
      end = Array(pads[rank...])
    }
    var output: [Int] = []
    for axis in 0..<rank {
      let reach = (kernel[axis] - 1) * dilation[axis] + 1
      if autoPad.hasPrefix("SAME") {
        let count = (input[axis] + stride[axis] - 1) / stride[axis]
        let total = max(0, (count - 1) * stride[axis] + reach - input[axis])
        begin[axis] = autoPad == "SAME_UPPER" ? total / 2 : total - total / 2
        end[axis] = total - begin[axis]
      }
      let room = input[axis] + begin[axis] + end[axis] - reach
      guard room >= 0 else {
        throw .invalid("a kernel of \(kernel) does not fit an input of \(input)")
      }
      var count = room / stride[axis] + 1
      if ceilMode, room % stride[axis] != 0, count * stride[axis] < input[axis] + begin[axis] {
        count += 1
      }
      output.append(count)
    }
    return (
      Window(
        input: input, output: output, kernel: kernel, stride: stride, dilation: dilation, pad: begin
      ),
      end
    )
  }
}

/// A sliding window over one to three axes.
struct Window: Sendable {
  let input, output, kernel, stride, dilation, pad: [Int]

  /// Input, output and kernel places.
  var plane: Int { input.reduce(1, *) }
  var columns: Int { output.reduce(1, *) }
  var places: Int { kernel.reduce(1, *) }

  /// Each output place is the input place of the same number.
  var isPointwise: Bool {
    kernel.allSatisfy { $0 == 1 } && stride.allSatisfy { $0 == 1 } && pad.allSatisfy { $0 == 0 }
      && input == output
  }

  /// As the kernels take it: three axes, the missing ones in front.
  var kernelWindow: cinference_window {
    func triple(_ values: [Int], _ fallback: Int) -> (Int, Int, Int) {
      let all = [Int](repeating: fallback, count: 3 - values.count) + values
      return (all[0], all[1], all[2])
    }
    return cinference_window(
      input: triple(input, 1), output: triple(output, 1), kernel: triple(kernel, 1),
      stride: triple(stride, 1), dilation: triple(dilation, 1), pad: triple(pad, 0))
  }
}
