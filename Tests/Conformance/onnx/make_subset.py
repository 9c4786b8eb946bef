"""Writes Tests/InferenceTests/Fixtures/onnx-suite.*: the smallest cases of the ONNX project's suite for
each operator, so that `make test` runs them without Python.

    python Tests/Conformance/onnx/make_subset.py
"""
import json

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

from suite import REPOSITORY, Case, selection

FOLDER = REPOSITORY / "Tests/InferenceTests/Fixtures"
EACH, LARGEST = 4, 12_000
# What docs/conformance.md lists as not passed.
LEFT_OUT = {"align_corners", "tf_crop_and_resize", "antialias", "not_larger", "not_smaller", "batchwise",
            "peepholes", "argmax_2d_precomputed", "maxpool_2d_uint8", "operator_add"}


def size(case):
    return len(case.model.SerializeToString()) + 4 * sum(np.asarray(a).size for a in case.inputs + case.outputs)


def global_lp_pool():
    """The suite has no case of it: ONNX Runtime says what is right."""
    x = np.random.default_rng(3).normal(size=(2, 3, 4, 2)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("GlobalLpPool", ["x"], ["y"], p=3)], "GlobalLpPool",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, (2, 3, 1, 1))])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return Case("test_globallppool", "node", model, [x], session.run(None, {"x": x}), 1e-3, 1e-7)


def main():
    cases, _ = selection()
    cases.append(global_lp_pool())
    chosen = {}
    for case in sorted(cases, key=size):
        operators = {node.op_type for node in case.model.graph.node}
        if len(operators) != 1 or any(part in case.name for part in LEFT_OUT):
            continue
        of_it = chosen.setdefault(operators.pop(), [])
        if not of_it or (len(of_it) < EACH and size(case) <= LARGEST):
            of_it.append(case)
    blob, index = bytearray(), []

    def store(data):
        place = {"offset": len(blob), "length": len(data)}
        blob.extend(data)
        return place

    def array(value):
        value = np.asarray(value)
        return {"shape": list(value.shape)} | store(value.astype("<f4").tobytes())

    for name in sorted(chosen):
        for case in chosen[name]:
            outputs = [value.name for value in case.model.graph.output]
            index.append({
                "name": case.name, "operator": name, "model": store(case.model.SerializeToString()),
                "inputs": dict(zip(case.input_names, map(array, case.inputs))),
                "outputs": dict(zip(outputs, map(array, case.outputs)))})
    (FOLDER / "onnx-suite.bin").write_bytes(blob)
    (FOLDER / "onnx-suite.json").write_text(json.dumps(index, separators=(",", ":")))
    print(f"{len(index)} cases of {len(chosen)} operators, {len(blob)} bytes")


if __name__ == "__main__":
    main()
