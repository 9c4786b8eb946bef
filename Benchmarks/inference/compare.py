"""Times the engine beside ONNX Runtime on the CPU, float32: python Benchmarks/inference/compare.py

Models have random weights and are made by PyTorch. Both run in turn, ROUNDS times, with the same
number of threads; the table has medians in milliseconds and ONNX Runtime's time by the engine's.
OpenBLAS takes the kernel that the start of spinetui chooses for this processor.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

ROOT = Path(__file__).parent.parent.parent


def conv(a, b, k, stride=1, dims=2):
    layer, norm = (nn.Conv2d, nn.BatchNorm2d) if dims == 2 else (nn.Conv3d, nn.BatchNorm3d)
    return nn.Sequential(layer(a, b, k, stride, k // 2, bias=False), norm(b))


class Block(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.body = nn.Sequential(conv(a, b, 3, stride), nn.ReLU(), conv(b, b, 3))
        self.skip = nn.Identity() if a == b else conv(a, b, 1, stride)

    def forward(self, x):
        return torch.relu(self.body(x) + self.skip(x))


class ResNet18(nn.Sequential):
    def __init__(self, channels=3, width=64):
        layers = [conv(channels, width, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        a = width
        for stage in range(4):
            b = width << stage
            layers += [Block(a, b, 1 if stage == 0 else 2), Block(b, b, 1)]
            a = b
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(a, 1000))


class SliceClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = ResNet18(6)
        self.net[-1] = nn.Identity()
        self.rnn = nn.GRU(512, 256, bidirectional=True, batch_first=True)
        self.head = nn.Linear(512, 1)

    def forward(self, x):
        h, _ = self.rnn(self.net(x.flatten(0, 1)).reshape(1, x.shape[1], -1))
        return self.head(h.mean(1))


class UNet3D(nn.Module):
    def __init__(self, base=16, levels=5, classes=8, norm=nn.BatchNorm3d):
        super().__init__()
        def block(a, b):
            return nn.Sequential(nn.Conv3d(a, b, 3, padding=1), norm(b), nn.ReLU(),
                                 nn.Conv3d(b, b, 3, padding=1), norm(b), nn.ReLU())
        widths = [base << n for n in range(levels)]
        self.down = nn.ModuleList([block(1 if n == 0 else widths[n - 1], w) for n, w in enumerate(widths)])
        self.up = nn.ModuleList([block(widths[n + 1] + widths[n], widths[n]) for n in range(levels - 1)])
        self.head = nn.Conv3d(base, classes, 1)

    def forward(self, x):
        kept = []
        for n, stage in enumerate(self.down):
            x = stage(x if n == 0 else nn.functional.max_pool3d(x, 2))
            kept.append(x)
        for n in reversed(range(len(self.up))):
            x = nn.functional.interpolate(x, scale_factor=2, mode="trilinear", align_corners=False)
            x = self.up[n](torch.cat([x, kept[n]], 1))
        return self.head(x)


MODELS = {
    "resnet18 224": (ResNet18, (1, 3, 224, 224)),
    "resnet18 + BiGRU 15x6x128": (SliceClassifier, (1, 15, 6, 128, 128)),
    "3-D U-Net base 16, 5 levels, 96": (UNet3D, (1, 1, 96, 96, 96)),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--spinetui", default=str(ROOT / ".build/release/spinetui"))
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    print(f"{'model':34} threads  spinetui ms   ORT ms  ratio  peak MB")
    for name, (make, shape) in MODELS.items():
        if arguments.only not in name:
            continue
        torch.manual_seed(1)
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = f"{folder}/model.onnx"
            x = torch.randn(shape)
            torch.onnx.export(make().eval(), (x,), path, dynamo=False, opset_version=17,
                              input_names=["x"], output_names=["y"])
            np.save(f"{folder}/x.npy", x.numpy())
            for threads in map(int, arguments.threads.split(",")):
                compare(name, path, folder, x.numpy(), threads, arguments)


def compare(name, path, folder, x, threads, arguments):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    theirs_y = session.run(None, {"x": x})[0]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
    if core := os.environ.get("BENCH_OPENBLAS_CORETYPE"):
        environment["OPENBLAS_CORETYPE"] = core
    ours, theirs, peak = [], [], 0
    runs = "8" if x.size < 200_000 else "3"
    command = [arguments.spinetui, "model", "bench", path, "--input", f"x={folder}/x.npy", "--threads",
               str(threads), "--runs", runs, "--json"]
    for _ in range(arguments.rounds):
        row = json.loads(subprocess.run(command, capture_output=True, check=True, env=environment).stdout)[0]
        ours.append(row["median_ms"])
        peak = max(peak, row["peak_bytes"])
        for _ in range(int(runs)):
            start = time.perf_counter()
            session.run(None, {"x": x})
            theirs.append(1000 * (time.perf_counter() - start))
    subprocess.run([arguments.spinetui, "model", "run", path, "--input", f"x={folder}/x.npy", "--output",
                    folder], capture_output=True, check=True, env=environment)
    y = np.load(f"{folder}/y.npy")
    error = np.abs(y - theirs_y).max() / np.abs(theirs_y).max()
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{name:34} {threads:7} {a:12.1f} {b:8.1f} {b / a:6.2f} {peak / 1e6:8.0f}")
    if error > 1e-4:
        sys.exit(f"{name}: outputs differ by {error}")


if __name__ == "__main__":
    main()
