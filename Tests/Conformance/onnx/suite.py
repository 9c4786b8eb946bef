"""The ONNX project's backend suite: its cases, and which of them are in the selection.

A case is in the selection when every operator of its model is in the engine's set and every tensor
at its rim is float32, float64, an integer or a boolean. Every other case is counted by why it is not.
"""
import re
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper

REPOSITORY = Path(__file__).resolve().parents[3]
TYPES = {TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.BOOL, TensorProto.INT8, TensorProto.INT16,
         TensorProto.INT32, TensorProto.INT64, TensorProto.UINT8, TensorProto.UINT16,
         TensorProto.UINT32, TensorProto.UINT64}
CONTROL = {"If", "Loop", "Scan", "SequenceMap"}
KINDS = ["simple", "pytorch-converted", "pytorch-operator"]


@dataclass
class Case:
    name: str
    kind: str
    model: onnx.ModelProto
    inputs: list
    outputs: list
    rtol: float
    atol: float

    @property
    def input_names(self):
        shadowed = {tensor.name for tensor in self.model.graph.initializer}
        return [value.name for value in self.model.graph.input if value.name not in shadowed]


def engine_operators():
    page = (REPOSITORY / "docs/operators.md").read_text()
    return set(re.findall(r"^\| (\w+) \| \d", page, re.M))


def reason(case, known):
    """Why a case is not in the selection; None when it is."""
    graph = case.model.graph
    for node in graph.node:
        if node.domain not in ("", "ai.onnx"):
            return f"operators of the domain {node.domain}"
    for node in graph.node:
        if node.op_type in CONTROL:
            return "control flow (If, Loop, Scan)"
    for value in list(graph.input) + list(graph.output):
        kind = value.type.WhichOneof("value")
        if kind != "tensor_type":
            return f"{(kind or 'untyped value').removesuffix('_type')} values"
        if value.type.tensor_type.elem_type not in TYPES:
            return f"tensors of {TensorProto.DataType.Name(value.type.tensor_type.elem_type).lower()}"
    missing = sorted({node.op_type for node in graph.node} - known)
    if missing:
        return f"operator {missing[0]}"
    opset = max((i.version for i in case.model.opset_import if i.domain in ("", "ai.onnx")), default=0)
    if opset < 6:
        return "opset 5 or older"
    for node in graph.node:
        attributes = {a.name: a for a in node.attribute}
        if node.op_type == "BatchNormalization" and "training_mode" in attributes:
            return "training mode"
        if "training_mode" in attributes and attributes["training_mode"].i:
            return "training mode"
    if any("training" in value.name or value.name == "t" for value in graph.input) or (
            "dropout" in case.name and "training" in case.name):
        return "training mode"
    return None


def node_cases():
    from onnx.backend.test.case.node import collect_testcases
    for case in collect_testcases(None):
        for inputs, outputs in case.data_sets:
            yield Case(case.name, "node", case.model, [plain(v) for v in inputs],
                       [plain(v) for v in outputs], case.rtol, case.atol)


def plain(value):
    return numpy_helper.to_array(value) if isinstance(value, TensorProto) else value


def stored(path):
    tensor = TensorProto()
    data = path.read_bytes()
    try:
        tensor.ParseFromString(data)
        return numpy_helper.to_array(tensor)
    except Exception:
        return None


def folder_cases():
    from onnx.backend.test.loader import load_model_tests
    for kind in KINDS:
        for case in load_model_tests(kind=kind):
            folder = Path(case.model_dir)
            model = onnx.load(folder / "model.onnx")
            for data in sorted(folder.glob("test_data_set_*")):
                def numbered(prefix):
                    files = sorted(data.glob(f"{prefix}_*.pb"), key=lambda p: int(p.stem.split("_")[1]))
                    return [stored(file) for file in files]
                yield Case(case.name, kind, model, numbered("input"), numbered("output"), case.rtol, case.atol)


def light_cases():
    """Nine classifiers without their weights: constants in their place, a ramp as the image."""
    folder = Path(onnx.__file__).parent / "backend/test/data/light"
    for path in sorted(folder.glob("*.onnx")):
        model = onnx.load(path)
        shadowed = {tensor.name for tensor in model.graph.initializer}
        shapes = [[d.dim_value or 1 for d in value.type.tensor_type.shape.dim]
                  for value in model.graph.input if value.name not in shadowed]
        inputs = [(np.arange(np.prod(s)).reshape(s) / np.prod(s)).astype(np.float32) for s in shapes]
        yield Case(path.stem, "light", model, inputs, [stored(folder / f"{path.stem}_output_0.pb")], 1e-3, 1e-7)


def all_cases():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from node_cases()
        yield from folder_cases()
        yield from light_cases()


def selection(only=None):
    """The cases in the selection, and why the others are not."""
    known = engine_operators()
    chosen, excluded = [], Counter()
    for case in all_cases():
        if only and only not in case.name:
            continue
        why = reason(case, known)
        if why is None:
            chosen.append(case)
        else:
            excluded[why] += 1
    return chosen, excluded


def differences(case, actual):
    """What is wrong with a case's outputs; None when nothing is."""
    if len(actual) != len(case.outputs):
        return f"{len(actual)} outputs, not {len(case.outputs)}"
    for n, (mine, wanted) in enumerate(zip(actual, case.outputs)):
        wanted = np.asarray(wanted)
        if mine.dtype != wanted.dtype:
            return f"output {n} is {mine.dtype}, not {wanted.dtype}"
        if mine.shape != wanted.shape:
            return f"output {n} is {mine.shape}, not {wanted.shape}"
        if not np.allclose(mine.astype(np.float64), wanted.astype(np.float64), rtol=case.rtol,
                           atol=case.atol, equal_nan=True):
            worst = np.nanmax(np.abs(mine.astype(np.float64) - wanted.astype(np.float64)))
            return f"output {n} is off by {worst:.3g}"
    return None
