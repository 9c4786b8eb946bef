"""The engine and ONNX Runtime, each given a case, each answering what is wrong with it or None."""
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime

from suite import differences


def onnx_runtime(case):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            case.model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        actual = session.run(None, dict(zip([i.name for i in session.get_inputs()], case.inputs)))
    except Exception as error:
        return "error " + str(error).split("\n")[0][:160]
    return differences(case, [np.asarray(a) for a in actual])


class Engine:
    """Runs many cases in one process of Tests/OnnxCases, and goes on behind a case that ends it."""

    def __init__(self, program):
        self.program = program

    def run(self, cases):
        folder = Path(tempfile.mkdtemp(prefix="onnx-cases-"))
        try:
            places = [self.write(folder / str(n), case) for n, case in enumerate(cases)]
            self.start(places)
            return [self.read(place, case) for place, case in zip(places, cases)]
        finally:
            shutil.rmtree(folder)

    def start(self, places):
        waiting = list(places)
        while waiting:
            try:
                subprocess.run([self.program], input="".join(f"{p}\n" for p in waiting).encode(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
            except subprocess.TimeoutExpired:
                pass
            left = [p for p in waiting if not (p / "result.txt").exists()]
            if left:
                (left[0] / "result.txt").write_text("error the process ended\n")
            waiting = left[1:]

    @staticmethod
    def write(place, case):
        place.mkdir()
        (place / "model.onnx").write_bytes(case.model.SerializeToString())
        names = case.input_names[:len(case.inputs)]
        (place / "inputs.txt").write_text("\n".join(names))
        for n, value in enumerate(case.inputs[:len(names)]):
            value = np.asarray(value)
            np.save(place / f"in_{n}.npy", np.ascontiguousarray(value).reshape(value.shape))
        return place

    @staticmethod
    def read(place, case):
        lines = (place / "result.txt").read_text().splitlines()
        if lines and lines[0].startswith("error"):
            return lines[0][:300]
        actual = []
        for n, kind in enumerate(lines):
            kind = {"float32": "float32", "float64": "float64", "bool": "bool"}.get(kind, kind)
            actual.append(np.load(place / f"out_{n}.npy").astype(kind))
        return differences(case, actual)
