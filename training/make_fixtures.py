"""Makes Tests/InferenceTests/Fixtures: small models with the numbers that ONNX Runtime and PyTorch
give for them. Run from the repository's root: python training/make_fixtures.py

Each case holds a model, its inputs, and either ONNX Runtime's outputs or, for the modules exported
from PyTorch, outputs, gradients of one output element and Grad-CAM by autograd.
`cases.json` is the index; `cases.bin` the models and little-endian float32 arrays it points into.
"""
import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

FOLDER = Path(__file__).parent.parent / "Tests/InferenceTests/Fixtures"
blob, cases = bytearray(), []
random = np.random.default_rng(20)


def store(data: bytes) -> dict:
    place = {"offset": len(blob), "length": len(data)}
    blob.extend(data)
    return place


def array(values) -> dict:
    values = np.asarray(values)
    return {"shape": list(values.shape)} | store(values.astype("<f4").tobytes())


def named(arrays: dict) -> dict:
    return {name: array(value) for name, value in arrays.items()}


def floats(*shape) -> np.ndarray:
    return random.normal(size=shape).astype(np.float32)


def operator(name, op, inputs, constants=(), outputs=1, opset=17, **attributes):
    """One node: float inputs, constant further inputs, outputs from ONNX Runtime."""
    names = list(inputs) + [f"c{n}" if value is not None else "" for n, value in enumerate(constants)]
    results = [f"y{n}" for n in range(outputs)]
    node = helper.make_node(op, names, results, **attributes)
    graph = helper.make_graph(
        [node], name,
        [helper.make_tensor_value_info(key, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
         for key, value in inputs.items()],
        [helper.make_empty_tensor_value_info(key) for key in results],
        [numpy_helper.from_array(np.asarray(value), f"c{n}")
         for n, value in enumerate(constants) if value is not None])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    model = onnx.shape_inference.infer_shapes(model)
    for output in model.graph.output:
        if not output.type.HasField("tensor_type") or not output.type.tensor_type.elem_type:
            output.type.tensor_type.elem_type = TensorProto.FLOAT
    data = model.SerializeToString()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    values = session.run(None, inputs)
    cases.append({
        "name": name, "operator": op, "model": store(data), "inputs": named(inputs),
        "outputs": named(dict(zip([o.name for o in session.get_outputs()], values)))})


def module(name, net, x, index, feature=None, opset=17, dynamic=False):
    """A PyTorch module: outputs, gradient by the input, Grad-CAM of `feature` where it is given."""
    net.eval()
    buffer = io.BytesIO()
    axes = {"x": {0: "batch"}, "y": {0: "batch"}} if dynamic else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(net, (x,), buffer, dynamo=False, opset_version=opset, input_names=["x"],
                          output_names=["y"], dynamic_axes=axes)
    kept = []
    if feature is not None:
        def keep(_, __, output):
            output.retain_grad()
            kept.append(output)
        feature.register_forward_hook(keep)
    x = x.clone().requires_grad_()
    y = net(x)
    y[tuple(index)].backward()
    case = {"name": name, "model": store(buffer.getvalue()), "inputs": named({"x": x.detach().numpy()}),
            "outputs": named({"y": y.detach().numpy()}),
            "gradient": {"of": "y", "index": list(index), "by": named({"x": x.grad.numpy()})}}
    if kept:
        a, g = kept[0].detach(), kept[0].grad
        axes = tuple(range(2, a.ndim))
        heat = torch.relu((g.mean(axes, keepdim=True) * a).sum(1))
        case["heat"] = array(heat.numpy())
    cases.append(case)


def operators():
    x = floats(2, 3, 5, 6)
    for op in ["Relu", "LeakyRelu", "Sigmoid", "Tanh", "HardSwish", "HardSigmoid", "Elu", "Softplus", "Exp",
               "Erf", "Abs", "Neg", "Ceil", "Floor", "Reciprocal", "Identity"]:
        operator(op.lower(), op, {"x": 3 * x})
    for op in ["Sqrt", "Log"]:
        operator(op.lower(), op, {"x": np.abs(x) + 0.1})
    operator("clip", "Clip", {"x": x}, [np.float32(-0.5), np.float32(0.7)])
    operator("clip lower", "Clip", {"x": x}, [np.float32(-0.5)])
    operator("clip of opset 10", "Clip", {"x": x}, opset=10, min=-0.3, max=0.4)
    for op in ["Add", "Sub", "Mul", "Div"]:
        operator(f"{op.lower()} same", op, {"a": x, "b": floats(2, 3, 5, 6)})
        operator(f"{op.lower()} channel", op, {"a": x, "b": floats(3, 1, 1)})
        operator(f"{op.lower()} both", op, {"a": floats(2, 1, 5, 1), "b": floats(3, 1, 6)})
    operator("pow", "Pow", {"a": np.abs(x)}, [np.float32(1.7)])
    operator("square", "Pow", {"a": x}, [np.float32(2)])
    for op in ["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"]:
        operator(op.lower(), op, {"a": np.round(x), "b": np.round(floats(6))})
    operator("not", "Not", {"a": np.array([True, False])})
    operator("where", "Where", {"c": floats(2, 1, 6) > 0, "a": floats(2, 3, 6), "b": floats(1)})
    convolutions(x)
    pools(x)
    shapes(x)
    for opset in [11, 13]:
        for axis in [1, -1]:
            operator(f"softmax {opset} {axis}", "Softmax", {"x": x}, opset=opset, axis=axis)
            operator(f"logsoftmax {opset} {axis}", "LogSoftmax", {"x": x}, opset=opset, axis=axis)
    for op in ["ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin"]:
        opset = 18 if op != "ReduceSum" else 13
        operator(f"{op} all", op, {"x": x}, opset=opset)
        operator(f"{op} space", op, {"x": x}, [np.array([2, 3])], opset=opset)
        operator(f"{op} apart", op, {"x": x}, [np.array([0, -1])], opset=opset, keepdims=0)
        operator(f"{op} channel", op, {"x": x}, [np.array([1])], opset=opset, keepdims=0)
    for a, b in [((4, 5), (5, 3)), ((2, 4, 5), (5, 3)), ((2, 1, 4, 5), (3, 5, 2)), ((5,), (5, 3)),
                 ((2, 4, 5), (5,)), ((5,), (5,))]:
        operator(f"matmul {a} {b}", "MatMul", {"a": floats(*a), "b": floats(*b)})
    for ta in [0, 1]:
        for tb in [0, 1]:
            operator(f"gemm {ta}{tb}", "Gemm", {"a": floats(*((5, 4) if ta else (4, 5))),
                     "b": floats(*((3, 5) if tb else (5, 3))), "c": floats(3)},
                     transA=ta, transB=tb, alpha=0.7, beta=1.3)
    operator("gemm without c", "Gemm", {"a": floats(4, 5), "b": floats(5, 3)})
    recurrent()
    resizes()


def convolutions(x):
    operator("conv", "Conv", {"x": x}, [floats(4, 3, 3, 3), floats(4)], pads=[1, 1, 1, 1])
    operator("conv strided", "Conv", {"x": x}, [floats(4, 3, 3, 2)], strides=[2, 3], pads=[1, 0, 2, 1])
    operator("conv dilated", "Conv", {"x": x}, [floats(4, 3, 2, 2)], dilations=[2, 3])
    operator("conv grouped", "Conv", {"x": floats(2, 4, 5, 6)}, [floats(6, 2, 3, 3), floats(6)], group=2)
    operator("conv depthwise", "Conv", {"x": x}, [floats(3, 1, 3, 3), floats(3)], group=3,
             pads=[1, 1, 1, 1], strides=[1, 2])
    operator("conv pointwise", "Conv", {"x": x}, [floats(7, 3, 1, 1), floats(7)])
    operator("conv same", "Conv", {"x": x}, [floats(2, 3, 4, 3)], auto_pad="SAME_UPPER", strides=[2, 2])
    operator("conv 1-D", "Conv", {"x": floats(2, 3, 9)}, [floats(4, 3, 3), floats(4)], pads=[2, 1])
    operator("conv 3-D", "Conv", {"x": floats(1, 2, 4, 5, 6)}, [floats(3, 2, 3, 3, 3), floats(3)],
             pads=[1, 1, 1, 1, 1, 1], strides=[1, 2, 1])
    operator("conv many columns", "Conv", {"x": floats(2, 2, 40, 40)}, [floats(3, 2, 3, 3), floats(3)])
    operator("conv wide", "Conv", {"x": floats(1, 3, 5, 6)}, [floats(70, 3, 3, 3), floats(70)])
    operator("convtranspose", "ConvTranspose", {"x": x}, [floats(3, 4, 3, 3), floats(4)])
    operator("convtranspose strided", "ConvTranspose", {"x": x}, [floats(3, 4, 3, 3)], strides=[2, 3],
             pads=[1, 0, 1, 2], output_padding=[1, 2])
    operator("convtranspose grouped", "ConvTranspose", {"x": floats(1, 4, 3, 3)}, [floats(4, 2, 2, 2)],
             group=2, strides=[2, 2])
    operator("convtranspose 3-D", "ConvTranspose", {"x": floats(1, 3, 2, 3, 4)},
             [floats(3, 2, 2, 2, 2), floats(2)], strides=[2, 2, 2])
    operator("batchnorm", "BatchNormalization", {"x": x},
             [floats(3), floats(3), floats(3), np.abs(floats(3)) + 0.1])
    operator("instancenorm", "InstanceNormalization", {"x": x}, [floats(3), floats(3)])
    operator("layernorm", "LayerNormalization", {"x": x}, [floats(6), floats(6)])
    operator("layernorm two axes", "LayerNormalization", {"x": x}, [floats(5, 6)], axis=-2)


def pools(x):
    for op in ["MaxPool", "AveragePool"]:
        operator(f"{op} 2", op, {"x": x}, kernel_shape=[2, 2], strides=[2, 2])
        operator(f"{op} padded", op, {"x": x}, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
        operator(f"{op} ceil", op, {"x": x}, kernel_shape=[2, 3], strides=[2, 2], ceil_mode=1)
        operator(f"{op} 3-D", op, {"x": floats(1, 2, 4, 5, 6)}, kernel_shape=[2, 2, 2], strides=[2, 1, 2])
        operator(f"{op} 1-D", op, {"x": floats(1, 2, 9)}, kernel_shape=[3], strides=[2], pads=[1, 0])
    operator("AveragePool counts", "AveragePool", {"x": x}, kernel_shape=[3, 3], pads=[1, 1, 1, 1],
             count_include_pad=1)
    operator("AveragePool ceil counts", "AveragePool", {"x": x}, opset=19, kernel_shape=[3, 3],
             strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1, count_include_pad=1)
    for op in ["GlobalAveragePool", "GlobalMaxPool"]:
        operator(f"{op}", op, {"x": x})
        operator(f"{op} 3-D", op, {"x": floats(1, 2, 4, 5, 6)})


def shapes(x):
    operator("concat", "Concat", {"a": x, "b": floats(2, 1, 5, 6)}, axis=1)
    operator("concat last", "Concat", {"a": x, "b": floats(2, 3, 5, 2)}, axis=-1)
    operator("slice", "Slice", {"x": x}, [np.array([1, -2]), np.array([9, 2**62]), np.array([2, 3])])
    operator("slice backwards", "Slice", {"x": x},
             [np.array([-1]), np.array([-2**62]), np.array([3]), np.array([-2])])
    operator("pad", "Pad", {"x": x}, [np.array([0, 1, 2, 0, 0, 0, 1, 3]), np.float32(1.5)])
    operator("pad negative", "Pad", {"x": x}, [np.array([0, 0, -1, 2, 0, 0, 1, -2])])
    for mode in ["edge", "reflect"]:
        operator(f"pad {mode}", "Pad", {"x": x}, [np.array([0, 0, 2, 1, 0, 0, 1, 3])], mode=mode)
    operator("reshape", "Reshape", {"x": x}, [np.array([0, -1, 10])])
    operator("flatten", "Flatten", {"x": x}, axis=2)
    operator("squeeze", "Squeeze", {"x": floats(1, 3, 1, 2)}, [np.array([0, -2])])
    operator("squeeze of opset 11", "Squeeze", {"x": floats(1, 3, 1, 2)}, opset=11, axes=[2])
    operator("unsqueeze", "Unsqueeze", {"x": floats(3, 2)}, [np.array([0, -1])])
    operator("transpose", "Transpose", {"x": x}, perm=[2, 0, 3, 1])
    operator("transpose reversed", "Transpose", {"x": x})
    operator("gather", "Gather", {"x": x}, [np.array([[0, 2], [-1, 1]])], axis=1)
    operator("gather scalar", "Gather", {"x": x}, [np.array(1)], axis=2)
    operator("shape", "Shape", {"x": x})
    operator("shape part", "Shape", {"x": x}, start=1, end=-1)
    operator("expand", "Expand", {"x": floats(3, 1)}, [np.array([2, 1, 4])])
    operator("cast", "Cast", {"x": 3 * x}, to=TensorProto.INT64)
    operator("cast to bool", "Cast", {"x": np.round(x)}, to=TensorProto.BOOL)
    operator("dropout", "Dropout", {"x": x})
    operator("split", "Split", {"x": x}, [np.array([1, 2])], outputs=2, axis=1)
    operator("split evenly", "Split", {"x": x}, outputs=3, opset=18, axis=3, num_outputs=3)


def recurrent():
    for op, gates in [("GRU", 3), ("LSTM", 4)]:
        for direction in ["forward", "reverse", "bidirectional"]:
            d = 2 if direction == "bidirectional" else 1
            more = {"linear_before_reset": 1} if op == "GRU" else {}
            states = [None, floats(d, 2, 4)] + ([floats(d, 2, 4)] if op == "LSTM" else [])
            operator(f"{op} {direction}", op, {"x": floats(5, 2, 3)},
                     [floats(d, gates * 4, 3), floats(d, gates * 4, 4), floats(d, 2 * gates * 4)] + states,
                     outputs=gates - 1, direction=direction, hidden_size=4, **more)
    operator("GRU reset before", "GRU", {"x": floats(5, 2, 3)},
             [floats(1, 12, 3), floats(1, 12, 4), floats(1, 24)], outputs=2, hidden_size=4)


def resizes():
    x = floats(1, 2, 4, 5)
    for coordinates in ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]:
        for mode in ["nearest", "linear", "cubic"]:
            for sizes in [[1, 2, 8, 7], [1, 2, 3, 2]]:
                operator(f"resize {mode} {coordinates} {sizes[2]}", "Resize", {"x": x},
                         [None, None, np.array(sizes)], mode=mode,
                         coordinate_transformation_mode=coordinates)
    for rounding in ["round_prefer_ceil", "floor", "ceil"]:
        operator(f"resize {rounding}", "Resize", {"x": x}, [None, np.array([1, 1, 1.5, 2], np.float32)],
                 mode="nearest", nearest_mode=rounding, coordinate_transformation_mode="asymmetric")
    operator("resize 1-D", "Resize", {"x": floats(1, 2, 5)}, [None, np.array([1, 1, 2.3], np.float32)],
             mode="linear")
    operator("resize 3-D", "Resize", {"x": floats(1, 2, 3, 4, 5)},
             [None, np.array([1, 1, 2, 2, 2], np.float32)], mode="linear")


class Block(nn.Sequential):
    def __init__(self, a, b):
        super().__init__(nn.Conv3d(a, b, 3, padding=1), nn.BatchNorm3d(b), nn.ReLU(),
                         nn.Conv3d(b, b, 3, padding=1), nn.BatchNorm3d(b), nn.LeakyReLU(0.1))


class UNet3D(nn.Module):
    """Three levels, transposed and trilinear upsampling."""

    def __init__(self, base=4, classes=3):
        super().__init__()
        self.a, self.b, self.c = Block(1, base), Block(base, 2 * base), Block(2 * base, 4 * base)
        self.up = nn.ConvTranspose3d(4 * base, 2 * base, 2, stride=2)
        self.d, self.e = Block(4 * base, 2 * base), Block(3 * base, base)
        self.head = nn.Conv3d(base, classes, 1)

    def forward(self, x):
        a = self.a(x)
        b = self.b(nn.functional.max_pool3d(a, 2))
        c = self.c(nn.functional.max_pool3d(b, 2))
        d = self.d(torch.cat([self.up(c), b], 1))
        d = nn.functional.interpolate(d, scale_factor=2, mode="trilinear", align_corners=False)
        return self.head(self.e(torch.cat([d, a], 1)))


class Residual(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.one, self.two = nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.n1, self.n2 = nn.BatchNorm2d(b), nn.BatchNorm2d(b)
        self.skip = nn.Sequential(nn.AvgPool2d(stride, ceil_mode=True), nn.Conv2d(a, b, 1, bias=False),
                                  nn.BatchNorm2d(b))

    def forward(self, x):
        return torch.relu(self.n2(self.two(torch.relu(self.n1(self.one(x))))) + self.skip(x))


class SliceClassifier(nn.Module):
    """2.5-D: a small residual network a slice, bidirectional GRU, attention, one logit a level."""

    def __init__(self, recurrent=nn.GRU):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
                                  nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential(Residual(8, 8, 1), Residual(8, 16, 2))
        self.rnn = recurrent(16, 8, bidirectional=True, batch_first=True)
        self.score = nn.Sequential(nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 1))
        self.head = nn.Sequential(nn.Linear(16, 8), nn.BatchNorm1d(8), nn.LeakyReLU(0.1), nn.Linear(8, 2))

    def forward(self, x):
        n, t = x.shape[:2]
        f = self.stages(self.stem(x.flatten(0, 1)))
        f = f.mean((2, 3)).reshape(n, t, -1)
        h, _ = self.rnn(f)
        return self.head((torch.softmax(self.score(h), 1) * h).sum(1))


class Mobile(nn.Module):
    """Depthwise convolutions, hard-swish, squeeze and excitation, SiLU."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.Hardswish())
        self.depth = nn.Sequential(nn.Conv2d(8, 8, 5, 1, 2, groups=8), nn.BatchNorm2d(8), nn.SiLU())
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 4, 1), nn.ReLU(),
                                     nn.Conv2d(4, 8, 1), nn.Hardsigmoid())
        self.last = nn.Sequential(nn.Conv2d(8, 12, 1), nn.InstanceNorm2d(12, affine=True), nn.GELU())
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        x = self.depth(self.stem(x))
        x = self.last(x * self.squeeze(x))
        return self.head(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1))


def scrambled(net):
    """Batch normalisation with statistics of its own, so that folding it shows."""
    for layer in net.modules():
        if isinstance(layer, nn.modules.batchnorm._BatchNorm):
            nn.init.uniform_(layer.running_mean, -0.5, 0.5)
            nn.init.uniform_(layer.running_var, 0.5, 2)
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.uniform_(layer.bias, -0.3, 0.3)
    return net


def modules():
    torch.manual_seed(20)
    net = scrambled(UNet3D())
    module("3-D U-Net", net, torch.randn(1, 1, 8, 12, 12), [0, 1, 3, 5, 6], net.c)
    net = scrambled(SliceClassifier())
    module("2.5-D GRU", net, torch.randn(2, 5, 3, 24, 20), [1, 0], net.stages, dynamic=True)
    net = scrambled(SliceClassifier(nn.LSTM))
    module("2.5-D LSTM", net, torch.randn(1, 5, 3, 24, 20), [0, 1], net.stages, opset=13)
    net = scrambled(Mobile())
    module("mobile", net, torch.randn(2, 3, 17, 15), [1, 2], net.last)


if __name__ == "__main__":
    operators()
    modules()
    (FOLDER / "cases.bin").write_bytes(blob)
    (FOLDER / "cases.json").write_text(json.dumps(cases, separators=(",", ":")))
    print(f"{len(cases)} cases, {len(blob)} bytes")
