"""Times the engine beside ONNX Runtime and OpenVINO on the CPU, float32, and compares what they give.

    python Benchmarks/inference/compare.py --threads 1,2 --only resnet

All run in turn, ROUNDS times, with the same number of threads; the table has medians in milliseconds,
and how many times as long the peers take: ONNX Runtime, and the faster of the two.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
import openvino

from models import MODELS, exported

ROOT = Path(__file__).parent.parent.parent


def onnx_runtime(path, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return lambda x: session.run(None, {"x": x})[0]


def open_vino(path, threads):
    model = openvino.Core().compile_model(str(path), "CPU", {
        "INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"})
    return lambda x: model([x])[0]


class Engine:
    """`spinetui model`: its own process, so that neither side's threads disturb the other's."""

    def __init__(self, program, path, values, threads):
        self.command = [program, "model", "bench", str(path), "--input", f"x={values}", "--threads",
                        str(threads), "--json", "--runs"]
        self.run = [program, "model", "run", str(path), "--input", f"x={values}", "--output"]
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}

    def milliseconds(self, runs):
        row = json.loads(subprocess.run(self.command + [str(runs)], capture_output=True, check=True,
                                        env=self.environment).stdout)[0]
        return row["median_ms"], row["peak_bytes"]

    def output(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(self.run + [folder], capture_output=True, check=True, env=self.environment)
            return np.load(f"{folder}/y.npy")


def timed(run, x, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run(x)
        times.append(1000 * (time.perf_counter() - start))
    return times


def compare(name, threads, arguments):
    path, values = exported(name, arguments.folder)
    x = np.load(values)
    peers = {"ORT": onnx_runtime(path, threads), "OpenVINO": open_vino(path, threads)}
    engine = Engine(arguments.spinetui, path, values, threads)
    expected = peers["ORT"](x)
    error = np.abs(engine.output() - expected).max() / np.abs(expected).max()
    runs = 8 if x.size < 2_000_000 and "3-D" not in name and "nnU" not in name else 2
    ours, peak, theirs = [], 0, {peer: [] for peer in peers}
    for _ in range(arguments.rounds):
        milliseconds, bytes = engine.milliseconds(runs)
        ours.append(milliseconds)
        peak = max(peak, bytes)
        for peer, run in peers.items():
            run(x)
            theirs[peer] += timed(run, x, runs)
    mine = statistics.median(ours)
    ort, vino = (statistics.median(theirs[peer]) for peer in ("ORT", "OpenVINO"))
    row = ort / mine, min(ort, vino) / mine
    print(f"{name:34} {threads:7} {mine:11.1f} {ort:8.1f} {vino:9.1f} {row[0]:8.2f} {row[1]:7.2f} "
          f"{peak / 1e6:8.0f} {error:9.1e}", flush=True)
    if error > 1e-4:
        sys.exit(f"{name}: outputs differ by {error}")
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--spinetui", default=str(ROOT / ".build/release/spinetui"))
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--folder", help="keeps the exported networks there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        arguments.folder = arguments.folder or folder
        os.makedirs(arguments.folder, exist_ok=True)
        print(f"{'network':34} threads spinetui ms   ORT ms OpenV. ms  ORT/ours fastest peak MB     error")
        for threads in map(int, arguments.threads.split(",")):
            rows = [compare(name, threads, arguments) for name in MODELS if arguments.only in name]
            means = [math.exp(statistics.fmean(map(math.log, column))) for column in zip(*rows)]
            print(f"geometric means, {threads} thread(s): ORT / ours {means[0]:.2f}, "
                  f"faster peer / ours {means[1]:.2f}")


if __name__ == "__main__":
    main()
